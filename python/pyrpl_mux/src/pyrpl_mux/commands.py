"""Parameters and results of every command.

Generated from the catalogue of packages/client by `npm run docs`; changes belong there.
"""

from collections.abc import Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

#: An array of an answer: one trace, or two as rows. A view of the frame that nobody can write to.
Samples: TypeAlias = NDArray[np.floating[Any]]

#: An array that a command takes along.
SamplesLike: TypeAlias = Sequence[float] | NDArray[np.floating[Any] | np.integer[Any]]


Signal: TypeAlias = Literal[
    "pid0",
    "pid1",
    "pid2",
    "trig",
    "iir",
    "iq0",
    "iq1",
    "iq2",
    "asg0",
    "asg1",
    "in1",
    "in2",
    "out1",
    "out2",
    "iq2_2",
    "off",
]


Output: TypeAlias = Literal[
    "off",
    "out1",
    "out2",
    "both",
]


Module: TypeAlias = Literal[
    "hk",
    "scope",
    "sampler",
    "asg0",
    "asg1",
    "pid0",
    "pid1",
    "pid2",
    "iq0",
    "iq1",
    "iq2",
    "iir",
    "trig",
    "pwm0",
    "pwm1",
]


class HelloParams(TypedDict, total=False):
    """Parameters of ``hello``."""

    client: str
    """name of the program, shown to others"""
    version: str
    """version of the program"""
    arrays: Literal["json", "binary"]
    """how arrays travel to this session (default: json)"""


StatusState: TypeAlias = Literal[
    "starting",
    "ready",
    "board_lost",
    "stopping",
]


class StatusLast(TypedDict):
    """``last`` of what ``status`` answers with."""

    when: str
    """ISO time"""
    why: str
    """how the worker before has ended, as a sentence"""


class StatusRestarts(TypedDict):
    """``restarts`` of what ``status`` answers with."""

    count: int
    last: StatusLast | None


class StatusWorker(TypedDict):
    """``worker`` of what ``status`` answers with."""

    version: str
    pid: int
    started: str
    """ISO time"""
    state: StatusState
    reason: str | None
    """why it is not ready; else None"""
    restarts: StatusRestarts
    """by its supervisor, since that was started"""


class StatusInputRange(TypedDict):
    """``input_range`` of what ``status`` answers with."""

    in1: Literal["LV", "HV"]
    in2: Literal["LV", "HV"]


class StatusBoard(TypedDict):
    """``board`` of what ``status`` answers with."""

    key: str
    input_range: StatusInputRange


class StatusRoundTripMs(TypedDict):
    """``round_trip_ms`` of what ``status`` answers with."""

    p50: float
    """median; ms"""
    p99: float
    """of a hundred round trips, one takes longer; ms"""


class StatusLink(TypedDict):
    """``link`` of what ``status`` answers with."""

    state: Literal["connected", "connecting", "disconnected"]
    made: int
    """links made since the worker started"""
    ends: dict[str, int]
    """how often links and tries ended, by reason"""
    round_trip_ms: StatusRoundTripMs | None
    """of the last 1024 to the board and back; through PyRPL, of one value that is sampled. None without
    any
    """


class StatusRunning(TypedDict):
    """``running`` of what ``status`` answers with."""

    number: int
    """worker-wide number of the command"""
    command: str
    modules: list[str]
    phase: Literal["queued", "running", "waiting"]
    client: str | None
    """name of the program; None if it told none"""
    session: int
    """number of the session; 0 for the worker itself"""
    for_s: float
    """since it started; since it came while it is queued; s"""
    deadline_s: float
    """until its timeout ends; negative if it may not be stopped yet; s"""
    state: str | None
    """what a waiting command waits for: "armed, waiting for ..."; else None"""
    position: int | None
    """place in the longest of its queues, 1 for the next; None when it runs. Later commands of others may
    go first
    """


class StatusLanesRunning(TypedDict):
    """``running`` of what ``status`` answers with."""

    number: int
    """worker-wide number of the command"""
    command: str
    client: str | None
    """name of the program; None if it told none"""
    session: int
    """number of the session; 0 for the worker itself"""
    for_s: float
    """since it started; s"""
    waiting: bool
    """it has written everything and waits"""


class StatusLanes(TypedDict):
    """``lanes`` of what ``status`` answers with."""

    module: str
    running: StatusLanesRunning | None
    queued: int


