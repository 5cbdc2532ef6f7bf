import { cut } from './table.ts';

/** Width of lines where the output is no terminal. */
const PLAIN_WIDTH = 100;

/** A text on standard output that is drawn again and again at the same place; elsewhere than in a terminal, one after the other. */
export class LiveView {
  #height = 0;

  /** Whether pictures replace each other. */
  static get possible(): boolean {
    return process.stdout.isTTY && !process.env['CI'];
  }

  /** Characters per line. */
  get width(): number {
    // A terminal that does not know its size says 0.
    return (process.stdout.isTTY && process.stdout.columns) || PLAIN_WIDTH;
  }

  /** Shows these lines instead of the last ones. */
  show(lines: readonly string[]): void {
    const limit =
      LiveView.possible && process.stdout.rows > 1 ? process.stdout.rows - 1 : Number.POSITIVE_INFINITY;
    const shown = lines.slice(0, limit).map((line) => cut(line, this.width));
    const back = LiveView.possible && this.#height > 0 ? `\u001B[${this.#height}A\r\u001B[J` : '';
    process.stdout.write(`${back}${shown.join('\n')}\n`);
    this.#height = shown.length;
  }
}
