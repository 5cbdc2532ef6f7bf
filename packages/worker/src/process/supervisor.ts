import { type Clock, systemClock, type Timer } from '@pyrpl-mux/client';
import { ExitCode } from './exit-codes.ts';
import { NEVER_RESTARTED, type Restarts } from './restarts.ts';
import type { WorkerReport } from './worker-channel.ts';
import type { WorkerProcess } from './worker-process.ts';

/** When a supervisor starts its worker again, and when it gives up. */
export interface SupervisorOptions {
  readonly clock?: Clock;
  /** Told what happens, as sentences for people. */
  readonly say: (sentence: string) => void;
  /** Told everything that each worker reports. */
  readonly onReport?: (report: WorkerReport) => void;
  /** Pause before the first restart [ms], default 100; it doubles with each crash that is not forgotten. */
  readonly firstPause?: number;
  /** Longest pause before a restart [ms], default 5000. */
  readonly longestPause?: number;
  /** Crashes after which it gives up, default 6, unless they are forgotten. */
  readonly crashLimit?: number;
  /** Time after which a crash is forgotten [ms], default 60 000. */
  readonly crashMemory?: number;
  /** Longest wait for a worker that was asked to stop [ms], default 15 000; then it is killed. */
  readonly stopLimit?: number;
}

/** What a worker is started with, beside what never changes. */
export interface Inheritance {
  /** Port of the worker before, so that its address survives; null for the first. */
  readonly port: number | null;
  readonly restarts: Restarts;
}

/** Keeps one worker running. */
export interface Supervisor {
  /** Process id of the present worker; undefined while there is none. */
  readonly pid: number | undefined;
  /** Resolves with the exit code for this process when there will be no worker any more. */
  readonly done: Promise<number>;
  /** Passes the request to stop on to the worker; idempotent. */
  stop(by: string): void;
}

/** Starting again would only fail again. */
const FINAL: ReadonlySet<number | null> = new Set([
  ExitCode.usage,
  ExitCode.boardTaken,
  ExitCode.addressInUse,
  ExitCode.configMismatch,
  ExitCode.runtimeFolder,
]);

/**
 * Starts a worker, and starts it again at the same address when it crashes: after a pause that doubles with each crash,
 * until it crashes too often in a short time.
 */
export function supervise(
  spawnWorker: (inheritance: Inheritance) => WorkerProcess,
  options: SupervisorOptions,
): Supervisor {
  return new RestartingSupervisor(spawnWorker, options);
}

class RestartingSupervisor implements Supervisor {
  readonly done: Promise<number>;
  readonly #spawnWorker: (inheritance: Inheritance) => WorkerProcess;
  readonly #options: SupervisorOptions;
  readonly #clock: Clock;
  readonly #stopping = Promise.withResolvers<void>();
  #stopAsked: string | null = null;
  #worker: WorkerProcess | null = null;
  #patience: Timer | null = null;
  #port: number | null = null;
  #crashes: readonly number[] = [];
  #restarts = NEVER_RESTARTED;

  constructor(spawnWorker: (inheritance: Inheritance) => WorkerProcess, options: SupervisorOptions) {
    this.#spawnWorker = spawnWorker;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.done = this.#run();
  }

  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  stop(by: string): void {
    if (this.#stopAsked !== null) return;
    this.#stopAsked = by;
    this.#stopping.resolve();
    const worker = this.#worker;
    if (worker === null) return;
    const { stopLimit = 15_000 } = this.#options;
    worker.stop(by);
    this.#patience = this.#clock.setTimer(() => {
      this.#options.say(`The worker did not stop within ${stopLimit / 1000} s and is killed.`);
      worker.kill();
    }, stopLimit);
  }

  async #run(): Promise<number> {
    while (this.#stopAsked === null) {
      const { exitCode, how } = await this.#runOnce();
      if (exitCode === ExitCode.ok || this.#stopAsked !== null) break;
      if (this.#isFinal(exitCode)) return exitCode ?? ExitCode.crashed;
      const pause = this.#countCrash();
      if (pause === null) {
        this.#options.say(
          `The worker ended ${how}, its crash number ${this.#crashes.length} in a short while. It is not started again: ` +
            'look into the log for the reason. The outputs of the board stay as they are.',
        );
        return ExitCode.gaveUp;
      }
      this.#options.say(
        `The worker ended ${how}. The outputs of the board stay as they are. It is started again in ${pause / 1000} s.`,
      );
      await this.#pause(pause);
      const why = `The worker ended ${how}.`;
      this.#restarts = { count: this.#restarts.count + 1, last: { when: new Date().toISOString(), why } };
    }
    return ExitCode.ok;
  }

  async #runOnce(): Promise<{ readonly exitCode: number | null; readonly how: string }> {
    const worker = this.#spawnWorker({ port: this.#port, restarts: this.#restarts });
    this.#worker = worker;
    worker.onReport((report) => {
      if (report.report === 'listening') this.#port = Number(new URL(report.url).port);
      this.#options.onReport?.(report);
    });
    const end = await worker.ended;
    this.#worker = null;
    this.#patience?.cancel();
    return end;
  }

  /** An address that a worker of this supervisor had before may be free again in a moment. */
  #isFinal(exitCode: number | null): boolean {
    return FINAL.has(exitCode) && !(exitCode === ExitCode.addressInUse && this.#port !== null);
  }

  /** How long to wait before the next start [ms], or null for no further one. */
  #countCrash(): number | null {
    const { firstPause = 100, longestPause = 5000, crashLimit = 6, crashMemory = 60_000 } = this.#options;
    const now = this.#clock.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < crashMemory), now];
    if (this.#crashes.length >= crashLimit) return null;
    return Math.min(longestPause, firstPause * 2 ** (this.#crashes.length - 1));
  }

  async #pause(duration: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.setTimer(resolve, duration);
    await Promise.race([promise, this.#stopping.promise]);
    timer.cancel();
  }
}