StatusStreamState: TypeAlias = Literal[
    "idle",
    "running",
    "waiting",
    "no_trigger",
    "interrupted",
    "no_board",
    "failed",
]


class StatusStream(TypedDict):
    """``stream`` of what ``status`` answers with."""

    viewers: int
    state: StatusStreamState
    reason: str | None
    traces: int
    """since the worker started"""
    traces_per_second: float
    """Hz"""


class StatusLastBoardCommand(TypedDict):
    """``last_board_command`` of what ``status`` answers with."""

    command: str
    ago_s: float
    """since it came; s"""


class StatusClients(TypedDict):
    """``clients`` of what ``status`` answers with."""

    session: int
    """number of the session; 0 for the worker itself"""
    client: str | None
    """name of the program; None if it told none"""
    version: str | None
    address: str
    """where it comes from, host:port"""
    access: Literal["operate", "view"]
    connected_s: float
    """since it connected; s"""
    in_flight: int
    """requests without a final response"""
    commands: int
    """requests received"""
    last_command: str | None
    last_board_command: StatusLastBoardCommand | None
    """the last one for a module of the board"""


class StatusCommands(TypedDict):
    """``commands`` of what ``status`` answers with."""

    count: int
    errors: int
    p50_ms: float | None
    """ms"""
    p99_ms: float | None
    """ms"""


class StatusResult(TypedDict):
    """What ``status`` answers with."""

    worker: StatusWorker
    board: StatusBoard
    backend: dict[str, Any]
    """kind, and figures that differ between backends"""
    link: StatusLink
    """the way to the board, whatever the backend"""
    running: list[StatusRunning]
    """every command for the board that is queued or runs, those that run first; 256 at most"""
    running_left_out: int
    """commands beyond these 256"""
    lanes: list[StatusLanes]
    """those that are or were in use"""
    stream: StatusStream
    """the stream of traces"""
    clients: list[StatusClients]
    commands: dict[str, StatusCommands]
    """by name, since the worker started"""
    counters: dict[str, int]
    """what went wrong and what passed, since the worker started"""


class DescribeParams(TypedDict, total=False):
    """Parameters of ``describe``."""

    command: str
    """one command only"""


class CancelParams(TypedDict, total=False):
    """Parameters of ``cancel``."""

    id: str | int
    """id of a command of this connection"""
    number: int
    """worker-wide number of any command, as shown by status; from 1 on"""


CancelWas: TypeAlias = Literal[
    "queued",
    "running",
    "finished",
    "unknown",
]


class CancelResult(TypedDict):
    """What ``cancel`` answers with."""

    cancelled: bool
    was: CancelWas


class SubscribeParams(TypedDict, total=False):
    """Parameters of ``subscribe``."""

    topic: Required[Literal["worker", "board", "scope_trace"]]
    """worker: state and sessions; board: settings of every module; scope_trace: the newest trace of both
    channels, again and again
    """
    max_rate: float
    """most traces per second, on average; as many as can be read by default; up to 1000 Hz"""
    max_points: int
    """most values per channel: minimum and maximum of each group of samples; every sample by default; from
    2 to 16384
    """


class SubscribeResult(TypedDict):
    """What ``subscribe`` answers with."""

    subscription: str
    topic: Literal["worker", "board", "scope_trace"]


class UnsubscribeParams(TypedDict, total=False):
    """Parameters of ``unsubscribe``."""

    subscription: Required[str]
    """as answered by subscribe"""


class UnsubscribeResult(TypedDict):
    """What ``unsubscribe`` answers with."""

    unsubscribed: bool
    """false if there was no such subscription"""


ScopeTriggerSource: TypeAlias = Literal[
    "off",
    "immediately",
    "ch1_positive_edge",
    "ch1_negative_edge",
    "ch2_positive_edge",
    "ch2_negative_edge",
    "ext_positive_edge",
    "ext_negative_edge",
    "asg0",
    "asg1",
    "dsp",
]


