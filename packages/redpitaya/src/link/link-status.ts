import type { Piece } from './batch.ts';
import type { Flight } from './flight.ts';
import type { RoundTripSummary } from './round-trips.ts';

/** A link's figures since it was made. */
export interface LinkStatus {
  /** Operations that callers queued. */
  readonly operations: number;
  readonly wordsRead: number;
  readonly wordsWritten: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Headers sent only to carry an acknowledgement. */
  readonly nudges: number;
  readonly heartbeats: number;
  /** Batches of which something is still unsent. */
  readonly queued: number;
  readonly inFlight: { readonly requests: number; readonly readWords: number; readonly writeWords: number };
  /** Round trip time of the way itself [ms], without queueing; 0 before it is known. */
  readonly wayMs: number;
  readonly roundTripMs: RoundTripSummary;
}

/** Counts what passes through a link. */
export class LinkCounters {
  #operations = 0;
  #wordsRead = 0;
  #wordsWritten = 0;
  #bytesSent = 0;
  #bytesReceived = 0;
  #nudges = 0;
  #heartbeats = 0;

  queue(operations: number): void {
    this.#operations += operations;
  }

  send(bytes: number): void {
    this.#bytesSent += bytes;
  }

  receive(bytes: number): void {
    this.#bytesReceived += bytes;
  }

  nudge(): void {
    this.#nudges += 1;
  }

  heartbeat(): void {
    this.#heartbeats += 1;
  }

  complete({ kind, count }: Piece): void {
    if (kind === 'read') this.#wordsRead += count;
    else this.#wordsWritten += count;
  }

  status(flight: Flight, queued: number): LinkStatus {
    return {
      operations: this.#operations,
      wordsRead: this.#wordsRead,
      wordsWritten: this.#wordsWritten,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      nudges: this.#nudges,
      heartbeats: this.#heartbeats,
      queued,
      inFlight: {
        requests: flight.requests,
        readWords: flight.words.read,
        writeWords: flight.words.write,
      },
      wayMs: flight.roundTrips.way,
      roundTripMs: flight.roundTrips.summary(),
    };
  }
}
