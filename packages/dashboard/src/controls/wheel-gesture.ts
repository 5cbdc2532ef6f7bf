/** Milliseconds after which the next turn of a wheel is a new gesture. */
const PAUSE = 400;

/** Where turns of the wheel that follow one another began: what scrolls past under the pointer is not meant. */
export class WheelGesture {
  #target: EventTarget | null = null;
  #turned = Number.NEGATIVE_INFINITY;

  /** The element at which the present gesture began. */
  get target(): EventTarget | null {
    return this.#target;
  }

  /** The wheel is turned. To be told of every turn, wherever it is, before anybody asks for {@link target}. */
  turn({ target, timeStamp }: Pick<WheelEvent, 'target' | 'timeStamp'>): void {
    if (timeStamp - this.#turned > PAUSE) this.#target = target;
    this.#turned = timeStamp;
  }
}

/** The gesture of the page's wheel. */
export function wheelGestureOf(page: Document): WheelGesture {
  const gesture = new WheelGesture();
  page.addEventListener('wheel', (event) => gesture.turn(event), { capture: true, passive: true });
  return gesture;
}