class ScopeSetupParams(TypedDict, total=False):
    """Parameters of ``scope_setup``."""

    input1: Signal
    """signal on channel 1"""
    input2: Signal
    """signal on channel 2"""
    decimation: int
    """ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation; one of 1, 2, 4, 8, 16,
    32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
    """
    trigger_source: ScopeTriggerSource
    """what starts the acquisition"""
    threshold: float
    """trigger level of both channels; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    trigger_delay: float
    """centre of the trace, seen from the trigger; from -10 to 8.5899 s"""
    average: bool
    """average the ADC samples of each trace sample instead of taking one"""


class ScopeSettings(TypedDict):
    """Settings that commands of ``scope`` answer with."""

    input1: Signal
    """signal on channel 1"""
    input2: Signal
    """signal on channel 2"""
    decimation: int
    """ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation; one of 1, 2, 4, 8, 16,
    32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
    """
    trigger_source: ScopeTriggerSource | None
    """as last chosen; None where nobody has, for no register tells"""
    threshold: float
    """trigger level of both channels; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    trigger_delay: float | None
    """as last chosen; None where nobody has; s"""
    average: bool
    """average the ADC samples of each trace sample instead of taking one"""


class ScopeGetResult(TypedDict):
    """What ``scope_get`` answers with."""

    input1: Signal
    """signal on channel 1"""
    input2: Signal
    """signal on channel 2"""
    decimation: int
    """ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation; one of 1, 2, 4, 8, 16,
    32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
    """
    trigger_source: ScopeTriggerSource | None
    """as last chosen; None where nobody has, for no register tells"""
    threshold: float
    """trigger level of both channels; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    trigger_delay: float | None
    """as last chosen; None where nobody has; s"""
    average: bool
    """average the ADC samples of each trace sample instead of taking one"""
    armed: bool
    """recording, and waiting for the trigger or for the end of the trace"""
    triggered: bool
    """the trigger came and the rest of the trace is being recorded"""
    duration: float
    """length of a trace; s"""


ScopeAcquireTriggerSource: TypeAlias = Literal[
    "immediately",
    "ch1_positive_edge",
    "ch1_negative_edge",
    "ch2_positive_edge",
    "ch2_negative_edge",
    "ext_positive_edge",
    "ext_negative_edge",
    "asg0",
    "asg1",
    "dsp",
]


class ScopeAcquireParams(TypedDict, total=False):
    """Parameters of ``scope_acquire``."""

    input1: Signal
    """signal on channel 1"""
    input2: Signal
    """signal on channel 2"""
    decimation: int
    """ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation; one of 1, 2, 4, 8, 16,
    32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536 (default: 64)
    """
    trigger_source: ScopeAcquireTriggerSource
    """what starts the acquisition (default: immediately)"""
    threshold: float
    """trigger level of both channels; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    trigger_delay: float
    """centre of the trace, seen from the trigger; from -10 to 8.5899 s"""
    average: bool
    """average the ADC samples of each trace sample instead of taking one"""
    input_channel: Signal
    """signal on channel 1, whose trace is the answer; in1 unless input1 or input_channels is given
    (default: in1)
    """
    input_channels: Sequence[Signal]
    """signals on both channels; the answer holds both traces"""
    timeout: float
    """longest wait for the trigger after arming; from 0 to 86400 s (default: 5)"""
    trace_average: int
    """number of acquisitions to average; from 1 to 100000 (default: 1)"""


class ScopeAcquireResult(TypedDict):
    """What ``scope_acquire`` answers with."""

    voltage: Samples
    """16384 values, or with input_channels 2 x 16384; V"""
    time: Samples
    """time of each value, seen from the trigger; s"""
    trigger_time: float | None
    """board time of the trigger: its cycle counter at 125 MHz, as seconds; s"""
    settings: ScopeSettings


class ScopeSetDecimationParams(TypedDict, total=False):
    """Parameters of ``scope_set_decimation``."""

    value: Required[int]
    """ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation; one of 1, 2, 4, 8, 16,
    32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
    """


class ScopeSetTriggerParams(TypedDict, total=False):
    """Parameters of ``scope_set_trigger``."""

    source: Required[ScopeTriggerSource]
    """what starts the acquisition"""


AsgWaveform: TypeAlias = Literal[
    "sin",
    "cos",
    "ramp",
    "halframp",
    "square",
    "dc",
    "noise",
]


AsgTriggerSource: TypeAlias = Literal[
    "off",
    "immediately",
    "ext_positive_edge",
    "ext_negative_edge",
    "ext_raw",
    "high",
]


