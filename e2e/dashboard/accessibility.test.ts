import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './rig/accessibility.ts';
import { browserOfFile, type DashboardRig, openDashboard } from './rig/dashboard.ts';
import { scopePanel } from './rig/scope-screen.ts';

const browser = browserOfFile();

const PARTS = ['Bench', 'Routing', 'Activity', 'States', 'Code'] as const;

const LOOKS: readonly (readonly [name: string, context: BrowserContextOptions])[] = [
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
];

/** A board on which something goes on, so that every part has something to show. */
async function makeBusy(rig: DashboardRig): Promise<void> {
  const client = await rig.client('scan.py');
  const wave = { waveform: 'sin', frequency: 10_000, amplitude: 0.9, output_direct: 'out1' } as const;
  await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
  await client.command('pid_configure', {
    ...{ channel: 'pid0', p: 0.5, setpoint: 0.25, input: 'in1', output_direct: 'out2' },
  });
  await client.command('scope_setup', { decimation: 8, trigger_source: 'ch1_positive_edge' });
  await client.command('state_save', { name: 'a state', note: 'with a note' });
}

/** Shows a part of the page, with what a user may open in it. */
async function show(page: Page, part: (typeof PARTS)[number]): Promise<void> {
  await page.getByRole('link', { name: part, exact: true }).click();
  await page.getByRole('link', { name: part, exact: true }).and(page.locator('[aria-current]')).waitFor();
  if (part === 'Bench')
    await scopePanel(page)
      .getByText(/traces\/s/)
      .waitFor();
  if (part === 'States') await page.getByRole('row', { name: /a state/ }).waitFor();
}

describe('axe finds nothing wrong', () => {
  for (const [look, context] of LOOKS)
    it(`with any part of the page, ${look}`, async () => {
      await using rig = await openDashboard(browser());
      await makeBusy(rig);
      const page = await rig.open(context);
      // Something for the log of commands.
      await scopePanel(page).getByLabel('Time per division').selectOption('16');
      for (const part of PARTS) {
        await show(page, part);
        expect(await accessibilityProblems(page), part).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${part} is wider than the window`).toBeLessThanOrEqual(0);
      }
    });

  it('with the form for the token, and with the question for a lock', async () => {
    await using rig = await openDashboard(browser());
    const stranger = await rig.open({ as: 'stranger' });
    await stranger.getByLabel('Token').waitFor();
    expect(await accessibilityProblems(stranger)).toEqual([]);
    await makeBusy(rig);
    const page = await rig.open();
    await page.getByRole('region', { name: 'Outputs' }).getByText('pid0').waitFor();
    await page.getByRole('button', { name: 'Outputs off' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

/** What has the focus, and whether it can be seen that it has. */
function focused(): { readonly name: string; readonly isSeen: boolean } {
  const element = document.activeElement;
  if (element === null || element === document.body) return { name: '', isSeen: true };
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { width, height } = element.getBoundingClientRect();
  const label =
    element.ariaLabel ?? (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null);
  const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  return {
    name: `${element.tagName} ${label ?? element.textContent ?? ''} ${element.id}`.trim(),
    isSeen: isOutlined && width > 0 && height > 0,
  };
}

describe('with the keyboard alone', () => {
  it('Tab reaches every control, it shows where it is, and does not get caught', async () => {
    await using rig = await openDashboard(browser());
    await makeBusy(rig);
    const page = await rig.open();
    await scopePanel(page).getByRole('slider', { name: 'Trigger level' }).waitFor();
    const controls = await page.evaluateHandle(() => [
      ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]'),
    ]);
    const visited = await page.evaluateHandle(() => {
      const elements = new Set<EventTarget>();
      document.addEventListener('focusin', ({ target }) => target !== null && elements.add(target));
      return elements;
    });
    const most = await controls.evaluate((elements) => elements.length);
    const reached = new Set<string>();
    let unseen: string[] = [];
    for (let n = 0; n < most + 20; n += 1) {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await page.evaluate(focused);
      if (name === '') break;
      if (!isSeen) unseen = [...unseen, name];
      reached.add(name);
    }
    expect(unseen).toEqual([]);
    const missed = await controls.evaluate(
      (elements, went) =>
        elements
          .filter(
            (element) => !element.matches(':disabled') && element.checkVisibility() && !went.has(element),
          )
          .map((element) => element.outerHTML.slice(0, 200)),
      visited,
    );
    expect(missed, 'controls that Tab did not go to').toEqual([]);
    for (const name of ['BUTTON ■ Outputs off', 'BUTTON Run', 'DIV Trigger level'])
      expect(
        [...reached].some((one) => one.startsWith(name)),
        name,
      ).toBe(true);
  });

  it('the outputs are switched off', async () => {
    await using rig = await openDashboard(browser());
    await makeBusy(rig);
    const client = await rig.client('watcher');
    const page = await rig.open();
    await page.getByRole('region', { name: 'Outputs' }).getByText('pid0').waitFor();
    await page.getByRole('button', { name: 'Outputs off' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'pid0 holds a lock' }).waitFor();
    // The first answer keeps the lock.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await client.command('pid_get', { channel: 'pid0' })).output_direct)
      .toBe('off');
  });
});

describe('the look of the page', () => {
  it('follows the system, or what was chosen, which stays', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(ground).not.toBe(dark);
    await page.getByLabel('Theme').selectOption('dark');
    await expect.poll(ground).toBe(dark);
    await page.reload();
    await expect.poll(ground).toBe(dark);
  });

  it('moves nothing by itself where that is asked for', async () => {
    await using rig = await openDashboard(browser());
    await makeBusy(rig);
    const page = await rig.open({ reducedMotion: 'reduce' });
    for (const part of PARTS) {
      await show(page, part);
      const moving = await page.evaluate(() =>
        document
          .getAnimations()
          .filter(({ playState }) => playState === 'running')
          .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.className ?? '') : '')),
      );
      expect(moving, part).toEqual([]);
    }
  });
});
