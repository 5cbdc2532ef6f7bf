import type { ErrorCode } from '@pyrpl-mux/client';
import { LatencyHistogram } from './latency.ts';

/** What became of the commands of one name. */
export interface CommandRecord {
  /** Final responses per outcome. */
  readonly outcomes: Map<'ok' | ErrorCode, number>;
  /** From the request's arrival to its final response. */
  readonly latency: LatencyHistogram;
}

/** What the worker counts for `status` and the metrics, since it started. */
export class Statistics {
  /** By command name; names that are not in the catalogue are never recorded here. */
  readonly commands = new Map<string, CommandRecord>();
  readonly counters = {
    connections: 0,
    refused_connections: 0,
    frames_in: 0,
    bytes_in: 0,
    frames_out: 0,
    bytes_out: 0,
    malformed: 0,
    too_large: 0,
    unknown_keys: 0,
    unknown_commands: 0,
    duplicate_ids: 0,
    busy: 0,
    unread_answers: 0,
    late_answers: 0,
    stalled_readers: 0,
    dead_peers: 0,
    events_dropped: 0,
  };

  /** @param seconds - from the request's arrival to its final response */
  record(command: string, outcome: 'ok' | ErrorCode, seconds: number): void {
    let record = this.commands.get(command);
    if (record === undefined) {
      record = { outcomes: new Map(), latency: new LatencyHistogram() };
      this.commands.set(command, record);
    }
    record.outcomes.set(outcome, (record.outcomes.get(outcome) ?? 0) + 1);
    record.latency.record(seconds);
  }
}
