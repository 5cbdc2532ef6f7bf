import { commands } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateFileName, stateNameOf } from './state-name.ts';

const characters = 'ABCabcNULnulCOMcom019 ._+()-'.split('');
const names = fc
  .string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 64 })
  .filter((name) => commands.state_compare.params.safeParse({ name }).success);

describe('the file of a state', () => {
  it('is another one for each name, also where capitals are small letters', () => {
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [file, otherFile] = [one, other].map((name) => stateFileName(name).toLowerCase());
        expect(file === otherFile).toBe(one === other);
      }),
    );
    expect(stateFileName('Lock').toLowerCase()).not.toBe(stateFileName('lock').toLowerCase());
  });

  it('tells its name again', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(stateNameOf(stateFileName(name))).toEqual({ name, proper: true });
      }),
    );
  });

  it('can be had on every system: no devices, no points or spaces at the ends, not too long', () => {
    fc.assert(
      fc.property(names, (name) => {
        const file = stateFileName(name);
        expect(file).toMatch(/^[a-z0-9_+()%-][a-z0-9 ._+()%-]*\.json$/);
        expect(file).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d) *\./);
        expect(file.length).toBeLessThan(200);
      }),
    );
    expect(['con', 'nul.1', 'Lock 2', 'com1 .x'].map(stateFileName)).toEqual([
      '%63on.json',
      '%6eul.1.json',
      '%4cock 2.json',
      '%63om1 .x.json',
    ]);
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'a:b',
    ' a',
    'a ',
    'a.',
    '.a',
    'a\u0000',
    'é',
    'a%41',
    'x'.repeat(65),
  ])('is not asked for by the name %j', (name) => {
    expect(commands.state_save.params.safeParse({ name }).success).toBe(false);
  });

  it.each(['Lock.json', '%41%42x%4.json', '%2e%2e.json', '%6cock.json'])(
    'does not take %s for one',
    (file) => {
      expect(stateNameOf(file).proper).toBe(false);
    },
  );
});
