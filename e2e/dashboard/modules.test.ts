import type { Client } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { enter, moduleField, moduleSection, notices } from './rig/modules.ts';

const browser = browserOfFile();

async function generator(client: Client) {
  return await client.command('asg_get', { channel: 'asg0' });
}

/** A controller that holds a lock: connected, with a gain. */
const LOCK = { channel: 'pid0', p: 0.5, i: 100, input: 'in1', output_direct: 'out1' } as const;

describe('the fields of a module', () => {
  it('take SI prefixes and show what was read back', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    const page = await rig.open();
    const frequency = moduleField(page, 'asg0', 'Frequency');
    await enter(frequency, '12.5 k');
    await expect.poll(() => frequency.inputValue()).toBe('12.5 kHz');
    // The nearest frequency of the 32 bit phase accumulator.
    expect((await generator(client)).frequency).toBeCloseTo(12_500, 1);
    const amplitude = moduleField(page, 'asg0', 'Amplitude');
    await enter(amplitude, '300.03 mV');
    await expect.poll(() => amplitude.inputValue()).toMatch(/^300(\.\d)? mV$/);
    expect((await generator(client)).amplitude).toBe(2458 / 8192);
    await moduleField(page, 'asg0', 'Waveform').selectOption('square');
    await expect.poll(async () => (await generator(client)).waveform).toBe('square');
  });

  it('keep what is typed as soon as they can be typed into', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    await page.addInitScript(() => {
      const observer = new MutationObserver((changes) => {
        for (const { target } of changes) {
          if (!(target instanceof HTMLInputElement) || target.disabled) continue;
          if (target.labels?.[0]?.textContent !== 'Setpoint') continue;
          observer.disconnect();
          target.value = '0.5';
          target.dispatchEvent(new InputEvent('input', { bubbles: true }));
          return;
        }
      });
      observer.observe(document, { subtree: true, attributeFilter: ['disabled'] });
    });
    await page.reload();
    const setpoint = moduleField(page, 'pid0', 'Setpoint');
    await expect.poll(() => setpoint.inputValue()).toBe('0.5');
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let n = 0; n < 10; n += 1) await page.evaluate(drawn);
    expect(await setpoint.inputValue()).toBe('0.5');
  });

  it('are tuned digit by digit by arrow keys and by the wheel', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    await client.command('asg_set_frequency', { channel: 'asg0', value: 12_500 });
    const page = await rig.open();
    const frequency = moduleField(page, 'asg0', 'Frequency');
    await expect.poll(() => frequency.inputValue()).toBe('12.5 kHz');
    const tuned = async (): Promise<number> => Math.round((await generator(client)).frequency);
    // The caret behind the 2 of "12.5 kHz": thousands.
    await frequency.focus();
    await frequency.press('Home');
    await frequency.press('ArrowRight');
    await frequency.press('ArrowRight');
    for (let n = 0; n < 5; n += 1) await frequency.press('ArrowUp');
    await expect.poll(tuned).toBe(17_500);
    await frequency.press('ArrowDown');
    await expect.poll(tuned).toBe(16_500);
    await frequency.hover();
    await page.mouse.wheel(0, -100);
    await expect.poll(tuned).toBe(17_500);
    expect(await frequency.inputValue()).toBe('17.5 kHz');
  });

  it('say what is wrong with nonsense and with the impossible, and change nothing', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    const page = await rig.open();
    const before = await generator(client);
    const frequency = moduleField(page, 'asg0', 'Frequency');
    for (const [text, sentence] of [
      ['often', /is not a number/],
      ['3 V', /the unit here is Hz/],
      ['1,5 k', /decimal point/],
      ['1 G', /62\.5 MHz/],
    ] as const) {
      await enter(frequency, text);
      await moduleSection(page, 'asg0').getByText(sentence).waitFor();
      expect(await frequency.getAttribute('aria-invalid')).toBe('true');
    }
    await frequency.press('Escape');
    await expect.poll(() => frequency.inputValue()).toBe('0 Hz');
    expect(await generator(client)).toEqual(before);
  });

  it('follow everybody: another program’s change shows with its name', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('relock.py');
    const page = await rig.open();
    const section = moduleSection(page, 'pid0');
    await client.command('pid_configure', { ...LOCK, setpoint: 0.125 });
    await expect.poll(() => moduleField(page, 'pid0', 'Setpoint').inputValue()).toBe('125 mV');
    await section.getByText('relock.py').waitFor();
  });

  it('tell what the worker refuses in a sentence', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    await enter(moduleField(page, 'pid0', 'Lower limit'), '0.5');
    await expect.poll(() => moduleField(page, 'pid0', 'Lower limit').inputValue()).toBe('500 mV');
    await enter(moduleField(page, 'pid0', 'Upper limit'), '0.25');
    await notices(page)
      .getByText(/limit|voltage/i)
      .first()
      .waitFor();
    await moduleField(page, 'pid0', 'Upper limit').press('Escape');
    await expect.poll(() => moduleField(page, 'pid0', 'Upper limit').inputValue()).toBe('999.9 mV');
  });
});

describe('a controller that holds a lock', () => {
  it('is let go only after a question, which is asked once', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('relock.py');
    await client.command('pid_configure', LOCK);
    const page = await rig.open();
    const output = moduleField(page, 'pid0', 'Output');
    const question = page.getByRole('dialog', { name: 'pid0 holds a lock' });
    const direct = async (): Promise<string> =>
      (await client.command('pid_get', { channel: 'pid0' })).output_direct;

    await output.selectOption('off');
    await question.getByRole('button', { name: 'Keep the lock' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await direct()).toBe('out1');
    await expect.poll(() => output.inputValue()).toBe('out1');

    await output.selectOption('off');
    await question.getByRole('button', { name: 'Switch off' }).click();
    await expect.poll(direct).toBe('off');
    await question.waitFor({ state: 'detached' });
  });

  it('by Outputs off goes after one question with every other module, and each can be connected again', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('relock.py');
    await client.command('pid_configure', LOCK);
    await client.command('asg_setup', { channel: 'asg1', amplitude: 0.1, output_direct: 'out2' });
    const page = await rig.open();
    const outputs = page.getByRole('region', { name: 'Outputs' });
    await outputs.getByText('pid0').waitFor();
    await outputs.getByText('asg1').waitFor();
    const off = outputs.getByRole('button', { name: 'Outputs off' });
    const question = page.getByRole('dialog', { name: 'pid0 holds a lock' });

    await off.click();
    await question.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect((await client.command('pid_get', { channel: 'pid0' })).output_direct).toBe('out1');

    await page.keyboard.press('Control+.');
    await question.getByRole('button', { name: 'Switch off' }).click();
    await expect
      .poll(async () => [
        (await client.command('pid_get', { channel: 'pid0' })).output_direct,
        (await client.command('asg_get', { channel: 'asg1' })).output_direct,
      ])
      .toEqual(['off', 'off']);
    await notices(page).getByText('pid0').waitFor();

    const again = page.getByRole('region', { name: 'Switched off' });
    await again.getByRole('button', { name: 'asg1 to OUT2' }).click();
    await expect
      .poll(async () => (await client.command('asg_get', { channel: 'asg1' })).output_direct)
      .toBe('out2');
    expect((await client.command('pid_get', { channel: 'pid0' })).output_direct).toBe('off');

    await off.click();
    await expect
      .poll(async () => (await client.command('asg_get', { channel: 'asg1' })).output_direct, {
        message: 'nothing is asked where no lock is held',
      })
      .toBe('off');
  });
});
