/** A row of eight pins of the expansion connector. */
export type PinRow = 'p' | 'n';

interface Row {
  /** Levels that something outside drives, one bit per pin. */
  outside: number;
  /** Pins that the board drives. */
  direction: number;
  output: number;
}

interface Edge {
  readonly level: boolean;
  /** First cycle of that level. */
  readonly cycle: number;
}

/** Edges of DIO0_P that can be looked up. */
const REMEMBERED = 256;

/**
 * The pins DIO0 to DIO7 of both rows of the expansion connector. Each is driven from outside, by 0 unless somebody
 * says otherwise, or by the board. DIO0_P is the external trigger of scope and generators.
 */
export class ExpansionPins {
  readonly #rows: Record<PinRow, Row> = {
    p: { outside: 0, direction: 0, output: 0 },
    n: { outside: 0, direction: 0, output: 0 },
  };
  readonly #edges: Edge[] = [];
  readonly #triggerChanged: (level: boolean, cycle: number) => void;

  /** @param triggerChanged - called when DIO0_P has a new level from a cycle on */
  constructor(triggerChanged: (level: boolean, cycle: number) => void) {
    this.#triggerChanged = triggerChanged;
  }

  /** Levels at the pins of a row, one bit each. */
  levels(row: PinRow): number {
    const { outside, direction, output } = this.#rows[row];
    return (outside & ~direction) | (output & direction);
  }

  /** Drives the pins of a row from outside, one bit each, from `cycle` on. */
  drive(row: PinRow, levels: number, cycle: number): void {
    this.#rows[row].outside = levels & 0xff;
    this.#update(cycle);
  }

  /** Makes the pins of `direction` outputs with the levels of `output` from `cycle` on. */
  configure(row: PinRow, direction: number, output: number, cycle: number): void {
    this.#rows[row].direction = direction;
    this.#rows[row].output = output;
    this.#update(cycle);
  }

  /** First cycle in `from <= cycle < to` in which DIO0_P has just become `level`. */
  nextTriggerEdge(level: boolean, from: number, to: number): number | undefined {
    return this.#edges.find((edge) => edge.level === level && edge.cycle >= from && edge.cycle < to)?.cycle;
  }

  #update(cycle: number): void {
    const level = (this.levels('p') & 1) === 1;
    if (level === (this.#edges.at(-1)?.level ?? false)) return;
    this.#edges.push({ level, cycle });
    if (this.#edges.length > REMEMBERED) this.#edges.shift();
    this.#triggerChanged(level, cycle);
  }
}