class AsgSetupParams(TypedDict, total=False):
    """Parameters of ``asg_setup``."""

    waveform: AsgWaveform
    """shape of one period"""
    frequency: float
    """repetition rate of the waveform, on a grid of 0.116 Hz; from 0 to 62500000 Hz"""
    amplitude: float
    """peak amplitude; from 0 to 1 V"""
    offset: float
    """offset; from -1 to 1 V"""
    output_direct: Output
    """where the output goes"""
    trigger_source: AsgTriggerSource
    """what starts the generator; given, it (re)starts it"""
    start_phase: float
    """phase at the start; from 0 to 360 deg"""
    cycles_per_burst: int
    """periods per burst, 0 for endless; from 0 to 4294967295"""
    bursts: int
    """number of bursts after a trigger; from 1 to 65536"""
    burst_delay: float
    """pause between bursts, on a grid of 1 us; from 0 to 4294.967295 s"""
    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""
    data: SamplesLike
    """a waveform of your own: 16384 values, or a divisor of that, from -1 to 1"""


AsgSetupWaveform: TypeAlias = Literal[
    "sin",
    "cos",
    "ramp",
    "halframp",
    "square",
    "dc",
    "noise",
    "custom",
]


class AsgSettings(TypedDict):
    """Settings that commands of ``asg`` answer with."""

    waveform: AsgSetupWaveform | None
    """None where nobody has set it, for the table cannot be read"""
    frequency: float
    """repetition rate of the waveform, on a grid of 0.116 Hz; from 0 to 62500000 Hz"""
    amplitude: float
    """peak amplitude; from 0 to 1 V"""
    offset: float
    """offset; from -1 to 1 V"""
    output_direct: Output
    """where the output goes"""
    trigger_source: AsgTriggerSource | None
    """as last chosen; None where nobody has"""
    start_phase: float
    """phase at the start; from 0 to 360 deg"""
    cycles_per_burst: int
    """periods per burst, 0 for endless; from 0 to 4294967295"""
    bursts: int
    """number of bursts after a trigger; from 1 to 65536"""
    burst_delay: float
    """pause between bursts, on a grid of 1 us; from 0 to 4294.967295 s"""


class AsgGetParams(TypedDict, total=False):
    """Parameters of ``asg_get``."""

    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""


class AsgSetFrequencyParams(TypedDict, total=False):
    """Parameters of ``asg_set_frequency``."""

    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""
    value: Required[float]
    """repetition rate of the waveform, on a grid of 0.116 Hz; from 0 to 62500000 Hz"""


class AsgSetAmplitudeParams(TypedDict, total=False):
    """Parameters of ``asg_set_amplitude``."""

    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""
    value: Required[float]
    """peak amplitude; from 0 to 1 V"""


class AsgSetOffsetParams(TypedDict, total=False):
    """Parameters of ``asg_set_offset``."""

    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""
    value: Required[float]
    """offset; from -1 to 1 V"""


class AsgOffParams(TypedDict, total=False):
    """Parameters of ``asg_off``."""

    channel: Literal["asg0", "asg1"]
    """which generator (default: asg0)"""


PidPause: TypeAlias = Literal[
    "off",
    "i",
    "p",
    "pi",
]


class PidConfigureParams(TypedDict, total=False):
    """Parameters of ``pid_configure``."""

    input: Signal
    """signal that is controlled"""
    output_direct: Output
    """where the output goes"""
    setpoint: float
    """setpoint, at the connector if the input is in1 or in2; from -20 to 20 V"""
    p: float
    """proportional gain, on a grid of 1/4096; from -2048 to 2047.999755859375"""
    i: float
    """unity-gain frequency of the integrator, on a grid of 4.63 mHz; from -38856.182646276284 to
    38856.182646276284 Hz
    """
    input_filter: Sequence[float]
    """bandwidths of up to four input filters; negative for high-pass, 0 for none; the nearest the board
    has; Hz
    """
    min_voltage: float
    """lower limit of the output; from -1 to 1 V"""
    max_voltage: float
    """upper limit of the output; from -1 to 1 V"""
    pause: PidPause
    """which gains stand still at present"""
    channel: Literal["pid0", "pid1", "pid2"]
    """which controller (default: pid0)"""
    d: float
    """only 0: this FPGA image has no derivative gain"""


