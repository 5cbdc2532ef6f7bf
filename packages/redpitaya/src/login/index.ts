/**
 * Login to a Red Pitaya over SSH: what runs there, our register server, PyRPL's FPGA image.
 *
 * @packageDocumentation
 */
export { LoginError, type LoginErrorCode } from './errors.ts';
export { describeLiveOutputs, type LiveOutputs, readLiveOutputs } from './live-outputs.ts';
export { type LoadedImage, readLoadedImage } from './loaded-image.ts';
export { type Claim, findObstacles, isOwnServer, type Obstacle } from './obstacles.ts';
export {
  type Occupants,
  type RegisterServer,
  readOccupants,
  type VendorProgram,
  type WebServer,
} from './occupants.ts';
export { type OsVersion, readOsVersion } from './os-version.ts';
export { type LoginLog, type Preparation, prepareBoard } from './prepare-board.ts';
export { findPyrpl, type PyrplPackage, type PyrplPlaces } from './pyrpl-package.ts';
export { type CommandResult, type Credentials, SshConnection, type SshOptions } from './ssh-connection.ts';
