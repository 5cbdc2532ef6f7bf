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
    from concurrent.futures import Future
    from typing import TypeAlias, Unpack

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
        StateGetResult,
        SubscribeParams,
        SubscribeResult,
        TrigSetupParams,
        TrigSetupResult,
        UnsubscribeParams,
        UnsubscribeResult,
    )

    ProgressListener: TypeAlias = Callable[[Any], object]


class CommandMethods(ABC):
    """Commands of a client whose methods block, each typed by its name."""

    @abstractmethod
    def send(
        self,
        name: str,
        params: Mapping[str, Any] = ...,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> Any:
        """Send a command whose name comes from elsewhere, and wait for its answer."""

    @abstractmethod
    def submit_by_name(
        self,
        name: str,
        params: Mapping[str, Any] = ...,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> Future[Any]:
        """Send a command whose name comes from elsewhere."""

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
    ) -> dict[str, Any]:
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

    def command(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> Any:
        """Send a command and wait for its answer.

        Args:
            name: the command.
            deadline: s; the whole stay in the worker, at most 86400. None: the command's default.
            on_progress: called with each report of progress.
            params: the command's own.

        Raises:
            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.

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
    ) -> Future[Literal["pong"]]:
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
    ) -> Future[dict[str, Any]]:
        """Tells the worker who is calling and how arrays shall travel. Optional, repeatable."""

    @overload
    def submit(
        self,
        name: Literal["status"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[dict[str, Any]]:
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
    ) -> Future[dict[str, Any]]:
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
    ) -> Future[CancelResult]:
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
    ) -> Future[SubscribeResult]:
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
    ) -> Future[UnsubscribeResult]:
        """Ends a subscription."""

    @overload
    def submit(
        self,
        name: Literal["shutdown"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[str]:
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
    ) -> Future[ScopeSettings]:
        """Changes the given settings of the oscilloscope."""

    @overload
    def submit(
        self,
        name: Literal["scope_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[ScopeGetResult]:
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
    ) -> Future[ScopeAcquireResult]:
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
    ) -> Future[int]:
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
    ) -> Future[ScopeTriggerSource]:
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
    ) -> Future[AsgSettings]:
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
    ) -> Future[AsgSettings]:
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
    ) -> Future[float]:
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
    ) -> Future[float]:
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
    ) -> Future[float]:
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
    ) -> Future[AsgSettings]:
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
    ) -> Future[PidSettings]:
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
    ) -> Future[PidSettings]:
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
    ) -> Future[float]:
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
    ) -> Future[float]:
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
    ) -> Future[float]:
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
    ) -> Future[IqSettings]:
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
    ) -> Future[IqSettings]:
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
    ) -> Future[IqGetQuadraturesResult]:
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
    ) -> Future[IqGetMeasurementResult]:
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
    ) -> Future[IirSetupResult]:
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
    ) -> Future[IirGetResult]:
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
    ) -> Future[TrigSetupResult]:
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
    ) -> Future[PwmSetResult]:
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
    ) -> Future[float | list[float]]:
        """Reads the present value of one signal, or of several in one burst."""

    @overload
    def submit(
        self,
        name: Literal["outputs_off"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[OutputsOffResult]:
        """Disconnects every module from both outputs at once. The panic button."""

    @overload
    def submit(
        self,
        name: Literal["hk_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[HkGetResult]:
        """Reads the housekeeping of the board: identity, LEDs, expansion pins."""

    @overload
    def submit(
        self,
        name: Literal["state_get"],
        /,
        *,
        deadline: float | None = ...,
        on_progress: ProgressListener | None = ...,
    ) -> Future[StateGetResult]:
        """Reads the settings of every module."""

    def submit(
        self,
        name: str,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        **params: Any,
    ) -> Future[Any]:
        """Send a command and wait for nothing: the future has its answer, and cancels it.

        Args:
            name: the command.
            deadline: s; the whole stay in the worker, at most 86400. None: the command's default.
            on_progress: called with each report of progress.
            params: the command's own.

        """
        return self.submit_by_name(name, params, deadline=deadline, on_progress=on_progress)


class AsyncCommandMethods(ABC):
    """Commands of a client whose methods are awaited, each typed by its name."""

    @abstractmethod
    async def send(
        self,
        name: str,
        params: Mapping[str, Any] = ...,
        /,
        *,
        deadline: float | None = None,
        on_progress: ProgressListener | None = None,
        no_id: bool = False,
    ) -> Any:
        """Send a command whose name comes from elsewhere."""

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
    ) -> dict[str, Any]:
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

        Args:
            name: the command.
            deadline: s; the whole stay in the worker, at most 86400. None: the command's default.
            on_progress: called with each report of progress.
            params: the command's own.

        Raises:
            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.

        """
        return await self.send(name, params, deadline=deadline, on_progress=on_progress)
