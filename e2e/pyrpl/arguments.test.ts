import { describe, expect, it } from 'vitest';
import { readArguments, USAGE } from './arguments.ts';
import { TEST_FILES } from './test-files.ts';

describe('the command line', () => {
  it('without arguments means the part, with --all everything', () => {
    expect(readArguments([])).toEqual({ files: TEST_FILES, whole: false, boardArgs: [] });
    expect(readArguments(['--all'])).toEqual({ files: TEST_FILES, whole: true, boardArgs: [] });
  });

  it('runs all of the files that it names, each once', () => {
    const read = readArguments(['trig', 'test_na.py', '--board-arg=--seed', '--board-arg=7', 'trig']);
    expect(read?.files.map(({ path }) => path)).toEqual(['test_hardware_modules/test_trig.py', 'test_na.py']);
    expect(read).toMatchObject({ whole: true, boardArgs: ['--seed', '7'] });
  });

  it('tells how it is used where it is asked for, or is not understood', () => {
    expect(readArguments(['--help'])).toBeNull();
    for (const args of [['--nonsense'], ['--board-arg'], ['--all=yes']])
      expect(() => readArguments(args)).toThrow(USAGE);
    expect(() => readArguments(['nonsense'])).toThrow('none of PyRPL');
  });
});