class PidSettings(TypedDict):
    """Settings that commands of ``pid`` answer with."""

    input: Signal
    """signal that is controlled"""
    output_direct: Output
    """where the output goes"""
    setpoint: float
    """setpoint, at the connector if the input is in1 or in2; from -20 to 20 V"""
    p: float
    """proportional gain, on a grid of 1/4096; from -2048 to 2047.999755859375"""
    i: float
    """unity-gain frequency of the integrator, on a grid of 4.63 mHz; from -38856.182646276284 to
    38856.182646276284 Hz
    """
    input_filter: list[float]
    """bandwidths of up to four input filters; negative for high-pass, 0 for none; the nearest the board
    has; Hz
    """
    min_voltage: float
    """lower limit of the output; from -1 to 1 V"""
    max_voltage: float
    """upper limit of the output; from -1 to 1 V"""
    pause: PidPause
    """which gains stand still at present"""
    integrator: float
    """present value of the integrator; V"""


class PidGetParams(TypedDict, total=False):
    """Parameters of ``pid_get``."""

    channel: Literal["pid0", "pid1", "pid2"]
    """which controller (default: pid0)"""


class PidSetSetpointParams(TypedDict, total=False):
    """Parameters of ``pid_set_setpoint``."""

    channel: Literal["pid0", "pid1", "pid2"]
    """which controller (default: pid0)"""
    value: Required[float]
    """setpoint, at the connector if the input is in1 or in2; from -20 to 20 V"""


class PidGetSetpointParams(TypedDict, total=False):
    """Parameters of ``pid_get_setpoint``."""

    channel: Literal["pid0", "pid1", "pid2"]
    """which controller (default: pid0)"""


class PidSetIntegratorParams(TypedDict, total=False):
    """Parameters of ``pid_set_integrator``."""

    channel: Literal["pid0", "pid1", "pid2"]
    """which controller (default: pid0)"""
    value: Required[float]
    """value to load; from -4 to 3.9998779296875 V"""


IqOutputSignal: TypeAlias = Literal[
    "quadrature",
    "output_direct",
    "pfd",
    "off",
]


class IqSetupParams(TypedDict, total=False):
    """Parameters of ``iq_setup``."""

    input: Signal
    """signal that is demodulated"""
    output_direct: Output
    """where the modulated output goes"""
    frequency: float
    """frequency of the oscillator, on a grid of 0.029 Hz; from 0 to 62500000 Hz"""
    bandwidth: float | Sequence[float]
    """bandwidths of the quadrature filters (two stages; iq2: four); negative for high-pass; the nearest
    the board has; Hz
    """
    phase: float
    """phase of the demodulation; from -360 to 360 deg"""
    gain: float
    """gain from the demodulated to the modulated signal; from -64 to 63.99951171875"""
    amplitude: float
    """amplitude of the modulation; from -1 to 1 V"""
    acbandwidth: float
    """corner of the high-pass before the demodulation, 0 for none; the nearest the board has; from 0 on Hz"""
    output_signal: IqOutputSignal
    """what other modules see of this one"""
    quadrature_factor: float
    """amplification of the quadrature that other modules see; from -131072 to 131071"""
    channel: Literal["iq0", "iq1", "iq2"]
    """which demodulator (default: iq0)"""


class IqSettings(TypedDict):
    """Settings that commands of ``iq`` answer with."""

    input: Signal
    """signal that is demodulated"""
    output_direct: Output
    """where the modulated output goes"""
    frequency: float
    """frequency of the oscillator, on a grid of 0.029 Hz; from 0 to 62500000 Hz"""
    bandwidth: list[float]
    """bandwidths of the quadrature filters, as the board has them; Hz"""
    phase: float
    """phase of the demodulation; from -360 to 360 deg"""
    gain: float
    """gain from the demodulated to the modulated signal; from -64 to 63.99951171875"""
    amplitude: float
    """amplitude of the modulation; from -1 to 1 V"""
    acbandwidth: float
    """corner of the high-pass before the demodulation, 0 for none; the nearest the board has; from 0 on Hz"""
    output_signal: IqOutputSignal
    """what other modules see of this one"""
    quadrature_factor: float
    """amplification of the quadrature that other modules see; from -131072 to 131071"""


class IqGetParams(TypedDict, total=False):
    """Parameters of ``iq_get``."""

    channel: Literal["iq0", "iq1", "iq2"]
    """which demodulator (default: iq0)"""


class IqGetQuadraturesParams(TypedDict, total=False):
    """Parameters of ``iq_get_quadratures``."""

    channel: Literal["iq0", "iq1", "iq2"]
    """which demodulator (default: iq0)"""
    averaging_time: float
    """time over which the quadratures are averaged; from 0.000001 to 30 s (default: 0.01)"""


