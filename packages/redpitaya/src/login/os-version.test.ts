import { describe, expect, it } from 'vitest';
import { parseOsVersion } from './os-version.ts';

describe('parseOsVersion', () => {
  it.each([
    ['# Version: 0.94-23-0a7b1c2d3\n', '0.94', 1],
    ['# Version: 1.04-28-b0a8f5e71\n# Date: 2022-03-11T09:12:44Z\n', '1.04', 1],
    ['# Version: 2.07-43-a0457d3aa\n', '2.07', 2],
    ['Version 3.00.1', '3.00.1', 3],
    ['# Version: 4.00-1-abc\n', '4.00', null],
    ['cat: /root/.version: No such file or directory', null, null],
    ['', null, null],
  ] as const)('%j is version %s of generation %s', (text, version, generation) => {
    expect(parseOsVersion(text)).toEqual({ text: version, generation });
  });
});
