/* Runs the benchmarks: `npm run bench [-- --only NAME] [--json FILE]`. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { asgSetupFigures } from './figures/asg-setup.ts';
import { idleFigures } from './figures/idle.ts';
import { killFigures } from './figures/kill.ts';
import { memoryFigures } from './figures/memory.ts';
import { pingFigures } from './figures/ping.ts';
import { setpointFigures } from './figures/setpoint.ts';
import { traceFigures } from './figures/trace.ts';
import { type Figure, table } from './report.ts';

const suites = new Map<string, () => Promise<Figure[]>>([
  ['ping', pingFigures],
  ['trace', traceFigures],
  ['setpoint', setpointFigures],
  ['asg-setup', asgSetupFigures],
  ['kill', killFigures],
  ['memory', memoryFigures],
  ['idle', idleFigures],
]);

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'string' } },
});
const figures: Figure[] = [];
for (const name of values.only ?? suites.keys()) {
  const run = suites.get(name);
  if (run === undefined)
    throw new Error(`There is no benchmark "${name}"; there are ${[...suites.keys()].join(', ')}.`);
  process.stderr.write(`${name} ...\n`);
  figures.push(...(await run()));
}
process.stdout.write(`${table(figures)}\n`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
