import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { onTestFinished } from 'vitest';
import { SimulatedFpga } from '../../fpga/fpga.ts';
import { FpgaSlot, type LoadedImage } from '../fpga-slot.ts';
import { SimulatedLinux, type SimulatedLinuxOptions } from '../simulated-linux.ts';

/** A login with a terminal, as PyRPL's shell wrapper has one. */
export interface TypedShell {
  /** Types a line and returns everything that comes up to the next prompt. */
  readonly ask: (line: string) => Promise<string>;
  /** Types a line, and does not wait. */
  readonly type: (line: string) => void;
  /** All that came so far and was not yet returned. */
  readonly unread: () => string;
  /** What comes up to the next prompt. */
  readonly untilPrompt: () => Promise<string>;
  readonly leave: () => Promise<void>;
}

/** A simulated Linux, and ways to it. */
export interface LinuxBench {
  readonly slot: FpgaSlot<SimulatedFpga>;
  readonly linux: SimulatedLinux;
  readonly login: (options?: ConnectConfig) => Promise<Client>;
  readonly shell: (client?: Client) => Promise<TypedShell>;
  readonly run: (
    command: string,
  ) => Promise<{ readonly out: string; readonly err: string; readonly status: number }>;
  /** Sends a file as PyRPL does; resolves with the board's answers. */
  readonly scp: (path: string, data: Uint8Array, mode?: string) => Promise<readonly number[]>;
}

/** Starts a Linux that ends with the test. */
export async function linuxBench(
  options: Partial<SimulatedLinuxOptions> & { readonly image?: LoadedImage } = {},
): Promise<LinuxBench> {
  const { image, ...others } = options;
  const slot = new FpgaSlot(() => new SimulatedFpga({ noise: 0 }), image);
  const linux = await SimulatedLinux.start({ os: 2, ...others, fpga: slot });
  onTestFinished(async () => await linux.close());
  const login = async (given: ConnectConfig = {}): Promise<Client> => {
    const client = new ssh2.Client();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.on('error', reject);
    client.once('ready', resolve);
    client.connect({ host: linux.host, port: linux.sshPort, username: 'root', password: 'root', ...given });
    await promise;
    onTestFinished(() => {
      client.end();
    });
    return client;
  };
  let shared: Promise<Client> | null = null;
  const client = async (): Promise<Client> => {
    shared ??= login();
    return await shared;
  };
  return {
    slot,
    linux,
    login,
    shell: async (own) => await openShell(own ?? (await login())),
    run: async (command) => await runCommand(await client(), command),
    scp: async (path, data, mode = '0644') => await sendFile(await client(), path, data, mode),
  };
}

async function execute(client: Client, command: string): Promise<ClientChannel> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>();
  client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : reject(error)));
  return await promise;
}

async function openShell(client: Client): Promise<TypedShell> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>();
  client.shell({ term: 'vt100' }, (error, opened) => (error === undefined ? resolve(opened) : reject(error)));
  const channel = await promise;
  let text = '';
  channel.on('data', (data: Buffer) => {
    text += data.toString();
  });
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  const untilPrompt = async (): Promise<string> => {
    while (!text.endsWith('# ')) await once(channel, 'data');
    return take();
  };
  await untilPrompt();
  return {
    untilPrompt,
    unread: take,
    type: (line) => channel.write(`${line}\n`),
    ask: async (line) => {
      take();
      channel.write(`${line}\n`);
      return await untilPrompt();
    },
    leave: async () => {
      channel.close();
      await once(channel, 'close');
    },
  };
}

async function runCommand(client: Client, command: string) {
  let out = '';
  let err = '';
  let status = -1;
  const closed = Promise.withResolvers<void>();
  // Listened to in the callback: the status may come in the same segment as the channel.
  client.exec(command, (error, channel) => {
    if (error !== undefined) closed.reject(error);
    channel.on('data', (data: Buffer) => {
      out += data.toString();
    });
    channel.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    channel.on('exit', (code: number) => {
      status = code;
    });
    channel.on('close', () => closed.resolve());
  });
  await closed.promise;
  return { out, err, status };
}

async function sendFile(client: Client, path: string, data: Uint8Array, mode: string): Promise<number[]> {
  const channel = await execute(client, `scp -t ${path}`);
  const answers: number[] = [];
  let waiting: (() => void) | null = null;
  channel.on('data', (bytes: Buffer) => {
    answers.push(...bytes);
    waiting?.();
  });
  const answered = async (count: number): Promise<void> => {
    while (answers.length < count) {
      await new Promise<void>((resolve) => {
        waiting = resolve;
      });
    }
  };
  await answered(1);
  channel.write(`C${mode} ${data.length} a-file\n`);
  await answered(2);
  if (answers[1] !== 0) return answers.slice(0, 2);
  channel.write(data);
  channel.write(Buffer.of(0));
  await answered(3);
  channel.end();
  await once(channel, 'close');
  return answers;
}

/** A port that is free. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves when the connection has ended, in whatever way. */
export async function ended(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('close', () => resolve());
  await promise;
}

/** Connects to a register server, as often as it takes until one listens. */
export async function connectRegisters(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    if (!(await promise)) continue;
    socket.on('error', () => undefined);
    onTestFinished(() => {
      socket.destroy();
    });
    return socket;
  }
}

/** Reads a register. */
export async function readRegister(socket: Socket, address: number): Promise<number> {
  const request = Buffer.from([0x72, 0, 1, 0, 0, 0, 0, 0]);
  request.writeUInt32LE(address, 4);
  socket.write(request);
  let reply: Buffer = Buffer.alloc(0);
  const collect = (data: Buffer): void => {
    reply = Buffer.concat([reply, data]);
  };
  socket.on('data', collect);
  while (reply.length < 12) await once(socket, 'data');
  socket.off('data', collect);
  return reply.readUInt32LE(8);
}

/** Writes a register. */
export async function writeRegister(socket: Socket, address: number, value: number): Promise<void> {
  const request = Buffer.from([0x77, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  request.writeUInt32LE(address, 4);
  request.writeUInt32LE(value, 8);
  socket.write(request);
  await once(socket, 'data');
}
