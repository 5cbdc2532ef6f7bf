"""The commands as methods of a client.

Generated from the catalogue of packages/client by `npm run docs`; changes belong there.
"""

# The docstrings are summaries of the catalogue, and stand at the overloads, where editors look for them.
# ruff: noqa: ANN401, D205, D401, D418

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias, Unpack

    from .client.async_client import AsyncPendingCommand
    from .client.pending_command import PendingCommand
    from .commands import (
        AsgGetParams,
        AsgOffParams,
        AsgSetAmplitudeParams,
        AsgSetFrequencyParams,
        AsgSetOffsetParams,
        AsgSettings,
        AsgSetupParams,
        CancelParams,
        CancelResult,
        DescribeParams,
        HelloParams,
        HkGetResult,
        IirGetParams,
        IirGetResult,
        IirSetupParams,
        IirSetupResult,
        IqGetMeasurementParams,
        IqGetMeasurementResult,
        IqGetParams,
        IqGetQuadraturesParams,
        IqGetQuadraturesResult,
        IqSettings,
        IqSetupParams,
        OutputsOffResult,
        PidConfigureParams,
        PidGetParams,
        PidGetSetpointParams,
        PidSetIntegratorParams,
        PidSetSetpointParams,
        PidSettings,
        PwmSetParams,
        PwmSetResult,
        SamplerReadParams,
        ScopeAcquireParams,
        ScopeAcquireResult,
        ScopeGetResult,
        ScopeSetDecimationParams,
        ScopeSettings,
        ScopeSetTriggerParams,
        ScopeSetupParams,
        ScopeTriggerSource,
        StateCompareParams,
        StateCompareResult,
        StateGetResult,
        StateListResult,
        StateRestoreParams,
        StateRestoreResult,
        StateSaveParams,
        StateSaveResult,
        StatusResult,
        SubscribeParams,
        SubscribeResult,
        TrigSetupParams,
        TrigSetupResult,
        UnsubscribeParams,
        UnsubscribeResult,
    )

    ProgressListener: TypeAlias = Callable[[Any], None]


