import { createRegisterServer, createStockImage } from './images.ts';

/** Where the mark of the stock image stands, with room to spare. */
const MARK = { from: 256, to: 512 } as const;

/** A compiled device tree overlay that says nothing but the name of its image. */
function createDeviceTree(): Uint8Array {
  const header = Buffer.alloc(40);
  const name = Buffer.from('firmware-name\0fpga.bit.bin\0');
  header.writeUInt32BE(0xd00d_feed, 0);
  header.writeUInt32BE(header.length + name.length, 4);
  return Buffer.concat([header, name]);
}

/**
 * Files that a simulated board takes for those of an installed PyRPL, headers without contents, by their paths in
 * PyRPL's package: to try a login without PyRPL.
 */
export function createPyrplStandIns(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['fpga/red_pitaya.bin', createStockImage().fill(0, MARK.from, MARK.to)],
    ['fpga/red_pitaya.dtbo', createDeviceTree()],
    ['monitor_server/monitor_server', createRegisterServer('/lib/ld-linux.so.3')],
    ['monitor_server/monitor_server_0.95', createRegisterServer('/lib/ld-linux-armhf.so.3')],
  ]);
}
