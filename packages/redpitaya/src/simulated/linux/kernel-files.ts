import { type Device, type Directory, FileError, type FileNode } from './file-system.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process-table.ts';
import { loadBitstream } from './programs/images.ts';
import { procNetTcp } from './programs/network.ts';

/** A file whose text is made when it is read. */
export function textFile(text: () => string): Device {
  return {
    kind: 'device',
    read: () => Buffer.from(text()),
    write: () => {
      throw new FileError('write error', 'Permission denied');
    },
  };
}

function fixedDirectory(entries: ReadonlyMap<string, FileNode>): Directory {
  return { kind: 'directory', entries: null, names: () => entries.keys(), get: (name) => entries.get(name) };
}

/** What a web application looks like among the files that the web server has mapped. */
function mappedFiles(name: string, application: string | null): string {
  const line = (path: string): string => `76e40000-76e60000 r-xp 00000000 b3:02 1234 ${path}\n`;
  if (name !== 'nginx') return line('/lib/libc.so.6');
  const library = application === null ? '' : line(`/opt/redpitaya/www/apps/${application}/controllerhf.so`);
  return `${line('/opt/redpitaya/sbin/nginx')}${library}`;
}

function processDirectory(process: Process, application: string | null): Directory {
  const { args, name, pid, parent } = process;
  return fixedDirectory(
    new Map<string, FileNode>([
      ['cmdline', textFile(() => `${args.join('\0')}\0`)],
      ['comm', textFile(() => `${name}\n`)],
      ['maps', textFile(() => mappedFiles(name, application))],
      ['status', textFile(() => `Name:\t${name}\nPid:\t${pid}\nPPid:\t${parent}\n`)],
    ]),
  );
}

/** `/proc`: the processes, and who is connected. */
export function procDirectory(machine: Machine): Directory {
  const fixed = new Map<string, FileNode>([
    ['net', fixedDirectory(new Map([['tcp', textFile(() => procNetTcp(machine))]]))],
    ['uptime', textFile(() => `${machine.uptime().toFixed(2)} ${machine.uptime().toFixed(2)}\n`)],
    ['version', textFile(() => `Linux version ${machine.os.kernel}\n`)],
  ]);
  return {
    kind: 'directory',
    entries: null,
    names: () => [...machine.processes.all.map(({ pid }) => String(pid)), ...fixed.keys()],
    get: (name) => {
      const process = machine.processes.find(Number(name));
      return process === null ? fixed.get(name) : processDirectory(process, machine.webApplication);
    },
  };
}

/** `/dev/null`. */
export const nullDevice: Device = { kind: 'device', read: () => new Uint8Array(), write: () => undefined };

/** The device that OS 1 loads images through; it takes whatever is written, and what is wrong is seen afterwards. */
export function xdevcfg(machine: Machine): Device {
  return {
    kind: 'device',
    read: () => new Uint8Array(),
    write: (data) => {
      if (data.length > 0) loadBitstream(machine, data);
    },
  };
}

/** Pins of the processor, `/sys/class/gpio`: those exported have a direction and a value. */
export function gpioDirectory(): Directory {
  const pins = new Map<string, FileNode>();
  const setting = (initial: string): Device => {
    let text = initial;
    return {
      kind: 'device',
      read: () => Buffer.from(`${text}\n`),
      write: (data) => {
        if (data.length > 0) text = Buffer.from(data).toString('latin1', 0, 8).trim();
      },
    };
  };
  const exporter: Device = {
    kind: 'device',
    read: () => new Uint8Array(),
    write: (data) => {
      const pin = Buffer.from(data).toString('latin1').trim();
      if (pin === '') return;
      if (!/^(?:\d|[1-9]\d|1[01]\d)$/.test(pin)) throw new FileError('write error', 'Invalid argument');
      if (pins.has(`gpio${pin}`)) throw new FileError('write error', 'Device or resource busy');
      pins.set(
        `gpio${pin}`,
        fixedDirectory(
          new Map([
            ['direction', setting('in')],
            ['value', setting('0')],
          ]),
        ),
      );
    },
  };
  return {
    kind: 'directory',
    entries: null,
    names: () => ['export', ...pins.keys()],
    get: (name) => (name === 'export' ? exporter : pins.get(name)),
  };
}
