import { boot } from './boot.ts';
import type { Machine, MachineOptions } from './machine.ts';
import { type SshOptions, SshServer } from './ssh/ssh-server.ts';

/** What a simulated board with a Linux is made of. */
export interface SimulatedLinuxOptions
  extends Omit<MachineOptions, 'host'>,
    Omit<SshOptions, 'host' | 'port'> {
  /** Address that SSH and the register servers listen at, default 127.0.0.1. */
  readonly host?: string | undefined;
  /** TCP port of SSH, default 0: any free one. */
  readonly sshPort?: number | undefined;
}

/**
 * The Linux of a simulated Red Pitaya, as far as PyRPL and a login see it. No register server runs before somebody has
 * logged in and started one.
 */
export class SimulatedLinux {
  readonly host: string;
  readonly #machine: Machine;
  readonly #ssh: SshServer;

  private constructor(host: string, machine: Machine, ssh: SshServer) {
    this.host = host;
    this.#machine = machine;
    this.#ssh = ssh;
  }

  /** Resolves when its SSH listens; rejects if it cannot. */
  static async start(options: SimulatedLinuxOptions): Promise<SimulatedLinux> {
    const { host = '127.0.0.1', sshPort = 0 } = options;
    const machine = boot({ ...options, host });
    const ssh = await SshServer.listen(machine, { ...options, host, port: sshPort });
    return new SimulatedLinux(host, machine, ssh);
  }

  /** TCP port of its SSH. */
  get sshPort(): number {
    return this.#ssh.port;
  }

  /** Whether somebody is connected to its SSH. */
  get isLoggedIn(): boolean {
    return this.#ssh.connections > 0;
  }

  /** Ends its processes, register servers among them, and everybody's login. */
  async close(): Promise<void> {
    for (const process of this.#machine.processes.all) process.signalled('KILL');
    await this.#ssh.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
