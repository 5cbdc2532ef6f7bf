import type { Clock } from '@pyrpl-mux/client';
import { RedPitaya, RegisterLink, RegisterLinkError, type RoundTripSummary } from '@pyrpl-mux/redpitaya';
import {
  type BoardAccess,
  DriverBackend,
  type DriverBackendOptions,
  type Reached,
} from '../driver-backend.ts';
import { AttachedBoard, type BoardSurroundings } from '../handlers/attached-board.ts';
import type { BoardAddress } from './board-address.ts';

/** What a {@link BoardBackend} needs. */
export interface BoardBackendOptions extends DriverBackendOptions {
  readonly address: BoardAddress;
}

/** Reaches a board through our own driver, and reaches it again when it was lost. */
export class BoardBackend extends DriverBackend<RegisterLink> {
  constructor(options: BoardBackendOptions) {
    super('board', new RegisterAccess(options.address, options.clock), options);
  }
}

class RegisterAccess implements BoardAccess<RegisterLink> {
  readonly #address: BoardAddress;
  readonly #clock: Clock;
  #driver: RedPitaya | null = null;
  #stride: number | null = null;

  constructor(address: BoardAddress, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
  }

  async connect(signal: AbortSignal, surroundings: BoardSurroundings): Promise<Reached<RegisterLink>> {
    const address = this.#address;
    const clock = this.#clock;
    const { host, port } = await address.reach(signal);
    const link = await RegisterLink.connect({ host, port, clock, signal }).catch((error: unknown) => {
      if (error instanceof RegisterLinkError && error.code === 'not_started') address.refused();
      throw error;
    });
    address.answered();
    try {
      const driver = await RedPitaya.attach(link, { remembered: surroundings.memory.recall(), clock });
      const board = await AttachedBoard.attach(driver, link, surroundings);
      this.#stride = await driver.simulatedStride();
      this.#driver = driver;
      return { link, board };
    } catch (error) {
      link.close();
      throw error;
    }
  }

  configuration(): Readonly<Record<string, unknown>> {
    return this.#address.configuration();
  }

  figures(link: RegisterLink | null): Readonly<Record<string, unknown>> {
    if (link === null) this.#stride = null;
    else this.#askStride();
    return { link: link === null ? null : link.status(), simulated_stride: this.#stride };
  }

  roundTrips(link: RegisterLink): RoundTripSummary {
    return link.status().roundTripMs;
  }

  async stop(): Promise<void> {
    this.#address.stop();
  }

  /** Nobody waits for it: `status` answers at once, also from a board that hangs, with what was told last. */
  #askStride(): void {
    void this.#driver?.simulatedStride().then(
      (stride) => {
        this.#stride = stride;
      },
      () => {
        this.#stride = null;
      },
    );
  }
}
