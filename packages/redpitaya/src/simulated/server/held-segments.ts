import type { Way } from './way.ts';

/** Data of a full segment on an Ethernet [bytes]. */
const SEGMENT_BYTES = 1460;

/** How long a computer with nothing to send waits before it acknowledges [ms], on Linux. */
const DELAYED_ACKNOWLEDGEMENT_MS = 40;

/**
 * On a simulated long way, what the two sockets would make of it, for the real ones are next to each other: the
 * server's holds a small segment back while an earlier small one is not acknowledged (Nagle, as Linux does it); the
 * client's acknowledges with the next request, with every second full segment, or late.
 */
export class HeldSegments {
  readonly #requests: Way;
  readonly #replies: Way;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #sent = 0;
  #lastSmall = 0;
  #acknowledged = 0;
  #received = 0;
  #fullSegments = 0;
  #late: NodeJS.Timeout | null = null;

  constructor(requests: Way, replies: Way) {
    this.#requests = requests;
    this.#replies = replies;
  }

  /** The client sends `bytes`, and with them its acknowledgement of all it has received. */
  request(bytes: Uint8Array): void {
    const received = this.#received;
    this.#fullSegments = 0;
    if (this.#late !== null) clearTimeout(this.#late);
    this.#late = null;
    this.#requests.push(bytes, () => this.#acknowledge(received));
  }

  /** The server sends `bytes`: full segments now, the rest as soon as it may. */
  reply(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#release();
  }

  close(): void {
    if (this.#late !== null) clearTimeout(this.#late);
  }

  #release(): void {
    const mayBeSmall = this.#lastSmall <= this.#acknowledged;
    const length = mayBeSmall ? this.#heldBytes : this.#heldBytes - (this.#heldBytes % SEGMENT_BYTES);
    if (length === 0) return;
    const bytes = Buffer.concat(this.#held);
    this.#held = length < bytes.length ? [bytes.subarray(length)] : [];
    this.#heldBytes -= length;
    this.#sent += length;
    if (length % SEGMENT_BYTES > 0) this.#lastSmall = this.#sent;
    const end = this.#sent;
    this.#replies.push(bytes.subarray(0, length), () =>
      this.#receive(end, Math.floor(length / SEGMENT_BYTES)),
    );
  }

  #receive(end: number, fullSegments: number): void {
    this.#received = end;
    this.#fullSegments += fullSegments;
    if (this.#fullSegments >= 2) this.request(new Uint8Array(0));
    else this.#late ??= setTimeout(() => this.request(new Uint8Array(0)), DELAYED_ACKNOWLEDGEMENT_MS);
  }

  #acknowledge(received: number): void {
    this.#acknowledged = received;
    this.#release();
  }
}
