import { type Client, CommandError } from '@pyrpl-mux/client';
import { Argument, Command } from 'commander';
import { z } from 'zod';
import { onEndRequest } from '../../process/signals.ts';
import { CliExit } from '../cli-error.ts';
import { finiteNumber } from '../flags.ts';
import { drawTrace } from '../trace-drawing.ts';
import { connectAs, findNamedWorker } from '../worker-address.ts';
import { Latencies } from './latencies.ts';
import type { DemoReport } from './report.ts';
import { isRole, type Part, partOf, type Question, ROLES, type Role } from './roles.ts';

/** Time between two reports [ms]. */
const REPORT_INTERVAL = 250;

const DRAWING = { width: 72, height: 6 };

const flags = z.object({ seconds: z.number(), wired: z.boolean().default(false) });

/** `pyrpl-mux demo-client`: asks until its time is over, checks every answer, and reports to its parent. */
export function demoClientCommand(): Command {
  const command = new Command('demo-client')
    .addArgument(new Argument('<role>', 'what it plays').choices(ROLES))
    .requiredOption('--seconds <seconds>', 'how long', finiteNumber(0.1, 86_400))
    .option('--wired', 'the outputs are wired to the inputs');
  return command.action(async (role: string) => {
    if (!isRole(role)) return;
    const { seconds, wired } = flags.parse(command.opts());
    const client = await connectAs(`demo ${role}`, await findNamedWorker(command), 'binary');
    const player = new Player(role, client);
    try {
      process.exitCode = (await player.play(partOf(role, { wired }), seconds)) ? CliExit.ok : CliExit.error;
    } finally {
      client.close();
      if (process.connected) process.disconnect();
    }
  });
}

/** One program of the demo. */
class Player {
  readonly #role: Role;
  readonly #client: Client;
  readonly #latencies = new Latencies();
  readonly #counts = { asked: 0, right: 0, errors: 0, lost: 0, misrouted: 0 };
  #problem: string | null = null;
  #drawing: readonly string[] = [];
  #started = 0;
  #playing = true;

  constructor(role: Role, client: Client) {
    this.#role = role;
    this.#client = client;
  }

  /** @returns whether every question was answered right */
  async play({ setup, inFlight, ask }: Part, seconds: number): Promise<boolean> {
    for (const { command, params } of setup) await this.#client.commandByName(command, params);
    this.#started = performance.now();
    const end = (): void => {
      this.#playing = false;
    };
    const ignore = onEndRequest(end);
    const limit = setTimeout(end, seconds * 1000);
    const reports = setInterval(() => this.#report(false), REPORT_INTERVAL);
    try {
      const askOn = async (): Promise<void> => {
        while (this.#playing) await this.#ask(ask(this.#counts.asked));
      };
      await Promise.all(Array.from({ length: inFlight }, askOn));
    } finally {
      clearTimeout(limit);
      clearInterval(reports);
      ignore();
    }
    this.#report(true);
    return this.#counts.right === this.#counts.asked;
  }

  async #ask({ command, params, check, trace }: Question): Promise<void> {
    this.#counts.asked += 1;
    const sent = performance.now();
    try {
      const answer = await this.#client.commandByName(command, params);
      this.#latencies.add(performance.now() - sent);
      const wrong = check(answer);
      if (wrong === null) this.#counts.right += 1;
      else {
        this.#counts.misrouted += 1;
        this.#problem ??= `The answer to ${command} ${wrong}.`;
      }
      const samples = trace?.(answer);
      if (samples !== undefined && samples !== null) this.#drawing = drawTrace(samples, DRAWING);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const unanswered =
        error.code === 'worker_lost' || (error.code === 'timeout' && error.effect === 'unknown');
      this.#counts[unanswered ? 'lost' : 'errors'] += 1;
      this.#problem ??= error.message;
      if (error.code === 'worker_lost') this.#playing = false;
    }
  }

  #report(finished: boolean): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const { late, unmatched, duplicated, idless } = this.#client.counters;
    const report: DemoReport = {
      role: this.#role,
      ...this.#counts,
      duplicated: late + unmatched + duplicated + idless,
      seconds,
      per_second: this.#counts.right / seconds,
      p50_ms: this.#latencies.quantile(0.5),
      p99_ms: this.#latencies.quantile(0.99),
      problem: this.#problem,
      drawing: [...this.#drawing],
      finished,
    };
    // A parent that is gone is no reason to stop before the time is over.
    process.send?.(report, undefined, {}, () => undefined);
  }
}
