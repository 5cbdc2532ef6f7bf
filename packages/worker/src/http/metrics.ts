import { Counter, Gauge, Registry } from 'prom-client';
import type { LaneStatus } from '../dispatch/dispatcher.ts';
import { LATENCY_BOUNDS } from '../observe/latency.ts';
import type { CommandRecord, Statistics } from '../observe/statistics.ts';

/** What the metrics are made of; asked for at each scrape only. */
export interface MetricsSources {
  readonly statistics: Statistics;
  readonly lanes: () => readonly LaneStatus[];
  readonly sessions: () => number;
  readonly ready: () => boolean;
  readonly stream: () => { readonly traces: number; readonly viewers: number };
  /** Figures of the board and its link: numbers, also in nested objects. */
  readonly backend: () => Readonly<Record<string, unknown>>;
}

const PREFIX = 'pyrpl_mux_';
const LATENCY = `${PREFIX}command_seconds`;

/** Latencies that the worker has recorded itself, in the text format: a Histogram of prom-client can't be set. */
function latencyText(commands: ReadonlyMap<string, CommandRecord>): string {
  const lines = [
    `# HELP ${LATENCY} From the arrival of a request to its final response.`,
    `# TYPE ${LATENCY} histogram`,
  ];
  for (const [command, { latency }] of commands) {
    let cumulative = 0;
    for (const [bucket, count] of latency.buckets.entries()) {
      cumulative += count;
      lines.push(
        `${LATENCY}_bucket{command="${command}",le="${LATENCY_BOUNDS[bucket] ?? '+Inf'}"} ${cumulative}`,
      );
    }
    lines.push(`${LATENCY}_sum{command="${command}"} ${latency.sum}`);
    lines.push(`${LATENCY}_count{command="${command}"} ${latency.count}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The worker's metrics in the text format of Prometheus, in a registry of their own. */
export interface WorkerMetrics {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Metrics of one worker. */
export function workerMetrics(sources: MetricsSources): WorkerMetrics {
  const { statistics, lanes, sessions, ready, stream, backend } = sources;
  const registry = new Registry();

  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (this: Gauge<Label>) => void,
  ): void => {
    registry.registerMetric(
      new Gauge({ name: `${PREFIX}${name}`, help, labelNames, collect, registers: [] }),
    );
  };
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (this: Counter<Label>) => void,
  ): void => {
    registry.registerMetric(
      new Counter({ name: `${PREFIX}${name}`, help, labelNames, collect, registers: [] }),
    );
  };

  counter('commands_total', 'Final responses.', ['command', 'outcome'], function () {
    this.reset();
    for (const [command, { outcomes }] of statistics.commands)
      for (const [outcome, count] of outcomes) this.inc({ command, outcome }, count);
  });
  for (const name of Object.keys(statistics.counters)) {
    counter(`${name}_total`, `Counter ${name} of the command status.`, [], function () {
      this.reset();
      this.inc(new Map(Object.entries(statistics.counters)).get(name) ?? 0);
    });
  }
  gauge('lane_queued', 'Commands queued in a lane.', ['module'], function () {
    for (const { module, queued } of lanes()) this.set({ module }, queued);
  });
  gauge('sessions', 'Connected clients.', [], function () {
    this.set(sessions());
  });
  gauge('ready', '1 while commands for the board are served.', [], function () {
    this.set(ready() ? 1 : 0);
  });
  counter('stream_traces_total', 'Traces taken for the stream.', [], function () {
    this.reset();
    this.inc(stream().traces);
  });
  gauge('stream_viewers', 'Subscriptions to the traces.', [], function () {
    this.set(stream().viewers);
  });
  gauge('backend', 'Figures of the board and its link.', ['figure'], function () {
    this.reset();
    for (const [figure, value] of figures(backend())) this.set({ figure }, value);
  });
  counter('process_cpu_seconds_total', 'Processor time of the worker.', [], function () {
    const { user, system } = process.cpuUsage();
    this.reset();
    this.inc((user + system) / 1e6);
  });
  gauge('process_resident_memory_bytes', 'Memory of the worker.', [], function () {
    this.set(process.memoryUsage.rss());
  });
  gauge('process_uptime_seconds', 'Age of the worker process.', [], function () {
    this.set(process.uptime());
  });
  return {
    contentType: registry.contentType,
    text: async () => `${await registry.metrics()}\n${latencyText(statistics.commands)}`,
  };
}

/** The numbers of a nested object, named by their path. */
function* figures(values: Readonly<Record<string, unknown>>, path = ''): Generator<[string, number]> {
  for (const [key, value] of Object.entries(values)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'number') yield [name, value];
    else if (typeof value === 'boolean') yield [name, value ? 1 : 0];
    else if (isPlain(value)) yield* figures(value, name);
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
