import { parseElf, type Segment } from '../images.ts';
import { type Program, splitFlags } from './program.ts';

/** Names of segment types (ELF for the ARM architecture). */
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'LOAD'],
  [2, 'DYNAMIC'],
  [3, 'INTERP'],
  [4, 'NOTE'],
  [6, 'PHDR'],
  [0x6474_e551, 'GNU_STACK'],
  [0x6474_e552, 'GNU_RELRO'],
  [0x7000_0001, 'EXIDX'],
]);

function line({ type, offset, address, fileSize, memorySize, flags, alignment }: Segment): string {
  const hex = (value: number, width: number): string => `0x${value.toString(16).padStart(width, '0')}`;
  const place = `${hex(offset, 6)} ${hex(address, 8)} ${hex(address, 8)} ${hex(fileSize, 5)} ${hex(memorySize, 5)}`;
  const rights = ['R', 'W', 'E']
    .map((letter, index) => ((flags & (4 >> index)) === 0 ? ' ' : letter))
    .join('');
  return `  ${(TYPES.get(type) ?? hex(type, 8)).padEnd(14)} ${place} ${rights} ${hex(alignment, 1)}\n`;
}

/** `readelf -l`: the segments of a program, with its interpreter. */
const readelf: Program = ({ args, out, err, machine, shell }) => {
  let status = 0;
  for (const operand of splitFlags(args).operands) {
    const node = machine.files.find(shell.path(operand));
    const elf = node?.kind === 'file' ? parseElf(node.data) : null;
    if (elf === null) {
      const isMissing = node === null;
      err.write(
        `readelf: Error: ${isMissing ? `'${operand}': No such file` : 'Not an ELF file - it has the wrong magic bytes at the start'}\n`,
      );
      status = 1;
      continue;
    }
    out.write('\nElf file type is EXEC (Executable file)\n');
    out.write(`Entry point 0x${elf.entry.toString(16)}\n`);
    out.write(
      `There are ${elf.segments.length} program headers, starting at offset 52\n\nProgram Headers:\n`,
    );
    out.write('  Type           Offset   VirtAddr   PhysAddr   FileSiz MemSiz  Flg Align\n');
    for (const segment of elf.segments) {
      out.write(line(segment));
      if (segment.type === 3) out.write(`      [Requesting program interpreter: ${elf.interpreter}]\n`);
    }
  }
  return status;
};

/** Programs that look into programs. */
export const ELF_PROGRAMS: ReadonlyMap<string, Program> = new Map([['readelf', readelf]]);
