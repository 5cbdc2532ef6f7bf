/**
 * Driver for a Red Pitaya with PyRPL's FPGA image.
 *
 * @packageDocumentation
 */
export {
  type AttachOptions,
  type BoardState,
  ForeignImageError,
  type OutputsOff,
  RedPitaya,
  type RememberedBoard,
} from './board.ts';
export { BoardConnection, type BoardConnectionEvent, type KeptLink } from './link/board-connection.ts';
export { type Clock, systemClock } from './link/clock.ts';
export type { RegisterLinkOptions } from './link/connect.ts';
export { type Effect, type LinkEndCode, RegisterLinkError } from './link/errors.ts';
export type { LinkStatus } from './link/link-status.ts';
export { RegisterLink } from './link/register-link.ts';
export type { RegisterPort } from './link/register-port.ts';
export { type RoundTripSummary, RoundTrips } from './link/round-trips.ts';
export type { AcquireOptions, Acquisition, ScopeChannel } from './modules/acquisition.ts';
export type { Asg, AsgSettings, AsgSetup, RememberedAsg } from './modules/asg.ts';
export { ASG_TRIGGER_SOURCES, type AsgTriggerSource } from './modules/asg-registers.ts';
export {
  checkAcquisition,
  checkAsg,
  checkAveragingTime,
  checkIir,
  checkIntegrator,
  checkIq,
  checkPid,
  checkScope,
  checkTrig,
} from './modules/checks.ts';
export type { Complex } from './modules/complex.ts';
export type { Hk, HkSetup, HkState } from './modules/hk.ts';
export type { Iir, IirSettings, IirSetup, RememberedIir } from './modules/iir.ts';
export { gainCorrection, type IirSection } from './modules/iir-design.ts';
export type { IirOverflow } from './modules/iir-registers.ts';
export { type IirResponseSettings, iirResponse } from './modules/iir-response.ts';
export type { Iq, IqSettings, IqSetup } from './modules/iq.ts';
export type { IqOutputSignal } from './modules/iq-registers.ts';
export type { Pause, Pid, PidParameters, PidSettings } from './modules/pid.ts';
export type { Pwm, PwmSettings } from './modules/pwm.ts';
export type { MeasureOptions, Quadratures } from './modules/quadratures.ts';
export type { RollingTrace } from './modules/rolling.ts';
export type { SampledSignal, Sampler } from './modules/sampler.ts';
export type { RememberedScope, Scope, ScopeSettings, ScopeSetup, ScopeState } from './modules/scope.ts';
export { SCOPE_TRIGGER_SOURCES, type ScopeTriggerSource } from './modules/scope-registers.ts';
export type {
  AsgName,
  DrivingModule,
  IqName,
  Output,
  PidName,
  PwmName,
  Signal,
} from './modules/signals.ts';
export type { StreamOptions } from './modules/stream-trace.ts';
export type { TimeAxis } from './modules/trace.ts';
export type { Trig, TrigSettings, TrigSetup } from './modules/trig.ts';
export type { TrigOutputSignal, TrigSource } from './modules/trig-registers.ts';
export {
  type AcquisitionState,
  type AveragingState,
  type BetweenTracesState,
  describeWait,
  type VoltScale,
  type WaitState,
} from './modules/wait-state.ts';
export { WaitAbortedError, WaitTimeoutError } from './modules/waiting.ts';
export { WAVEFORMS, type Waveform } from './modules/waveforms.ts';
export { ReadBackError, ValueOutOfRangeError } from './registers/errors.ts';
