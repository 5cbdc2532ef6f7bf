import { rm } from 'node:fs/promises';
import type { RoundTripSummary } from '@pyrpl-mux/redpitaya';
import type { BoardAddress } from '../board/board-address.ts';
import {
  type BoardAccess,
  DriverBackend,
  type DriverBackendOptions,
  FinalError,
  type Reached,
} from '../driver-backend.ts';
import { AttachedBoard, type BoardSurroundings } from '../handlers/attached-board.ts';
import type { Child } from './child-call.ts';
import { ChildEndError } from './child-end.ts';
import { ChildLink } from './child-link.ts';
import type { ChildCommand } from './child-process.ts';
import { hostCommand, type ReloadFpga } from './host-command.ts';
import { PyrplDriver } from './pyrpl-driver.ts';
import { findPyrplPython } from './python-environment.ts';
import { PythonEnvironmentError } from './python-environment-interpreter.ts';
import { differences, notPreserved } from './restart-differences.ts';
import { UnsettledModules } from './unsettled-modules.ts';

/** The board of a {@link PyrplBackend}. */
export interface PyrplTarget {
  readonly address: BoardAddress;
  readonly sshPort: number;
  readonly user: string;
  readonly password: string;
}

/** What a {@link PyrplBackend} needs. */
export interface PyrplBackendOptions extends DriverBackendOptions {
  /** Null for PyRPL's own dummy of a board. */
  readonly target: PyrplTarget | null;
  /** A Python that has PyRPL; by default that of `install-pyrpl`. */
  readonly python?: string | undefined;
  /** Whether PyRPL's first start may load the FPGA image; every later one never does. */
  readonly reloadFpga: ReloadFpga;
  /** PyRPL's own folder, for this worker alone; its contents are removed. */
  readonly userFolder: string;
  /** Makes the command of the child, for one that is no PyRPL. */
  readonly command?: ((reloadFpga: ReloadFpga) => Promise<ChildCommand>) | undefined;
}

/** Reaches a board through a Python child that hosts PyRPL, and starts it again when it has ended. */
export class PyrplBackend extends DriverBackend<ChildLink> {
  constructor(options: PyrplBackendOptions) {
    super('pyrpl', new PyrplAccess(options), options);
  }
}

class PyrplAccess implements BoardAccess<ChildLink> {
  readonly #options: PyrplBackendOptions;
  #reloadFpga: ReloadFpga;
  /** The board behind the last child, with the settings that it had as far as they were known. */
  #last: { readonly board: AttachedBoard; readonly unsettled: UnsettledModules } | null = null;

  constructor(options: PyrplBackendOptions) {
    this.#options = options;
    this.#reloadFpga = options.reloadFpga;
  }

  async connect(signal: AbortSignal, surroundings: BoardSurroundings): Promise<Reached<ChildLink>> {
    const link = await this.#start(signal);
    try {
      const unsettled = new UnsettledModules();
      const child = unsettled.following(childOf(link));
      const driver = await PyrplDriver.attach(child, surroundings.memory.recall());
      const board = await AttachedBoard.attach(driver, link, surroundings);
      this.#requirePreserved(board);
      this.#last = { board, unsettled };
      return { link, board };
    } catch (error) {
      const { end } = link;
      link.close();
      await link.ended;
      throw end ?? error;
    }
  }

  configuration(): Readonly<Record<string, unknown>> {
    return this.#options.target?.address.configuration() ?? {};
  }

  figures(link: ChildLink | null): Readonly<Record<string, unknown>> {
    return {
      python:
        link === null
          ? null
          : {
              pid: link.pid,
              pyrpl: link.ready?.pyrpl,
              python: link.ready?.python,
              image_loaded: link.ready?.image_loaded,
              withheld: link.ready?.withheld,
              running: link.running,
              ...link.counts,
            },
      simulated_stride: null,
    };
  }

  roundTrips(link: ChildLink): RoundTripSummary {
    return link.roundTrips.summary();
  }

  async stop(): Promise<void> {
    this.#options.target?.address.stop();
    await rm(this.#options.userFolder, { recursive: true, force: true });
  }

  async #start(signal: AbortSignal): Promise<ChildLink> {
    const { target, clock, log } = this.#options;
    const command = await this.#command(signal);
    const greeting = target === null ? undefined : { password: target.password };
    log.info({ reload_fpga: this.#reloadFpga }, 'PyRPL is being started.');
    try {
      const link = await ChildLink.start({ command, greeting, clock, log, signal });
      target?.address.answered();
      this.#reloadFpga = 'never';
      log.info({ pid: link.pid, ...link.ready }, 'PyRPL has its board.');
      return link;
    } catch (error) {
      if (!(error instanceof ChildEndError) || signal.aborted) throw error;
      if (error.code === 'failed') target?.address.refused();
      if (!error.final) throw error;
      throw new FinalError(error.message, {
        cause: error,
      });
    }
  }

  async #command(signal: AbortSignal): Promise<ChildCommand> {
    const { target, command, userFolder } = this.#options;
    if (command !== undefined) return await command(this.#reloadFpga);
    const python = await this.#findPython();
    const reached = await target?.address.reach(signal);
    return await hostCommand({
      target:
        target === null || reached === undefined
          ? null
          : { sshPort: target.sshPort, user: target.user, ...reached },
      reloadFpga: this.#reloadFpga,
      userFolder,
      python,
    });
  }

  async #findPython(): Promise<{ readonly python: string; readonly modules: string }> {
    try {
      return await findPyrplPython({ python: this.#options.python });
    } catch (error) {
      if (!(error instanceof PythonEnvironmentError)) throw error;
      throw new FinalError(error.message, {
        cause: error,
      });
    }
  }

  /**
   * Compares the settings with those that the last child left. What a command was about to change when it was
   * interrupted is not the restart's doing: its caller was told that the effect is unknown.
   *
   * @throws FinalError if the board was not left as it was
   */
  #requirePreserved(board: AttachedBoard): void {
    if (this.#last === null) return;
    const { board: before, unsettled } = this.#last;
    const all = differences(before.known, board.known);
    const interrupted = all.filter(({ module }) => unsettled.has(module));
    const changed = all.filter(({ module }) => !unsettled.has(module));
    const { log } = this.#options;
    if (interrupted.length > 0)
      log.warn(
        { changed: interrupted.map(({ sentence }) => sentence) },
        'Interrupted commands had an effect.',
      );
    if (changed.length === 0) return;
    log.error(
      { changed: changed.map(({ sentence }) => sentence) },
      'The board was not preserved over a restart of PyRPL.',
    );
    throw new FinalError(notPreserved(changed));
  }
}

function childOf(link: ChildLink): Child {
  return {
    call: async (method, args, options) => await link.call(method, args, options),
    frequencyCorrection: link.ready?.frequency_correction ?? 1,
  };
}
