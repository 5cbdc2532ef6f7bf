import { styleText } from 'node:util';
import { REGISTER_SERVER_PORT, runtimeFolder } from '@pyrpl-mux/client/node';
import { Command } from 'commander';
import { z } from 'zod';
import { hostKeyPath } from '../../backend/board/host-key-file.ts';
import { CliExit } from '../cli-error.ts';
import { port } from '../flags.ts';
import { loginFlags, loginOptions, readLogin } from '../login-flags.ts';
import { examine } from './examination.ts';
import type { Finding } from './finding.ts';

const flags = loginFlags.extend({
  host: z.string(),
  boardPort: z.number(),
  json: z.boolean().default(false),
});

/** `pyrpl-mux doctor`. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .requiredOption('--host <name>', 'the Red Pitaya')
    .option('--board-port <port>', 'port of its register server', port(1), REGISTER_SERVER_PORT)
    .option('--json', 'print everything as one line of JSON');
  return loginOptions(command).action(async () => {
    const given = flags.parse(command.opts());
    const { host, boardPort, json } = given;
    const login = readLogin(given);
    const findings: Finding[] = [];
    const ok = await examine(
      {
        host,
        port: boardPort,
        login,
        hostKeyFile: hostKeyPath(host, login?.sshPort ?? 22, runtimeFolder()),
      },
      (finding) => {
        findings.push(finding);
        if (!json) process.stdout.write(`${formatFinding(finding)}\n`);
      },
    );
    if (json) process.stdout.write(`${JSON.stringify({ host, port: boardPort, ok, findings })}\n`);
    process.exitCode = ok ? CliExit.ok : CliExit.error;
  });
}

const STYLES = { ok: 'green', skipped: 'dim', failed: 'red' } as const;

/** Width of what stands before a sentence. */
const INDENT = 26;

function formatFinding({ step, outcome, finding, next }: Finding): string {
  const mark = styleText(STYLES[outcome], outcome.padEnd(8));
  const [first = '', ...others] = finding.split('\n');
  const lines = [...others, ...(next === undefined ? [] : [`Next: ${next}`])];
  return [
    `${mark} ${step.replace('_', ' ').padEnd(INDENT - 10)} ${first}`,
    ...lines.map((line) => `${' '.repeat(INDENT)}${line}`),
  ].join('\n');
}