class IqGetQuadraturesResult(TypedDict):
    """What ``iq_get_quadratures`` answers with."""

    i: float
    """in-phase quadrature; V"""
    q: float
    """out-of-phase quadrature; V"""


class IqGetMeasurementParams(TypedDict, total=False):
    """Parameters of ``iq_get_measurement``."""

    channel: Literal["iq0", "iq1", "iq2"]
    """which demodulator (default: iq0)"""
    averaging_time: float
    """time over which the quadratures are averaged; from 0.000001 to 30 s (default: 0.01)"""


class IqGetMeasurementResult(TypedDict):
    """What ``iq_get_measurement`` answers with."""

    i: float
    """in-phase quadrature; V"""
    q: float
    """out-of-phase quadrature; V"""
    magnitude: float
    """V"""
    phase: float
    """atan2(q, i); deg"""


class IirSetupParams(TypedDict, total=False):
    """Parameters of ``iir_setup``."""

    input: Signal
    """signal that is filtered"""
    output_direct: Output
    """where the output goes"""
    loops: int
    """clock cycles of 8 ns per sample of the filter, at least one per section; from 3 to 1023"""
    input_filter: float
    """bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has; Hz"""
    on: bool
    """the filter runs; off, it is empty and its output is 0"""
    bypass: bool
    """the output is the input behind the input filter"""
    zeros: Sequence[float | Sequence[float]]
    """zeros, each a real number or [real, imaginary]; missing conjugates are added; Hz"""
    poles: Sequence[float | Sequence[float]]
    """poles, each a real number or [real, imaginary] with a real part below 0; missing conjugates are
    added; Hz
    """
    gain: float
    """gain at low frequency, of which zeros at 0 Hz are left out; negative to invert"""


IirOverflow: TypeAlias = Literal[
    "y1_a1",
    "y2_a2",
    "sum",
    "x0_b0",
    "x1_b1",
    "output",
]


class IirSetupResult(TypedDict):
    """What ``iir_setup`` answers with."""

    input: Signal
    """signal that is filtered"""
    output_direct: Output
    """where the output goes"""
    loops: int
    """clock cycles of 8 ns per sample of the filter; 0 where never set"""
    input_filter: float
    """bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has; Hz"""
    on: bool
    """the filter runs; off, it is empty and its output is 0"""
    bypass: bool
    """the output is the input behind the input filter"""
    zeros: list[list[float]] | None
    """zeros [real, imaginary] as last given; None where nobody has, for no register tells"""
    poles: list[list[float]] | None
    """poles [real, imaginary] as last given; None where nobody has"""
    gain: float | None
    """as last given; None where nobody has"""
    coefficients: list[list[float]] | None
    """b0, b1, a1, a2 of each section, as the board has them: y = b0 x[n] + b1 x[n-1] + a1 y[n-1] + a2
    y[n-2]; None where nobody has set them
    """
    overflow: list[IirOverflow]
    """what has saturated since the filter was switched on"""


class IirGetParams(TypedDict, total=False):
    """Parameters of ``iir_get``."""

    frequencies: SamplesLike
    """frequencies from 0 to 62.5 MHz, at most 16384; Hz"""
    start: float
    """lowest frequency; from 0.001 to 62500000 Hz (default: 100)"""
    stop: float
    """highest frequency; from 0.001 to 62500000 Hz (default: 10000000)"""
    points: int
    """number of frequencies; from 1 to 16384 (default: 501)"""


class IirGetTransferFunction(TypedDict):
    """``transfer_function`` of what ``iir_get`` answers with."""

    frequency: Samples
    """where the transfer function is told; Hz"""
    magnitude: Samples
    """output per input"""
    phase: Samples
    """of the output behind the input, from -180 to 180; deg"""


