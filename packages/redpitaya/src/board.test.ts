import { describe, expect, it } from 'vitest';
import { ForeignImageError, RedPitaya } from './board.ts';
import { RegisterLink } from './link/register-link.ts';
import { SimulatedBoard } from './simulated/index.ts';
import type { RegisterBus } from './simulated/server/register-bus.ts';
import { MemoryBus } from './simulated/server/testing/memory-bus.ts';

/** Registers that remember, with the constants by which PyRPL's image is known, and a note of every access. */
class NotedRegisters implements RegisterBus {
  readonly #memory = new MemoryBus();
  readonly accesses: string[] = [];

  constructor() {
    this.#memory.write(0x4030_0200, Uint32Array.of(12, 32, 10, 24, 0, 0, 0, 0, 4, 5, 10));
  }

  read(address: number, count: number): Uint32Array {
    this.accesses.push(`read ${address.toString(16)} ${count}`);
    return this.#memory.read(address, count);
  }

  write(address: number, words: Uint32Array): void {
    this.accesses.push(`write ${address.toString(16)}`);
    this.#memory.write(address, words);
  }

  get writes(): number {
    return this.accesses.filter((access) => access.startsWith('write')).length;
  }
}

describe('RedPitaya', () => {
  it('attaching changes nothing, and its first access is one read that recognises the image', async () => {
    const registers = new NotedRegisters();
    await using server = await SimulatedBoard.start({ fpga: registers });
    await using link = await RegisterLink.connect(server);
    registers.accesses.length = 0;
    await RedPitaya.attach(link);
    expect(registers.accesses[0]).toBe('read 40300200 11');
    expect(registers.writes).toBe(0);
    expect(server.writes.total).toBe(0);
  });

  it('says what it found instead of the image', async () => {
    await using server = await SimulatedBoard.start({ fpga: new MemoryBus() });
    await using link = await RegisterLink.connect(server);
    const attached = RedPitaya.attach(link);
    await expect(attached).rejects.toBeInstanceOf(ForeignImageError);
    await expect(attached).rejects.toThrow(
      "does not carry PyRPL's FPGA image: the constants at 0x40300200 are 0 0 0 0 0 0 0 0 0 0 0, " +
        "not c 20 a 18 0 0 0 0 4 5 a (hexadecimal). Nothing was written; load PyRPL's image first.",
    );
    expect(server.writes.total).toBe(0);
  });

  it('what no register tells comes from what was remembered, else it is null, never guessed', async () => {
    await using server = await SimulatedBoard.start({ fpga: new NotedRegisters() });
    await using link = await RegisterLink.connect(server);
    const board = await RedPitaya.attach(link);
    expect(await board.asg0.get()).toMatchObject({ waveform: null, trigger_source: null });
    expect(await board.scope.get()).toMatchObject({ trigger_source: null, trigger_delay: null });

    await board.asg0.setup({ waveform: 'noise', amplitude: 0.125, trigger_source: 'immediately' });
    await board.asg1.setup({ data: [0, 1], frequency: 1e3 });
    await board.scope.setup({ trigger_source: 'asg0', trigger_delay: 1e-3, decimation: 64 });
    const remembered: unknown = JSON.parse(JSON.stringify(board.remembered()));
    expect(remembered).toEqual(board.remembered());

    const again = await RedPitaya.attach(link, { remembered: board.remembered() });
    expect(await again.state()).toEqual(await board.state());
    expect(await again.asg0.get()).toMatchObject({ waveform: 'noise', amplitude: 0.125 });
    expect(await again.asg1.get()).toMatchObject({ waveform: 'custom' });
    expect(await again.scope.get()).toMatchObject({ trigger_source: 'asg0', trigger_delay: 1953 * 512e-9 });
  });

  it('does not believe what was remembered of a module that somebody has set since', async () => {
    await using server = await SimulatedBoard.start({ fpga: new NotedRegisters() });
    await using link = await RegisterLink.connect(server);
    const board = await RedPitaya.attach(link);
    await board.asg0.setup({ waveform: 'sin', frequency: 1e3, trigger_source: 'immediately' });
    await board.asg1.setup({ waveform: 'sin', frequency: 1e3, trigger_source: 'immediately' });
    await board.scope.setup({ trigger_source: 'asg0', trigger_delay: 0 });
    const remembered = board.remembered();
    await link.lane('somebody').write(0x4020_0010, Uint32Array.of(42));
    await link.lane('somebody').write(0x4010_0014, Uint32Array.of(1024));
    const again = await RedPitaya.attach(link, { remembered });
    expect((await again.asg0.get()).waveform).toBe(null);
    expect((await again.asg1.get()).waveform).toBe('sin');
    expect(await again.scope.get()).toMatchObject({ trigger_source: null, trigger_delay: null });
  });

  it('a generator started "immediately" is still known as that after the other one was changed', async () => {
    await using server = await SimulatedBoard.start({ fpga: new NotedRegisters() });
    await using link = await RegisterLink.connect(server);
    const board = await RedPitaya.attach(link);
    await board.asg0.setup({ trigger_source: 'immediately' });
    await board.asg1.setup({ trigger_source: 'high' });
    expect(await board.state()).toMatchObject({
      asg0: { trigger_source: 'immediately' },
      asg1: { trigger_source: 'high' },
    });
  });

  it('outputsOff disconnects every module in one batch and tells what each was', async () => {
    const registers = new NotedRegisters();
    await using server = await SimulatedBoard.start({ fpga: registers });
    await using link = await RegisterLink.connect(server);
    const board = await RedPitaya.attach(link);
    await board.pid1.setup({ output_direct: 'out2', p: 1 });
    await board.iq2.setup({ output_direct: 'both' });
    await board.asg1.setup({ output_direct: 'out1' });
    await link.lane('somebody').write(0x4034_0004, Uint32Array.of(1));
    const { was } = await board.outputsOff();
    expect(was).toEqual({
      pid0: 'off',
      pid1: 'out2',
      pid2: 'off',
      trig: 'off',
      iir: 'out1',
      iq0: 'off',
      iq1: 'off',
      iq2: 'both',
      asg0: 'off',
      asg1: 'out1',
    });
    expect((await board.outputsOff()).was).toMatchObject({
      pid1: 'off',
      iir: 'off',
      iq2: 'off',
      asg1: 'off',
    });
    expect(await board.pid1.get()).toMatchObject({ output_direct: 'off', p: 1 });
  });
});