class CommandMethods(ABC):
    """Commands of a client whose methods block, each typed by its name."""

    @abstractmethod
    def send(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> Any:
        """Send a command whose name comes from elsewhere."""

    @abstractmethod
    def post(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> PendingCommand[Any]:
        """Submit a command whose name comes from elsewhere."""

    @overload
    def command(
        self,
        name: Literal["ping"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Literal["pong"]:
        """Answers "pong"."""

    @overload
    def command(
        self,
        name: Literal["hello"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[HelloParams],
    ) -> dict[str, Any]:
        """Tells the worker who is calling and how arrays shall travel. Optional, repeatable."""

    @overload
    def command(
        self,
        name: Literal["status"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StatusResult:
        """Health of worker and board, lanes, clients, running commands and counters."""

    @overload
    def command(
        self,
        name: Literal["describe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[DescribeParams],
    ) -> dict[str, Any]:
        """Describes the commands: JSON Schema of parameters and results, with units and ranges."""

    @overload
    def command(
        self,
        name: Literal["cancel"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[CancelParams],
    ) -> CancelResult:
        """Cancels a queued command, or stops the waiting of a running one."""

    @overload
    def command(
        self,
        name: Literal["subscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SubscribeParams],
    ) -> SubscribeResult:
        """Asks for events: a snapshot, then every change."""

    @overload
    def command(
        self,
        name: Literal["unsubscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[UnsubscribeParams],
    ) -> UnsubscribeResult:
        """Ends a subscription."""

    @overload
    def command(
        self,
        name: Literal["shutdown"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> str:
        """Stops the worker for everybody: it finishes what runs, refuses what comes, and exits. Outputs
        stay as they are.
        """

    @overload
    def command(
        self,
        name: Literal["scope_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetupParams],
    ) -> ScopeSettings:
        """Changes the given settings of the oscilloscope."""

    @overload
    def command(
        self,
        name: Literal["scope_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> ScopeGetResult:
        """Reads the settings of the oscilloscope and what it is doing. Never waits for a trigger."""

    @overload
    def command(
        self,
        name: Literal["scope_acquire"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeAcquireParams],
    ) -> ScopeAcquireResult:
        """Sets up the oscilloscope, arms it, waits for the trigger and answers with the trace."""

    @overload
    def command(
        self,
        name: Literal["scope_set_decimation"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetDecimationParams],
    ) -> int:
        """Sets the decimation of the oscilloscope and answers with the value read back."""

    @overload
    def command(
        self,
        name: Literal["scope_set_trigger"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetTriggerParams],
    ) -> ScopeTriggerSource:
        """Chooses the trigger source of the oscilloscope for the following acquisitions."""

    @overload
    def command(
        self,
        name: Literal["asg_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetupParams],
    ) -> AsgSettings:
        """Changes the given settings of a signal generator; (re)starts it only if trigger_source is given."""

    @overload
    def command(
        self,
        name: Literal["asg_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgGetParams],
    ) -> AsgSettings:
        """Reads the settings of a signal generator."""

    @overload
    def command(
        self,
        name: Literal["asg_set_frequency"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetFrequencyParams],
    ) -> float:
        """Sets the frequency of a running generator without restarting it."""

    @overload
    def command(
        self,
        name: Literal["asg_set_amplitude"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetAmplitudeParams],
    ) -> float:
        """Sets the amplitude of a running generator without restarting it."""

    @overload
    def command(
        self,
        name: Literal["asg_set_offset"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetOffsetParams],
    ) -> float:
        """Sets the offset of a running generator without restarting it."""

    @overload
    def command(
        self,
        name: Literal["asg_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgOffParams],
    ) -> AsgSettings:
        """Disconnects a generator from the outputs. It runs on inside the board."""

    @overload
    def command(
        self,
        name: Literal["pid_configure"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidConfigureParams],
    ) -> PidSettings:
        """Changes the given settings of a PID controller."""

    @overload
    def command(
        self,
        name: Literal["pid_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetParams],
    ) -> PidSettings:
        """Reads the settings of a PID controller and its integrator."""

    @overload
    def command(
        self,
        name: Literal["pid_set_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetSetpointParams],
    ) -> float:
        """Sets the setpoint of a PID controller and answers with the value read back."""

    @overload
    def command(
        self,
        name: Literal["pid_get_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetSetpointParams],
    ) -> float:
        """Reads the setpoint of a PID controller."""

    @overload
    def command(
        self,
        name: Literal["pid_set_integrator"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetIntegratorParams],
    ) -> float:
        """Loads the integrator of a PID controller and answers with the value read back."""

    @overload
    def command(
        self,
        name: Literal["iq_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqSetupParams],
    ) -> IqSettings:
        """Changes the given settings of a demodulator."""

    @overload
    def command(
        self,
        name: Literal["iq_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetParams],
    ) -> IqSettings:
        """Reads the settings of a demodulator."""

    @overload
    def command(
        self,
        name: Literal["iq_get_quadratures"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetQuadraturesParams],
    ) -> IqGetQuadraturesResult:
        """Measures both quadratures of a demodulator."""

    @overload
    def command(
        self,
        name: Literal["iq_get_measurement"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetMeasurementParams],
    ) -> IqGetMeasurementResult:
        """Measures both quadratures of a demodulator, and their magnitude and phase."""

    @overload
    def command(
        self,
        name: Literal["iir_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirSetupParams],
    ) -> IirSetupResult:
        """Changes the given settings of the IIR filter."""

    @overload
    def command(
        self,
        name: Literal["iir_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirGetParams],
    ) -> IirGetResult:
        """Reads the settings of the IIR filter and tells its transfer function."""

    @overload
    def command(
        self,
        name: Literal["trig_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[TrigSetupParams],
    ) -> TrigSetupResult:
        """Changes the given settings of the trigger module, and arms it if armed is given."""

    @overload
    def command(
        self,
        name: Literal["pwm_set"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PwmSetParams],
    ) -> PwmSetResult:
        """Chooses the signal that a slow output (PWM, extension connector E2) follows."""

    @overload
    def command(
        self,
        name: Literal["sampler_read"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SamplerReadParams],
    ) -> float | list[float]:
        """Reads the present value of one signal, or of several in one burst."""

    @overload
    def command(
        self,
        name: Literal["outputs_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> OutputsOffResult:
        """Disconnects every module from both outputs at once. The panic button."""

    @overload
    def command(
        self,
        name: Literal["hk_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> HkGetResult:
        """Reads the housekeeping of the board: identity, LEDs, expansion pins."""

    @overload
    def command(
        self,
        name: Literal["state_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StateGetResult:
        """Reads the settings of every module."""

    @overload
    def command(
        self,
        name: Literal["state_save"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateSaveParams],
    ) -> StateSaveResult:
        """Saves the settings of every module, as read back, under a name."""

    @overload
    def command(
        self,
        name: Literal["state_list"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StateListResult:
        """Lists the saved states of this board, the newest first."""

    @overload
    def command(
        self,
        name: Literal["state_compare"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateCompareParams],
    ) -> StateCompareResult:
        """Compares the settings, as read back now, with a saved state."""

    @overload
    def command(
        self,
        name: Literal["state_restore"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateRestoreParams],
    ) -> StateRestoreResult:
        """Writes what differs between a saved state and the settings as read back now."""

    def command(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> Any:
        """Send a command and wait for its answer. Ctrl-C asks the worker to cancel it.

        Args:
            name: the command (docs/commands.md).
            deadline: the whole stay in the worker [s], 0 < deadline <= 86400; the command's default if None.
            on_progress: called in the client's thread with interim results; asks the worker for them.
            params: the command's parameters.

        Returns:
            the answer's data; arrays are views of the received frame that can't be written to.

        Raises:
            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.
            RuntimeError: called in the client's own thread, or in a fork of the process that has connected.

        """
        return self.send(name, params, deadline=deadline, on_progress=on_progress)

    @overload
    def submit(
        self,
        name: Literal["ping"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[Literal["pong"]]:
        """Answers "pong"."""

    @overload
    def submit(
        self,
        name: Literal["hello"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[HelloParams],
    ) -> PendingCommand[dict[str, Any]]:
        """Tells the worker who is calling and how arrays shall travel. Optional, repeatable."""

    @overload
    def submit(
        self,
        name: Literal["status"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[StatusResult]:
        """Health of worker and board, lanes, clients, running commands and counters."""

    @overload
    def submit(
        self,
        name: Literal["describe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[DescribeParams],
    ) -> PendingCommand[dict[str, Any]]:
        """Describes the commands: JSON Schema of parameters and results, with units and ranges."""

    @overload
    def submit(
        self,
        name: Literal["cancel"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[CancelParams],
    ) -> PendingCommand[CancelResult]:
        """Cancels a queued command, or stops the waiting of a running one."""

    @overload
    def submit(
        self,
        name: Literal["subscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SubscribeParams],
    ) -> PendingCommand[SubscribeResult]:
        """Asks for events: a snapshot, then every change."""

    @overload
    def submit(
        self,
        name: Literal["unsubscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[UnsubscribeParams],
    ) -> PendingCommand[UnsubscribeResult]:
        """Ends a subscription."""

    @overload
    def submit(
        self,
        name: Literal["shutdown"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[str]:
        """Stops the worker for everybody: it finishes what runs, refuses what comes, and exits. Outputs
        stay as they are.
        """

    @overload
    def submit(
        self,
        name: Literal["scope_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetupParams],
    ) -> PendingCommand[ScopeSettings]:
        """Changes the given settings of the oscilloscope."""

    @overload
    def submit(
        self,
        name: Literal["scope_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[ScopeGetResult]:
        """Reads the settings of the oscilloscope and what it is doing. Never waits for a trigger."""

    @overload
    def submit(
        self,
        name: Literal["scope_acquire"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeAcquireParams],
    ) -> PendingCommand[ScopeAcquireResult]:
        """Sets up the oscilloscope, arms it, waits for the trigger and answers with the trace."""

    @overload
    def submit(
        self,
        name: Literal["scope_set_decimation"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetDecimationParams],
    ) -> PendingCommand[int]:
        """Sets the decimation of the oscilloscope and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["scope_set_trigger"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetTriggerParams],
    ) -> PendingCommand[ScopeTriggerSource]:
        """Chooses the trigger source of the oscilloscope for the following acquisitions."""

    @overload
    def submit(
        self,
        name: Literal["asg_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetupParams],
    ) -> PendingCommand[AsgSettings]:
        """Changes the given settings of a signal generator; (re)starts it only if trigger_source is given."""

    @overload
    def submit(
        self,
        name: Literal["asg_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgGetParams],
    ) -> PendingCommand[AsgSettings]:
        """Reads the settings of a signal generator."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_frequency"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetFrequencyParams],
    ) -> PendingCommand[float]:
        """Sets the frequency of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_amplitude"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetAmplitudeParams],
    ) -> PendingCommand[float]:
        """Sets the amplitude of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_offset"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetOffsetParams],
    ) -> PendingCommand[float]:
        """Sets the offset of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgOffParams],
    ) -> PendingCommand[AsgSettings]:
        """Disconnects a generator from the outputs. It runs on inside the board."""

    @overload
    def submit(
        self,
        name: Literal["pid_configure"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidConfigureParams],
    ) -> PendingCommand[PidSettings]:
        """Changes the given settings of a PID controller."""

    @overload
    def submit(
        self,
        name: Literal["pid_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetParams],
    ) -> PendingCommand[PidSettings]:
        """Reads the settings of a PID controller and its integrator."""

    @overload
    def submit(
        self,
        name: Literal["pid_set_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetSetpointParams],
    ) -> PendingCommand[float]:
        """Sets the setpoint of a PID controller and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["pid_get_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetSetpointParams],
    ) -> PendingCommand[float]:
        """Reads the setpoint of a PID controller."""

    @overload
    def submit(
        self,
        name: Literal["pid_set_integrator"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetIntegratorParams],
    ) -> PendingCommand[float]:
        """Loads the integrator of a PID controller and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["iq_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqSetupParams],
    ) -> PendingCommand[IqSettings]:
        """Changes the given settings of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetParams],
    ) -> PendingCommand[IqSettings]:
        """Reads the settings of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get_quadratures"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetQuadraturesParams],
    ) -> PendingCommand[IqGetQuadraturesResult]:
        """Measures both quadratures of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get_measurement"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetMeasurementParams],
    ) -> PendingCommand[IqGetMeasurementResult]:
        """Measures both quadratures of a demodulator, and their magnitude and phase."""

    @overload
    def submit(
        self,
        name: Literal["iir_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirSetupParams],
    ) -> PendingCommand[IirSetupResult]:
        """Changes the given settings of the IIR filter."""

    @overload
    def submit(
        self,
        name: Literal["iir_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirGetParams],
    ) -> PendingCommand[IirGetResult]:
        """Reads the settings of the IIR filter and tells its transfer function."""

    @overload
    def submit(
        self,
        name: Literal["trig_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[TrigSetupParams],
    ) -> PendingCommand[TrigSetupResult]:
        """Changes the given settings of the trigger module, and arms it if armed is given."""

    @overload
    def submit(
        self,
        name: Literal["pwm_set"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PwmSetParams],
    ) -> PendingCommand[PwmSetResult]:
        """Chooses the signal that a slow output (PWM, extension connector E2) follows."""

    @overload
    def submit(
        self,
        name: Literal["sampler_read"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SamplerReadParams],
    ) -> PendingCommand[float | list[float]]:
        """Reads the present value of one signal, or of several in one burst."""

    @overload
    def submit(
        self,
        name: Literal["outputs_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[OutputsOffResult]:
        """Disconnects every module from both outputs at once. The panic button."""

    @overload
    def submit(
        self,
        name: Literal["hk_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[HkGetResult]:
        """Reads the housekeeping of the board: identity, LEDs, expansion pins."""

    @overload
    def submit(
        self,
        name: Literal["state_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[StateGetResult]:
        """Reads the settings of every module."""

    @overload
    def submit(
        self,
        name: Literal["state_save"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateSaveParams],
    ) -> PendingCommand[StateSaveResult]:
        """Saves the settings of every module, as read back, under a name."""

    @overload
    def submit(
        self,
        name: Literal["state_list"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> PendingCommand[StateListResult]:
        """Lists the saved states of this board, the newest first."""

    @overload
    def submit(
        self,
        name: Literal["state_compare"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateCompareParams],
    ) -> PendingCommand[StateCompareResult]:
        """Compares the settings, as read back now, with a saved state."""

    @overload
    def submit(
        self,
        name: Literal["state_restore"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateRestoreParams],
    ) -> PendingCommand[StateRestoreResult]:
        """Writes what differs between a saved state and the settings as read back now."""

    def submit(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> PendingCommand[Any]:
        """Send a command and do not wait. Never blocks.

        Args:
            name: the command (docs/commands.md).
            deadline: the whole stay in the worker [s], 0 < deadline <= 86400; the command's default if None.
            on_progress: called in the client's thread with interim results; asks the worker for them.
            params: the command's parameters.

        Raises:
            InvalidParams: the deadline is impossible, or the parameters can't travel. Other errors are those
                of the pending command.
            RuntimeError: called in a fork of the process that has connected.

        """
        return self.post(name, params, deadline=deadline, on_progress=on_progress)


class AsyncCommandMethods(ABC):
    """Commands of a client whose methods are awaited, each typed by its name."""

    @abstractmethod
    async def send(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> Any:
        """Send a command whose name comes from elsewhere."""

    @abstractmethod
    def post(
        self,
        name: str,
        params: Mapping[str, object],
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> AsyncPendingCommand[Any]:
        """Submit a command whose name comes from elsewhere."""

    @overload
    async def command(
        self,
        name: Literal["ping"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Literal["pong"]:
        """Answers "pong"."""

    @overload
    async def command(
        self,
        name: Literal["hello"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[HelloParams],
    ) -> dict[str, Any]:
        """Tells the worker who is calling and how arrays shall travel. Optional, repeatable."""

    @overload
    async def command(
        self,
        name: Literal["status"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StatusResult:
        """Health of worker and board, lanes, clients, running commands and counters."""

    @overload
    async def command(
        self,
        name: Literal["describe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[DescribeParams],
    ) -> dict[str, Any]:
        """Describes the commands: JSON Schema of parameters and results, with units and ranges."""

    @overload
    async def command(
        self,
        name: Literal["cancel"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[CancelParams],
    ) -> CancelResult:
        """Cancels a queued command, or stops the waiting of a running one."""

    @overload
    async def command(
        self,
        name: Literal["subscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SubscribeParams],
    ) -> SubscribeResult:
        """Asks for events: a snapshot, then every change."""

    @overload
    async def command(
        self,
        name: Literal["unsubscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[UnsubscribeParams],
    ) -> UnsubscribeResult:
        """Ends a subscription."""

    @overload
    async def command(
        self,
        name: Literal["shutdown"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> str:
        """Stops the worker for everybody: it finishes what runs, refuses what comes, and exits. Outputs
        stay as they are.
        """

    @overload
    async def command(
        self,
        name: Literal["scope_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetupParams],
    ) -> ScopeSettings:
        """Changes the given settings of the oscilloscope."""

    @overload
    async def command(
        self,
        name: Literal["scope_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> ScopeGetResult:
        """Reads the settings of the oscilloscope and what it is doing. Never waits for a trigger."""

    @overload
    async def command(
        self,
        name: Literal["scope_acquire"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeAcquireParams],
    ) -> ScopeAcquireResult:
        """Sets up the oscilloscope, arms it, waits for the trigger and answers with the trace."""

    @overload
    async def command(
        self,
        name: Literal["scope_set_decimation"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetDecimationParams],
    ) -> int:
        """Sets the decimation of the oscilloscope and answers with the value read back."""

    @overload
    async def command(
        self,
        name: Literal["scope_set_trigger"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetTriggerParams],
    ) -> ScopeTriggerSource:
        """Chooses the trigger source of the oscilloscope for the following acquisitions."""

    @overload
    async def command(
        self,
        name: Literal["asg_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetupParams],
    ) -> AsgSettings:
        """Changes the given settings of a signal generator; (re)starts it only if trigger_source is given."""

    @overload
    async def command(
        self,
        name: Literal["asg_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgGetParams],
    ) -> AsgSettings:
        """Reads the settings of a signal generator."""

    @overload
    async def command(
        self,
        name: Literal["asg_set_frequency"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetFrequencyParams],
    ) -> float:
        """Sets the frequency of a running generator without restarting it."""

    @overload
    async def command(
        self,
        name: Literal["asg_set_amplitude"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetAmplitudeParams],
    ) -> float:
        """Sets the amplitude of a running generator without restarting it."""

    @overload
    async def command(
        self,
        name: Literal["asg_set_offset"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetOffsetParams],
    ) -> float:
        """Sets the offset of a running generator without restarting it."""

    @overload
    async def command(
        self,
        name: Literal["asg_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgOffParams],
    ) -> AsgSettings:
        """Disconnects a generator from the outputs. It runs on inside the board."""

    @overload
    async def command(
        self,
        name: Literal["pid_configure"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidConfigureParams],
    ) -> PidSettings:
        """Changes the given settings of a PID controller."""

    @overload
    async def command(
        self,
        name: Literal["pid_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetParams],
    ) -> PidSettings:
        """Reads the settings of a PID controller and its integrator."""

    @overload
    async def command(
        self,
        name: Literal["pid_set_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetSetpointParams],
    ) -> float:
        """Sets the setpoint of a PID controller and answers with the value read back."""

    @overload
    async def command(
        self,
        name: Literal["pid_get_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetSetpointParams],
    ) -> float:
        """Reads the setpoint of a PID controller."""

    @overload
    async def command(
        self,
        name: Literal["pid_set_integrator"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetIntegratorParams],
    ) -> float:
        """Loads the integrator of a PID controller and answers with the value read back."""

    @overload
    async def command(
        self,
        name: Literal["iq_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqSetupParams],
    ) -> IqSettings:
        """Changes the given settings of a demodulator."""

    @overload
    async def command(
        self,
        name: Literal["iq_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetParams],
    ) -> IqSettings:
        """Reads the settings of a demodulator."""

    @overload
    async def command(
        self,
        name: Literal["iq_get_quadratures"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetQuadraturesParams],
    ) -> IqGetQuadraturesResult:
        """Measures both quadratures of a demodulator."""

    @overload
    async def command(
        self,
        name: Literal["iq_get_measurement"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetMeasurementParams],
    ) -> IqGetMeasurementResult:
        """Measures both quadratures of a demodulator, and their magnitude and phase."""

    @overload
    async def command(
        self,
        name: Literal["iir_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirSetupParams],
    ) -> IirSetupResult:
        """Changes the given settings of the IIR filter."""

    @overload
    async def command(
        self,
        name: Literal["iir_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirGetParams],
    ) -> IirGetResult:
        """Reads the settings of the IIR filter and tells its transfer function."""

    @overload
    async def command(
        self,
        name: Literal["trig_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[TrigSetupParams],
    ) -> TrigSetupResult:
        """Changes the given settings of the trigger module, and arms it if armed is given."""

    @overload
    async def command(
        self,
        name: Literal["pwm_set"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PwmSetParams],
    ) -> PwmSetResult:
        """Chooses the signal that a slow output (PWM, extension connector E2) follows."""

    @overload
    async def command(
        self,
        name: Literal["sampler_read"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SamplerReadParams],
    ) -> float | list[float]:
        """Reads the present value of one signal, or of several in one burst."""

    @overload
    async def command(
        self,
        name: Literal["outputs_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> OutputsOffResult:
        """Disconnects every module from both outputs at once. The panic button."""

    @overload
    async def command(
        self,
        name: Literal["hk_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> HkGetResult:
        """Reads the housekeeping of the board: identity, LEDs, expansion pins."""

    @overload
    async def command(
        self,
        name: Literal["state_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StateGetResult:
        """Reads the settings of every module."""

    @overload
    async def command(
        self,
        name: Literal["state_save"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateSaveParams],
    ) -> StateSaveResult:
        """Saves the settings of every module, as read back, under a name."""

    @overload
    async def command(
        self,
        name: Literal["state_list"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> StateListResult:
        """Lists the saved states of this board, the newest first."""

    @overload
    async def command(
        self,
        name: Literal["state_compare"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateCompareParams],
    ) -> StateCompareResult:
        """Compares the settings, as read back now, with a saved state."""

    @overload
    async def command(
        self,
        name: Literal["state_restore"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateRestoreParams],
    ) -> StateRestoreResult:
        """Writes what differs between a saved state and the settings as read back now."""

    async def command(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> Any:
        """Send a command and wait for its answer.

        Cancelling the task that waits asks the worker to cancel the command and ends at once; use
        :meth:`submit` to learn what a cancelled command has done.

        Args:
            name: the command (docs/commands.md).
            deadline: the whole stay in the worker [s], 0 < deadline <= 86400; the command's default if None.
            on_progress: called with interim results; asks the worker for them.
            params: the command's parameters.

        Returns:
            the answer's data; arrays are views of the received frame that can't be written to.

        Raises:
            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.

        """
        return await self.send(name, params, deadline=deadline, on_progress=on_progress)

    @overload
    def submit(
        self,
        name: Literal["ping"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[Literal["pong"]]:
        """Answers "pong"."""

    @overload
    def submit(
        self,
        name: Literal["hello"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[HelloParams],
    ) -> AsyncPendingCommand[dict[str, Any]]:
        """Tells the worker who is calling and how arrays shall travel. Optional, repeatable."""

    @overload
    def submit(
        self,
        name: Literal["status"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[StatusResult]:
        """Health of worker and board, lanes, clients, running commands and counters."""

    @overload
    def submit(
        self,
        name: Literal["describe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[DescribeParams],
    ) -> AsyncPendingCommand[dict[str, Any]]:
        """Describes the commands: JSON Schema of parameters and results, with units and ranges."""

    @overload
    def submit(
        self,
        name: Literal["cancel"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[CancelParams],
    ) -> AsyncPendingCommand[CancelResult]:
        """Cancels a queued command, or stops the waiting of a running one."""

    @overload
    def submit(
        self,
        name: Literal["subscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SubscribeParams],
    ) -> AsyncPendingCommand[SubscribeResult]:
        """Asks for events: a snapshot, then every change."""

    @overload
    def submit(
        self,
        name: Literal["unsubscribe"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[UnsubscribeParams],
    ) -> AsyncPendingCommand[UnsubscribeResult]:
        """Ends a subscription."""

    @overload
    def submit(
        self,
        name: Literal["shutdown"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[str]:
        """Stops the worker for everybody: it finishes what runs, refuses what comes, and exits. Outputs
        stay as they are.
        """

    @overload
    def submit(
        self,
        name: Literal["scope_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetupParams],
    ) -> AsyncPendingCommand[ScopeSettings]:
        """Changes the given settings of the oscilloscope."""

    @overload
    def submit(
        self,
        name: Literal["scope_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[ScopeGetResult]:
        """Reads the settings of the oscilloscope and what it is doing. Never waits for a trigger."""

    @overload
    def submit(
        self,
        name: Literal["scope_acquire"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeAcquireParams],
    ) -> AsyncPendingCommand[ScopeAcquireResult]:
        """Sets up the oscilloscope, arms it, waits for the trigger and answers with the trace."""

    @overload
    def submit(
        self,
        name: Literal["scope_set_decimation"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetDecimationParams],
    ) -> AsyncPendingCommand[int]:
        """Sets the decimation of the oscilloscope and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["scope_set_trigger"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[ScopeSetTriggerParams],
    ) -> AsyncPendingCommand[ScopeTriggerSource]:
        """Chooses the trigger source of the oscilloscope for the following acquisitions."""

    @overload
    def submit(
        self,
        name: Literal["asg_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetupParams],
    ) -> AsyncPendingCommand[AsgSettings]:
        """Changes the given settings of a signal generator; (re)starts it only if trigger_source is given."""

    @overload
    def submit(
        self,
        name: Literal["asg_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgGetParams],
    ) -> AsyncPendingCommand[AsgSettings]:
        """Reads the settings of a signal generator."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_frequency"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetFrequencyParams],
    ) -> AsyncPendingCommand[float]:
        """Sets the frequency of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_amplitude"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetAmplitudeParams],
    ) -> AsyncPendingCommand[float]:
        """Sets the amplitude of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_set_offset"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgSetOffsetParams],
    ) -> AsyncPendingCommand[float]:
        """Sets the offset of a running generator without restarting it."""

    @overload
    def submit(
        self,
        name: Literal["asg_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[AsgOffParams],
    ) -> AsyncPendingCommand[AsgSettings]:
        """Disconnects a generator from the outputs. It runs on inside the board."""

    @overload
    def submit(
        self,
        name: Literal["pid_configure"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidConfigureParams],
    ) -> AsyncPendingCommand[PidSettings]:
        """Changes the given settings of a PID controller."""

    @overload
    def submit(
        self,
        name: Literal["pid_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetParams],
    ) -> AsyncPendingCommand[PidSettings]:
        """Reads the settings of a PID controller and its integrator."""

    @overload
    def submit(
        self,
        name: Literal["pid_set_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetSetpointParams],
    ) -> AsyncPendingCommand[float]:
        """Sets the setpoint of a PID controller and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["pid_get_setpoint"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidGetSetpointParams],
    ) -> AsyncPendingCommand[float]:
        """Reads the setpoint of a PID controller."""

    @overload
    def submit(
        self,
        name: Literal["pid_set_integrator"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PidSetIntegratorParams],
    ) -> AsyncPendingCommand[float]:
        """Loads the integrator of a PID controller and answers with the value read back."""

    @overload
    def submit(
        self,
        name: Literal["iq_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqSetupParams],
    ) -> AsyncPendingCommand[IqSettings]:
        """Changes the given settings of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetParams],
    ) -> AsyncPendingCommand[IqSettings]:
        """Reads the settings of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get_quadratures"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetQuadraturesParams],
    ) -> AsyncPendingCommand[IqGetQuadraturesResult]:
        """Measures both quadratures of a demodulator."""

    @overload
    def submit(
        self,
        name: Literal["iq_get_measurement"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IqGetMeasurementParams],
    ) -> AsyncPendingCommand[IqGetMeasurementResult]:
        """Measures both quadratures of a demodulator, and their magnitude and phase."""

    @overload
    def submit(
        self,
        name: Literal["iir_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirSetupParams],
    ) -> AsyncPendingCommand[IirSetupResult]:
        """Changes the given settings of the IIR filter."""

    @overload
    def submit(
        self,
        name: Literal["iir_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[IirGetParams],
    ) -> AsyncPendingCommand[IirGetResult]:
        """Reads the settings of the IIR filter and tells its transfer function."""

    @overload
    def submit(
        self,
        name: Literal["trig_setup"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[TrigSetupParams],
    ) -> AsyncPendingCommand[TrigSetupResult]:
        """Changes the given settings of the trigger module, and arms it if armed is given."""

    @overload
    def submit(
        self,
        name: Literal["pwm_set"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[PwmSetParams],
    ) -> AsyncPendingCommand[PwmSetResult]:
        """Chooses the signal that a slow output (PWM, extension connector E2) follows."""

    @overload
    def submit(
        self,
        name: Literal["sampler_read"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[SamplerReadParams],
    ) -> AsyncPendingCommand[float | list[float]]:
        """Reads the present value of one signal, or of several in one burst."""

    @overload
    def submit(
        self,
        name: Literal["outputs_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[OutputsOffResult]:
        """Disconnects every module from both outputs at once. The panic button."""

    @overload
    def submit(
        self,
        name: Literal["hk_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[HkGetResult]:
        """Reads the housekeeping of the board: identity, LEDs, expansion pins."""

    @overload
    def submit(
        self,
        name: Literal["state_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[StateGetResult]:
        """Reads the settings of every module."""

    @overload
    def submit(
        self,
        name: Literal["state_save"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateSaveParams],
    ) -> AsyncPendingCommand[StateSaveResult]:
        """Saves the settings of every module, as read back, under a name."""

    @overload
    def submit(
        self,
        name: Literal["state_list"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> AsyncPendingCommand[StateListResult]:
        """Lists the saved states of this board, the newest first."""

    @overload
    def submit(
        self,
        name: Literal["state_compare"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateCompareParams],
    ) -> AsyncPendingCommand[StateCompareResult]:
        """Compares the settings, as read back now, with a saved state."""

    @overload
    def submit(
        self,
        name: Literal["state_restore"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
        **params: Unpack[StateRestoreParams],
    ) -> AsyncPendingCommand[StateRestoreResult]:
        """Writes what differs between a saved state and the settings as read back now."""

    def submit(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> AsyncPendingCommand[Any]:
        """Send a command now, and wait for its answer later.

        Args:
            name: the command (docs/commands.md).
            deadline: the whole stay in the worker [s], 0 < deadline <= 86400; the command's default if None.
            on_progress: called with interim results; asks the worker for them.
            params: the command's parameters.

        Raises:
            CommandError: it could not be sent.

        """
        return self.post(name, params, deadline=deadline, on_progress=on_progress)
