import type { CommandError, CommandId, Request } from '@pyrpl-mux/client';
import type { Answer, BoardCommand, Outcome } from '../dispatch/board-command.ts';
import type { Turn } from './turns.ts';

/** Who carries exchanges out and sends their answers. */
export interface ExchangeOwner {
  perform(exchange: Exchange, request: Request): void;
  settled(exchange: Exchange, outcome: Outcome, number?: number): void;
  report(exchange: Exchange, report: unknown): void;
}

/** One request and its answers. */
export class Exchange implements Answer, Turn {
  readonly id: CommandId | undefined;
  /** When the request came, in ms of the clock. */
  readonly received: number;
  /** Name of the command, once it was found in the catalogue. */
  name: string | null = null;
  /** Its command in the dispatcher, if it went there. */
  command: BoardCommand | null = null;
  readonly #owner: ExchangeOwner;
  readonly #content: Request | CommandError;
  #settled = false;

  /** @param content - the request, or why the frame is none */
  constructor(
    owner: ExchangeOwner,
    content: Request | CommandError,
    id: CommandId | undefined,
    received: number,
  ) {
    this.#owner = owner;
    this.#content = content;
    this.id = id;
    this.received = received;
  }

  begin(): void {
    if (this.#content instanceof Error) this.final({ error: this.#content });
    else this.#owner.perform(this, this.#content);
  }

  final(outcome: Outcome, number?: number): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#owner.settled(this, outcome, number);
  }

  progress(report: unknown): void {
    this.#owner.report(this, report);
  }
}
