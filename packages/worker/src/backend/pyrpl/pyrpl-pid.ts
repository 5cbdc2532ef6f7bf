import {
  checkIntegrator,
  checkPid,
  type PidName,
  type PidParameters,
  type PidSettings,
} from '@pyrpl-mux/redpitaya';
import { z } from 'zod';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import { pidSettings } from './results.ts';

/** A controller, by way of PyRPL: see `Pid` of the driver. */
export class PyrplPid {
  readonly #child: Child;
  readonly #name: PidName;

  constructor(child: Child, name: PidName) {
    this.#child = child;
    this.#name = name;
  }

  async get(): Promise<PidSettings> {
    return await ask(this.#child, `${this.#name}.get`, {}, pidSettings, READS);
  }

  async setup(params: Partial<PidParameters>): Promise<PidSettings> {
    checkPid(params);
    return await ask(this.#child, `${this.#name}.setup`, params, pidSettings, WRITES);
  }

  async setSetpoint(value: number): Promise<number> {
    checkPid({ setpoint: value });
    return await ask(this.#child, `${this.#name}.set_setpoint`, { value }, z.number(), WRITES);
  }

  async getSetpoint(): Promise<number> {
    return await ask(this.#child, `${this.#name}.get_setpoint`, {}, z.number(), READS);
  }

  async setIntegrator(value: number): Promise<number> {
    checkIntegrator(value);
    return await ask(this.#child, `${this.#name}.set_integrator`, { value }, z.number(), WRITES);
  }
}
