import { describe, expect, it } from 'vitest';
import { formatSi, parseSi } from '../quantities/si.ts';
import { Entry, type EntryRules } from './entry.ts';

/** A field of voltages from -1 to 1 V, at a board that rounds to 1 mV and answers when told to. */
function bench(): {
  entry: Entry<number>;
  sent: number[];
  answer: () => Promise<void>;
  settle: (value: number | undefined) => Promise<void>;
  board: (value: number) => void;
} {
  const sent: number[] = [];
  const waiting: ((value: number | undefined) => void)[] = [];
  const rules: EntryRules<number> = {
    parse: (text) => {
      const value = parseSi(text, 'V');
      return typeof value === 'number' && Math.abs(value) > 1 ? 'At most 1 V.' : value;
    },
    format: (value) => formatSi(value, 'V'),
    send: (value) => {
      sent.push(value);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
  const entry = new Entry(rules);
  const board = (value: number): void => entry.follow(value, rules);
  const settle = async (value: number | undefined): Promise<void> => {
    waiting.shift()?.(value);
    // The answer passes several promises before it arrives.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  const answer = async (): Promise<void> => {
    const readBack = Math.round((sent.at(-waiting.length) ?? 0) * 1000) / 1000;
    await settle(readBack);
    board(readBack);
  };
  board(0.5);
  return { entry, sent, answer, settle, board };
}

describe('Entry', () => {
  it('sends what was typed, once, and shows what came back', async () => {
    const { entry, sent, answer } = bench();
    entry.type('250 m');
    entry.commit();
    entry.commit();
    expect(sent).toEqual([0.25]);
    expect(entry.view().text).toBe('250 m');
    await answer();
    entry.commit();
    expect(entry.view()).toEqual({ text: '250 mV', problem: null, boardHas: null });
    expect(sent).toEqual([0.25]);
  });

  it('sends nothing where nothing was changed', () => {
    const { entry, sent } = bench();
    entry.commit();
    entry.type('500 mV ');
    entry.commit();
    expect(sent).toEqual([]);
    expect(entry.view().text).toBe('500 mV');
  });

  it('says at once what is wrong, sends none of it and keeps what was typed', () => {
    const { entry, sent } = bench();
    entry.type('2 V');
    expect(entry.view().problem).toBe('At most 1 V.');
    entry.commit();
    expect(entry.view()).toMatchObject({ text: '2 V', problem: 'At most 1 V.' });
    expect(sent).toEqual([]);
    entry.restore();
    expect(entry.view()).toMatchObject({ text: '500 mV', problem: null });
  });

  it('tells how the board has a value that it does not have exactly, until somebody changes it', async () => {
    const { entry, answer, board } = bench();
    entry.type('0.2504');
    entry.commit();
    await answer();
    expect(entry.view()).toMatchObject({ text: '250 mV', boardHas: '250 mV' });
    board(0.3);
    expect(entry.view()).toMatchObject({ text: '300 mV', boardHas: null });
  });

  it('shows what came back before the board tells it, and what the board has if it failed', async () => {
    const { entry, settle } = bench();
    entry.type('0.25');
    entry.commit();
    await settle(0.25);
    expect(entry.view().text).toBe('250 mV');
    entry.type('0.3');
    entry.commit();
    await settle(undefined);
    expect(entry.view()).toEqual({ text: '500 mV', problem: null, boardHas: null });
  });

  it('sends the same text again after somebody has changed the value', async () => {
    const { entry, sent, answer, board } = bench();
    entry.type('250 m');
    entry.commit();
    await answer();
    board(0.3);
    entry.type('250 m');
    entry.commit();
    expect(sent).toEqual([0.25, 0.25]);
  });

  it('follows others, but not while it is edited', () => {
    const { entry, board } = bench();
    board(0.6);
    expect(entry.view().text).toBe('600 mV');
    entry.type('0.');
    board(0.7);
    expect(entry.view().text).toBe('0.');
    entry.restore();
    expect(entry.view().text).toBe('700 mV');
  });

  it('tunes a digit: one command on its way, the newest waits, and finer than the grid still gets on', async () => {
    const { entry, sent, answer, board } = bench();
    entry.type('500.0 mV');
    for (let step = 0; step < 4; step++) expect(entry.tune(5, 1)).toBe(4);
    expect(sent).toEqual([0.5001]);
    await answer();
    expect(sent).toEqual([0.5001, 0.5004]);
    await answer();
    expect(entry.view()).toEqual({ text: '500.4 mV', problem: null, boardHas: '500 mV' });
    expect(entry.tune(5, 10)).toBe(4);
    await answer();
    expect(entry.view()).toMatchObject({ text: '501.4 mV', boardHas: '501 mV' });
    board(0.1);
    expect(entry.view()).toEqual({ text: '100 mV', problem: null, boardHas: null });
  });

  it('makes no step out of the range', async () => {
    const { entry, sent, answer } = bench();
    expect(entry.tune(1, 6)).toBeNull();
    expect(entry.view()).toMatchObject({ text: '500 mV', problem: 'At most 1 V.' });
    expect(sent).toEqual([]);
    expect(entry.tune(1, 4)).toBe(0);
    expect(entry.view().problem).toBeNull();
    await answer();
    expect(sent).toEqual([0.9]);
  });

  it('shows the board again when a tuned field is left', async () => {
    const { entry, answer } = bench();
    entry.tune(3, 1);
    entry.commit();
    await answer();
    expect(entry.view()).toEqual({ text: '501 mV', problem: null, boardHas: null });
  });
});