class IirGetResult(TypedDict):
    """What ``iir_get`` answers with."""

    input: Signal
    """signal that is filtered"""
    output_direct: Output
    """where the output goes"""
    loops: int
    """clock cycles of 8 ns per sample of the filter; 0 where never set"""
    input_filter: float
    """bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has; Hz"""
    on: bool
    """the filter runs; off, it is empty and its output is 0"""
    bypass: bool
    """the output is the input behind the input filter"""
    zeros: list[list[float]] | None
    """zeros [real, imaginary] as last given; None where nobody has, for no register tells"""
    poles: list[list[float]] | None
    """poles [real, imaginary] as last given; None where nobody has"""
    gain: float | None
    """as last given; None where nobody has"""
    coefficients: list[list[float]] | None
    """b0, b1, a1, a2 of each section, as the board has them: y = b0 x[n] + b1 x[n-1] + a1 y[n-1] + a2
    y[n-2]; None where nobody has set them
    """
    overflow: list[IirOverflow]
    """what has saturated since the filter was switched on"""
    transfer_function: IirGetTransferFunction | None
    """lists of frequency [Hz], magnitude (output per input) and phase [deg]; None where nobody has set the
    filter
    """


TrigTriggerSource: TypeAlias = Literal[
    "off",
    "pos_edge",
    "neg_edge",
    "both_edge",
]


