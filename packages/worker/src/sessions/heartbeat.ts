import { type Clock, HEARTBEAT_INTERVAL, HEARTBEAT_TIMEOUT, type Timer } from '@pyrpl-mux/client';

/** One peer of a heartbeat. */
export interface Peer {
  /** When anything was last received, in ms of the clock. */
  heard: number;
  /** Nothing can be heard of it, for it is not being read. */
  readonly deaf: boolean;
  ping(): void;
  /** It was silent for too long. */
  giveUp(): void;
}

/** Pings all peers and gives up those that stay silent (PROTOCOL.md, section 14). */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #peers: () => Iterable<Peer>;
  #timer: Timer;
  #beat: number;

  constructor(clock: Clock, peers: () => Iterable<Peer>) {
    this.#clock = clock;
    this.#peers = peers;
    this.#beat = clock.now();
    this.#timer = this.#next();
  }

  close(): void {
    this.#timer.cancel();
  }

  #next(): Timer {
    return this.#clock.setTimer(() => this.#check(), HEARTBEAT_INTERVAL * 1000, 'housekeeping');
  }

  #check(): void {
    const now = this.#clock.now();
    // A late beat means that this process slept (a suspended laptop): the silence was its own.
    const slept = now - this.#beat > 2 * HEARTBEAT_INTERVAL * 1000;
    this.#beat = now;
    this.#timer = this.#next();
    for (const peer of this.#peers()) {
      if (slept || peer.deaf) peer.heard = now;
      if (now - peer.heard >= HEARTBEAT_TIMEOUT * 1000) peer.giveUp();
      else peer.ping();
    }
  }
}
