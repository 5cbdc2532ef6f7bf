import type { RegisterLink } from '../link/register-link.ts';
import { DSP, dspBase, outputCodec, signalCodec } from '../modules/dsp.ts';
import { DRIVING_MODULES, type DrivingModule, type Output } from '../modules/signals.ts';
import { RegisterBatch } from '../registers/register-batch.ts';

/** What drives the outputs at one moment. */
export interface LiveOutputs {
  /** Modules that are connected to an output. */
  readonly modules: readonly { readonly module: DrivingModule; readonly output: Output }[];
  /** Present values [V]. */
  readonly out1: number;
  readonly out2: number;
}

/**
 * Reads what drives the outputs; writes nothing.
 *
 * @throws RegisterLinkError
 */
export async function readLiveOutputs(link: RegisterLink): Promise<LiveOutputs> {
  const batch = new RegisterBatch();
  const routes = DRIVING_MODULES.map((module) => ({
    module,
    read: batch.read(dspBase(module) + DSP.outputDirect),
  }));
  const out1 = batch.read(dspBase('out1') + DSP.signal);
  const out2 = batch.read(dspBase('out2') + DSP.signal);
  await batch.send(link.lane('outputs'));
  return {
    modules: routes
      .map(({ module, read }) => ({ module, output: outputCodec.decode(read.word()) }))
      .filter(({ output }) => output !== 'off'),
    out1: signalCodec.decode(out1.word()),
    out2: signalCodec.decode(out2.word()),
  };
}

/** Says it as a sentence. */
export function describeLiveOutputs({ modules, out1, out2 }: LiveOutputs): string {
  const driven = modules.map(
    ({ module, output }) => `${module} drives ${output === 'both' ? 'out1 and out2' : output}`,
  );
  const who = driven.length === 0 ? 'No module drives an output' : driven.join(', ');
  return `${who}; out1 is at ${out1.toFixed(3)} V, out2 at ${out2.toFixed(3)} V.`;
}