class TrigSetupParams(TypedDict, total=False):
    """Parameters of ``trig_setup``."""

    input: Signal
    """signal that triggers"""
    output_direct: Output
    """where the output goes"""
    output_signal: Literal["TTL", "asg0_phase"]
    """TTL: full scale in the clock cycle of a trigger; asg0_phase: phase of asg0 at the trigger, 1 V for
    180 deg
    """
    trigger_source: TrigTriggerSource
    """which edges of the input trigger"""
    threshold: float
    """level that triggers, at the connector if the input is in1 or in2; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    phase_offset: float
    """what is added to the phase of asg0; from -360 to 360 deg"""
    phase_abs: bool
    """the phase is told without its sign"""
    auto_rearm: bool
    """each trigger arms the next"""
    input_filter: float
    """bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has; Hz"""
    armed: Literal[True]
    """only true: waits for a trigger from now on"""


class TrigSetupResult(TypedDict):
    """What ``trig_setup`` answers with."""

    input: Signal
    """signal that triggers"""
    output_direct: Output
    """where the output goes"""
    output_signal: Literal["TTL", "asg0_phase"]
    """TTL: full scale in the clock cycle of a trigger; asg0_phase: phase of asg0 at the trigger, 1 V for
    180 deg
    """
    trigger_source: TrigTriggerSource
    """which edges of the input trigger"""
    threshold: float
    """level that triggers, at the connector if the input is in1 or in2; from -20 to 20 V"""
    hysteresis: float
    """how far the signal must return before the next edge counts; from 0 to 20 V"""
    phase_offset: float
    """what is added to the phase of asg0; from -360 to 360 deg"""
    phase_abs: bool
    """the phase is told without its sign"""
    auto_rearm: bool
    """each trigger arms the next"""
    input_filter: float
    """bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has; Hz"""
    armed: bool
    """waiting for a trigger"""


class PwmSetParams(TypedDict, total=False):
    """Parameters of ``pwm_set``."""

    channel: Literal["pwm0", "pwm1"]
    """which output (default: pwm0)"""
    input: Required[Signal]
    """signal that the output follows"""


class PwmSetResult(TypedDict):
    """What ``pwm_set`` answers with."""

    input: Signal
    """signal that the output follows"""


SamplerChannel: TypeAlias = Literal[
    "pid0",
    "pid1",
    "pid2",
    "trig",
    "iir",
    "iq0",
    "iq1",
    "iq2",
    "asg0",
    "asg1",
    "in1",
    "in2",
    "out1",
    "out2",
    "iq2_2",
]


class SamplerReadParams(TypedDict, total=False):
    """Parameters of ``sampler_read``."""

    channel: SamplerChannel
    """signal to read; in1 unless channels is given (default: in1)"""
    channels: Sequence[SamplerChannel]
    """signals to read in one burst"""


OutputsModule: TypeAlias = Literal[
    "asg0",
    "asg1",
    "pid0",
    "pid1",
    "pid2",
    "iq0",
    "iq1",
    "iq2",
    "iir",
    "trig",
]


class OutputsOffResult(TypedDict):
    """What ``outputs_off`` answers with."""

    was: dict[OutputsModule, Output]
    """where each module was connected"""
    out1: float
    """present value of OUT1; V"""
    out2: float
    """present value of OUT2; V"""


class HkGetResult(TypedDict):
    """What ``hk_get`` answers with."""

    id: int
    """hardware release, 1 for release 1"""
    dna: str
    """serial number of the FPGA, hexadecimal"""
    led: int
    """LEDs, one bit each"""
    expansion_p: int
    """levels of the P pins, one bit each"""
    expansion_n: int
    """levels of the N pins, one bit each"""
    expansion_p_output: int
    """P pins that are outputs, one bit each"""
    expansion_n_output: int
    """N pins that are outputs, one bit each"""
    digital_loop: bool
    """inputs are fed from the outputs inside the board"""


class StateGetResult(TypedDict):
    """What ``state_get`` answers with."""

    modules: dict[Module, dict[str, Any]]


class StateSaveParams(TypedDict, total=False):
    """Parameters of ``state_save``."""

    name: Required[str]
    """name of the state: up to 64 of the characters A-Z a-z 0-9 space . _ + ( ) -, neither a space nor a
    point at its ends; upper and lower case differ
    """
    note: str
    """anything that helps to know the state again, up to 2000 characters"""
    replace: bool
    """replaces a state of that name (default: false)"""


class StateSaveResult(TypedDict):
    """What ``state_save`` answers with."""

    name: str
    note: str
    saved: str
    """when it was saved, ISO 8601 in UTC"""
    file: str
    """path of the file on the computer of the worker"""


class StateListStates(TypedDict):
    """``states`` of what ``state_list`` answers with."""

    name: str
    """name of the state, as its file is called"""
    note: str
    saved: str | None
    """when it was saved, ISO 8601 in UTC; None with a problem"""
    board: str | None
    """key of the board that it was saved from; None with a problem"""
    file: str
    """name of the file in the folder"""
    problem: str | None
    """why it cannot be used, a sentence; None where it can"""


class StateListResult(TypedDict):
    """What ``state_list`` answers with."""

    folder: str
    """folder of the files on the computer of the worker"""
    states: list[StateListStates]


class StateCompareParams(TypedDict, total=False):
    """Parameters of ``state_compare``."""

    name: Required[str]
    """name of the state: up to 64 of the characters A-Z a-z 0-9 space . _ + ( ) -, neither a space nor a
    point at its ends; upper and lower case differ
    """


StateModule: TypeAlias = Literal[
    "scope",
    "asg0",
    "asg1",
    "pid0",
    "pid1",
    "pid2",
    "iq0",
    "iq1",
    "iq2",
    "iir",
    "trig",
    "pwm0",
    "pwm1",
]


class StateCompareDifferences(TypedDict):
    """``differences`` of what ``state_compare`` answers with."""

    module: StateModule
    setting: str
    """name of the setting, as in the setup command of the module"""
    saved: Any
    """as saved"""
    now: Any
    """as read back now"""


class StateCompareUnknown(TypedDict):
    """``unknown`` of what ``state_compare`` answers with."""

    module: StateModule
    setting: str
    """name of the setting, as in the setup command of the module"""
    why: str
    """a sentence for people"""


class StateCompareResult(TypedDict):
    """What ``state_compare`` answers with."""

    name: str
    saved: str
    """when it was saved, ISO 8601 in UTC"""
    remarks: list[str]
    """sentences on what else differs: another board, other input ranges, another backend"""
    differences: list[StateCompareDifferences]
    unknown: list[StateCompareUnknown]
    """what cannot be compared, for no register tells it"""


class StateRestoreParams(TypedDict, total=False):
    """Parameters of ``state_restore``."""

    name: Required[str]
    """name of the state: up to 64 of the characters A-Z a-z 0-9 space . _ + ( ) -, neither a space nor a
    point at its ends; upper and lower case differ
    """
    modules: Sequence[StateModule]
    """only these modules; all by default"""
    dry_run: bool
    """checks, and tells what would be written; nothing is (default: false)"""


#: ``changes`` of what ``state_restore`` answers with.
StateRestoreChanges = TypedDict(
    "StateRestoreChanges",
    {
        "module": StateModule,
        "setting": str,
        "from": Any,
        "to": Any,
    },
)


class StateRestoreResult(TypedDict):
    """What ``state_restore`` answers with."""

    name: str
    dry_run: bool
    remarks: list[str]
    """sentences on what else differs: another board, other input ranges, another backend"""
    changes: list[StateRestoreChanges]
    """in the order of writing; a setting stands twice where it is lowered first and reaches its value
    later; trigger_source of a generator (re)starts it
    """
    left: list[StateCompareUnknown]
    """what was left as it is"""
