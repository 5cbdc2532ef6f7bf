import { BOARD_PATHS } from '../board-paths.ts';
import type { OsGeneration } from '../os-generation.ts';

/** One step of what PyRPL 0.9.9.1 does over SSH: a line it types, or a file it sends. */
export type Step =
  | { readonly ask: string; readonly finds?: RegExp; readonly lacks?: RegExp }
  | { readonly send: 'image' | 'tree' | 'server'; readonly to: string; readonly mode: string }
  /** Starts the register server, at the port that stands for `PORT`; the answer must lack the letters "sh". */
  | { readonly start: string };

const CTRL_C = '\x03';
const FOLDER = '//opt//pyrpl//';
const IMAGE = `${FOLDER}fpga.bin`;
const TREE = `${FOLDER}fpga.dtbo`;
const TROUBLE = /failed|cannot stat/i;

const ask = (text: string): Step => ({ ask: text });

/** First words of every login. */
export function version(os: OsGeneration): readonly Step[] {
  const finds = new RegExp(`(?<![\\d.])${os}(?:\\.\\d+)+(?![\\d.])`);
  return [ask(''), ask(''), { ask: `cat ${BOARD_PATHS.version}`, finds }];
}

/** Looks whether PyRPL's image is loaded (`reloadfpga="auto"`). */
export function looksForImage(isThere: boolean): readonly Step[] {
  const question = `cat ${BOARD_PATHS.loadedImage}`;
  return [ask(''), isThere ? { ask: question, finds: /\npyrpl/i } : { ask: question, lacks: /\npyrpl/i }];
}

const endServer: readonly Step[] = [ask(CTRL_C), ask(''), ask('killall monitor_server')];

/** Switches the LEDs off, ends the old register server and starts a new one: A, and the end of all others. */
export function start(os: OsGeneration): readonly Step[] {
  return [...(os === 1 ? oldLeds : newLeds), ...restart];
}

const newLeds: readonly Step[] = [
  ask(CTRL_C),
  { ask: '/opt/redpitaya/bin/led_control -y=Off -e=Off -r=Off', lacks: /not found|unknown/ },
];

const oldLeds: readonly Step[] = [0, 7].flatMap((pin) => [
  { ask: `echo ${pin} > /sys/class/gpio/export`, lacks: /No such|invalid/i },
  { ask: `echo out > /sys/class/gpio/gpio${pin}/direction`, lacks: /No such/ },
  { ask: `echo 0 > /sys/class/gpio/gpio${pin}/value`, lacks: /No such/ },
]);

/** G: starts the server again after trouble on the line. */
export const restart: readonly Step[] = [
  ...endServer,
  ask(''),
  { ask: `ls ${IMAGE}`, finds: /No such file or directory/ },
  { start: `${FOLDER}/monitor_server PORT` },
];

/** B and C: loads the FPGA image. */
export function loadImage(os: OsGeneration): readonly Step[] {
  const load: readonly Step[] =
    os === 1
      ? [{ ask: `cat ${IMAGE} > //dev//xdevcfg`, lacks: /error|No such/ }]
      : [
          { ask: `/opt/redpitaya/sbin/overlay.sh pyrpl ${IMAGE} ${TREE}`, lacks: TROUBLE },
          ask(''),
          { ask: `cat ${BOARD_PATHS.loaderLog}`, finds: /successfully/, lacks: TROUBLE },
        ];
  return [
    ...endServer,
    ask('rw'),
    ask(`mkdir -p ${FOLDER}`),
    { send: 'image', to: IMAGE, mode: '0644' },
    { send: 'tree', to: TREE, mode: '0644' },
    ...endServer,
    ask('killall nginx'),
    ask('systemctl stop redpitaya_nginx'),
    ...load,
    ask(`rm -f ${TREE}`),
    ask(`rm -f ${IMAGE}`),
    ask('nginx -p //opt//www//'),
    ask('systemctl start redpitaya_nginx'),
    ask('ro'),
  ];
}

/** D and E: installs the register server and starts it. */
export const installServer: readonly Step[] = [
  ...endServer,
  ask('rw'),
  ask(`mkdir -p ${FOLDER}`),
  ask(`cd ${FOLDER}`),
  { send: 'server', to: `${FOLDER}monitor_server`, mode: '0755' },
  ask('chmod 755 ./monitor_server'),
  ask('ro'),
  { start: './monitor_server PORT' },
];

/** D: looks whether the server that is there fits OS 3. */
export function looksForServer(isThere: boolean): readonly Step[] {
  const question = `readelf -l ${FOLDER}monitor_server 2>&1`;
  const marker = /\/lib\/ld-linux-armhf\.so\.3/;
  return [ask(''), isThere ? { ask: question, finds: marker } : { ask: question, lacks: marker }];
}

/** F: the end. */
export const shutDown = endServer;

/** How old the uploaded image is, which PyRPL asks while it is there. */
export const imageAge = `echo $(($(date +%s) - $(date +%s -r "${IMAGE}")))`;
