import type { ModuleSettings } from '@pyrpl-mux/client';
import type { Locator, Page } from 'playwright-core';

/** The section of a module on the bench. */
export function moduleSection(page: Page, module: keyof ModuleSettings): Locator {
  return page.getByRole('region', { name: module, exact: true });
}

/** A field of a module, by its label. */
export function moduleField(page: Page, module: keyof ModuleSettings, label: string): Locator {
  return moduleSection(page, module).getByLabel(label, { exact: true });
}

/** Types a value into a field and sends it. */
export async function enter(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Enter');
}

/** Sentences that wait to be read. */
export function notices(page: Page): Locator {
  return page.getByRole('log', { name: 'Notices' });
}
