import { BOARD_PATHS } from './board-paths.ts';
import { createRegisterServer, createStockImage } from './images.ts';
import { gpioDirectory, nullDevice, procDirectory, textFile, xdevcfg } from './kernel-files.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { ELF_PROGRAMS } from './programs/elf.ts';
import { FILE_PROGRAMS } from './programs/files.ts';
import { IMAGE_PROGRAMS } from './programs/images.ts';
import { NETWORK_PROGRAMS } from './programs/network.ts';
import { PROCESS_PROGRAMS } from './programs/processes.ts';
import type { Program } from './programs/program.ts';
import { SERVICE_PROGRAMS, startServices } from './programs/services.ts';
import { SYSTEM_PROGRAMS } from './programs/system.ts';
import { TEXT_PROGRAMS } from './programs/text.ts';

/** Where programs are that are not in `/usr/bin`. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['overlay.sh', '/opt/redpitaya/sbin'],
  ['nginx', '/opt/redpitaya/sbin'],
  ['rw', '/opt/redpitaya/sbin'],
  ['ro', '/opt/redpitaya/sbin'],
  ['led_control', '/opt/redpitaya/bin'],
]);

function programsOf(options: MachineOptions): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>([
    ...FILE_PROGRAMS,
    ...TEXT_PROGRAMS,
    ...PROCESS_PROGRAMS,
    ...SYSTEM_PROGRAMS,
    ...NETWORK_PROGRAMS,
    ...ELF_PROGRAMS,
    ...SERVICE_PROGRAMS,
    ...IMAGE_PROGRAMS,
  ]);
  if (options.os === 1) for (const name of IMAGE_PROGRAMS.keys()) programs.delete(name);
  return programs;
}

/**
 * A board that has just been switched on, with its web application running. If it carries PyRPL's image, then PyRPL
 * has been there before and has left its register server and, from OS 2 on, its marker; else all is as from the factory.
 */
export function boot(options: MachineOptions): Machine {
  const programs = programsOf(options);
  const machine = new Machine(options, programs);
  const { files, os } = machine;
  for (const name of programs.keys()) {
    files.mount(`${FOLDERS.get(name) ?? '/usr/bin'}/${name}`, { kind: 'program', name });
  }
  files.mount('/proc', procDirectory(machine));
  files.mount('/dev/null', nullDevice);
  files.mount('/sys/class/gpio', gpioDirectory());
  const state = (): string => (machine.fpga.image === 'none' ? 'write error\n' : 'operating\n');
  if (os.loading === 'xdevcfg') files.mount('/dev/xdevcfg', xdevcfg(machine));
  else files.mount('/sys/class/fpga_manager/fpga0/state', textFile(state));
  files.makeDirectory(BOARD_PATHS.temporary);
  for (const [path, text] of [
    [BOARD_PATHS.version, os.versionText],
    ['/etc/os-release', `PRETTY_NAME="${os.distribution}"\n`],
    ['/etc/hostname', `${machine.hostname}\n`],
    ...os.interpreters.map((interpreter) => [interpreter, ''] as const),
  ] as const) {
    files.makeDirectory(`${path}/..`);
    files.write(path, Buffer.from(text));
  }
  files.makeDirectory(`${BOARD_PATHS.images}/v0.94`);
  files.write(`${BOARD_PATHS.images}/v0.94/fpga.bit.bin`, createStockImage());
  leaveTraces(machine);
  startServices(machine);
  return machine;
}

function leaveTraces({ files, fpga, os, generation }: Machine): void {
  const isPyrpl = fpga.image === 'pyrpl';
  if (os.loading === 'overlay') {
    const name = isPyrpl ? 'pyrpl' : 'v0.94';
    const paths =
      generation === 3 && isPyrpl ? ` ${BOARD_PATHS.pyrpl}/fpga.bin ${BOARD_PATHS.pyrpl}/fpga.dtbo` : '';
    files.write(BOARD_PATHS.loadedImage, Buffer.from(`${name}${paths}\n`));
  }
  if (!isPyrpl) return;
  files.makeDirectory(BOARD_PATHS.pyrpl);
  const server = createRegisterServer(os.interpreters[0] ?? '');
  files.write(`${BOARD_PATHS.pyrpl}/monitor_server`, server, { mode: 0o755 });
}
