import type { RegisterBus } from '../server/register-bus.ts';

/** What an FPGA carries: PyRPL's image, the one from the factory, or nothing after a failed load. */
export type LoadedImage = 'pyrpl' | 'stock' | 'none';

/** The identification register of Red Pitaya's own image (red_pitaya_hk.v); it is the only one modelled of it. */
const STOCK_ID = { address: 0x4000_0000, value: 1 } as const;

/** A register bus whose registers are exchanged when an image is loaded, and then hold their reset values. */
export class FpgaSlot<Fpga extends RegisterBus = RegisterBus> implements RegisterBus {
  readonly #create: () => Fpga;
  #image: LoadedImage;
  #fpga: Fpga | null;

  /**
   * @param create makes the registers of PyRPL's image, as they are after it was loaded; called here too, so that what
   * can't be made is known at once
   */
  constructor(create: () => Fpga, image: LoadedImage = 'pyrpl') {
    this.#create = create;
    this.#image = image;
    const fpga = create();
    this.#fpga = image === 'pyrpl' ? fpga : null;
  }

  /** What is loaded. */
  get image(): LoadedImage {
    return this.#image;
  }

  /** The registers of PyRPL's image; null while another one is loaded. */
  get fpga(): Fpga | null {
    return this.#fpga;
  }

  /** Loads an image; what the registers held is lost. */
  load(image: LoadedImage): void {
    this.#image = image;
    this.#fpga = image === 'pyrpl' ? this.#create() : null;
  }

  read(address: number, count: number): Uint32Array {
    if (this.#fpga !== null) return this.#fpga.read(address, count);
    const words = new Uint32Array(count);
    if (this.#image === 'stock' && address === STOCK_ID.address) words[0] = STOCK_ID.value;
    return words;
  }

  write(address: number, words: Uint32Array): void {
    this.#fpga?.write(address, words);
  }
}
