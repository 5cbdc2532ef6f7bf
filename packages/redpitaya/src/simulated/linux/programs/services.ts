import type { Machine } from '../machine.ts';
import type { Program } from './program.ts';

/** A program that runs in the background and serves a TCP port. */
interface Service {
  /** The processes it consists of, as `ps` shows them; the first owns the others. */
  readonly commands: readonly string[];
  readonly name: string;
  readonly port: number;
}

const NGINX: Service = {
  name: 'nginx',
  commands: [
    'nginx: master process /opt/redpitaya/sbin/nginx -p /opt/redpitaya/www',
    'nginx: worker process',
  ],
  port: 80,
};
const SCPI: Service = { name: 'scpi-server', commands: ['/opt/redpitaya/bin/scpi-server'], port: 5000 };

/** Services by the names of their units. */
const UNITS: ReadonlyMap<string, Service> = new Map([
  ['redpitaya_nginx', NGINX],
  ['redpitaya_scpi', SCPI],
]);

/** Starts what a board starts when it is switched on: the web application. */
export function startServices(machine: Machine): void {
  start(machine, NGINX);
}

function start(machine: Machine, { name, commands, port }: Service): void {
  if (machine.processes.named(name).length > 0) return;
  let parent = 1;
  for (const command of commands) {
    const signalled = (): void => {
      if (name === NGINX.name) machine.webApplication = null;
      if (process !== null) machine.processes.end(process.pid);
    };
    const process = machine.processes.start({ parent, name, args: [command], terminal: null, signalled });
    if (process === null) return;
    if (parent === 1) {
      machine.processes.attach(process.pid, () => [
        { local: { host: '0.0.0.0', port }, remote: null, held: true },
      ]);
      parent = process.pid;
    }
  }
}

function stop(machine: Machine, { name }: Service): void {
  for (const process of machine.processes.named(name)) process.signalled('TERM');
}

const nginx: Program = ({ machine }) => {
  start(machine, NGINX);
  return 0;
};

const systemctl: Program = ({ args, out, err, machine }) => {
  const [verb = '', ...units] = args.filter((arg) => !arg.startsWith('-'));
  for (const unit of units) {
    const service = UNITS.get(unit.replace(/\.service$/, ''));
    if (service === undefined) {
      err.write(`Failed to ${verb} ${unit}: Unit ${unit}.service not found.\n`);
      return 5;
    }
    const isActive = machine.processes.named(service.name).length > 0;
    if (verb === 'is-active' || verb === 'status') {
      out.write(`${isActive ? 'active' : 'inactive'}\n`);
      return isActive ? 0 : 3;
    }
    if (verb === 'stop' || verb === 'restart') stop(machine, service);
    if (verb === 'start' || verb === 'restart') start(machine, service);
  }
  return 0;
};

/** Programs that start and stop services. */
export const SERVICE_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['nginx', nginx],
  ['systemctl', systemctl],
]);
