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

/** A voltage as the page writes it, in V; NaN if it is none. */
export function volts(text: string | null): number {
  const [, number = '', prefix = ''] = /^(-?[\d.]+) ([mµ]?)V$/.exec(text?.replace('\u2212', '-') ?? '') ?? [];
  if (number === '') return Number.NaN;
  return Number(number) * ({ m: 1e-3, µ: 1e-6 }[prefix] ?? 1);
}
