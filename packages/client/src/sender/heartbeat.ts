import type { Clock, Timer } from '../clock.ts';
import { HEARTBEAT_INTERVAL, HEARTBEAT_TIMEOUT } from '../protocol/messages.ts';

/** What a heartbeat needs from outside. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Nothing was heard for {@link HEARTBEAT_INTERVAL}. */
  readonly onSilence: () => void;
  /** Nothing was heard for {@link HEARTBEAT_TIMEOUT}. Called once. */
  readonly onDeath: () => void;
}

/** Finds out that a peer is frozen (PROTOCOL.md, section 14). */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #onSilence: () => void;
  readonly #onDeath: () => void;
  #lastHeard: number;
  #timer: Timer | undefined;

  constructor({ clock, onSilence, onDeath }: HeartbeatOptions) {
    this.#clock = clock;
    this.#onSilence = onSilence;
    this.#onDeath = onDeath;
    this.#lastHeard = clock.now();
    this.#checkIn(HEARTBEAT_INTERVAL * 1000);
  }

  /** Something arrived. */
  heard(): void {
    this.#lastHeard = this.#clock.now();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #checkIn(delay: number): void {
    const due = this.#clock.now() + delay;
    this.#timer = this.#clock.setTimer(() => this.#check(due), delay, 'housekeeping');
  }

  #check(due: number): void {
    const interval = HEARTBEAT_INTERVAL * 1000;
    const timeout = HEARTBEAT_TIMEOUT * 1000;
    const now = this.#clock.now();
    // A check that comes far too late means that this process slept: frames may lie unread, so silence proves nothing.
    if (now - due > interval) this.#lastHeard = Math.max(this.#lastHeard, now - interval);
    const silence = now - this.#lastHeard;
    if (silence >= timeout) {
      this.stop();
      this.#onDeath();
      return;
    }
    this.#checkIn(silence < interval ? interval - silence : Math.min(interval, timeout - silence));
    if (silence >= interval) this.#onSilence();
  }
}
