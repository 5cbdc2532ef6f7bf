"""The design of a filter for the IIR module by PyRPL's own theory, with the gain that was asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyrpl.hardware_modules.iir.iir_theory import IirFilter

from ..ranges import CLOCK_FREQUENCY, impossible, number_text

#: Clock cycles of a sample of the filter.
MIN_LOOPS, MAX_LOOPS = 3, 1023

#: Sections that the board has (red_pitaya_iir_block.v).
MAX_SECTIONS = 14

#: Code of a coefficient of 1, and the largest code.
_ONE = 2**29
_LARGEST = 2**31 - 1

#: Distance [Hz] up to which a given root counts as the conjugate of another.
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: product(s - zero) / product(s - pole) scaled to ``gain`` at low frequency; roots in Hz."""

    zeros: tuple[complex, ...]
    poles: tuple[complex, ...]
    gain: float


def _count(roots: tuple[complex, ...]) -> int:
    """Count roots together with the conjugates that are missing."""
    left, count = list(roots), 0
    while left:
        root = left.pop()
        count += 1 if root.imag == 0 else 2
        partner = next((other for other in left if abs(other - root.conjugate()) < _TOLERANCE), None)
        if root.imag != 0 and partner is not None:
            left.remove(partner)
    return count


def _show(roots: tuple[complex, ...]) -> str:
    shown = (
        number_text(root.real) if root.imag == 0 else f"[{number_text(root.real)}, {number_text(root.imag)}]"
        for root in roots
    )
    return f"[{', '.join(shown)}]"


def loops_needed(wanted: Filter) -> int:
    """Give the fewest clock cycles per sample: one for each section.

    Sections are one per pair of poles, one for the direct term if there are as many zeros as poles, and one
    for each pole that zeros in excess need.

    Raises:
        CommandError: the board has fewer sections.

    """
    zeros, poles = _count(wanted.zeros), _count(wanted.poles)
    excess = zeros - poles
    needed = math.ceil(poles / 2) + (excess + 1 if excess >= 0 else 0)
    if needed > MAX_SECTIONS:
        few = f"few enough for the board's {MAX_SECTIONS} sections, and with {zeros} zeros and {poles} poles"
        possible = f"{few}, conjugates counted, they need {needed}"
        raise impossible("poles", _show(wanted.poles), possible, "Hz")
    return max(needed, MIN_LOOPS)


class _Design(IirFilter):  # type: ignore[misc]
    """PyRPL's design, in which poles that it has added have a section each.

    PyRPL takes 1 / (z - pole) as 1 / (1 - pole z^-1), a sample too early. For poles that are slow compared
    with the sample rate that is no difference, but with those that it adds the filter would lack its zeros.
    """

    def __init__(self, poles_given: int, **options: object) -> None:
        self._poles_given = poles_given
        super().__init__(**options)

    def rp2coefficients(self, r: Any, p: Any, c: Any, tol: float = 0) -> Any:  # noqa: ANN401 - as PyRPL's own
        given = self._poles_given
        sections = super().rp2coefficients(r[:given], p[:given], c, tol)
        added = [
            [0, np.real(residue), 0, 1, -np.real(pole), 0]
            for residue, pole in zip(r[given:], p[given:], strict=True)
        ]
        return np.vstack([sections, *added])


def _gain_correction(excess: int, period: float) -> float:
    """Give what PyRPL's gain lacks where the numbers of zeros and poles differ.

    PyRPL leaves out the factor T^(poles - zeros) that its mapping z = exp(s T) asks for, and takes the poles
    that it adds, at half the sample rate and half of that and so on, as slow compared with that rate.
    """
    factor = float(period ** max(0, -excess))
    for count in range(excess):
        decay = -2 * math.pi / 2 ** (count + 1)
        factor *= math.expm1(decay) / decay
    return factor


def design(wanted: Filter, loops: int, correction: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Design the sections of a filter, as rows b0, b1, b2, a0, a1, a2 of PyRPL's.

    Args:
        wanted: the filter
        loops: clock cycles per sample
        correction: true clock frequency divided by 125 MHz

    Raises:
        CommandError: the board cannot have this filter.

    """
    sample_rate = CLOCK_FREQUENCY * correction / loops
    _check_roots("zeros", wanted.zeros, sample_rate)
    _check_roots("poles", wanted.poles, sample_rate)
    zeros, poles = _count(wanted.zeros), _count(wanted.poles)
    cycle = 1 / CLOCK_FREQUENCY
    # Zeros at 0 Hz are left out of the gain, so they keep their unit.
    gain = wanted.gain * _gain_correction(zeros - poles, loops * cycle) * correction ** wanted.zeros.count(0)
    try:
        with np.errstate(all="ignore"):
            sections = _Design(
                poles,
                # In units of the nominal clock, of which PyRPL's own poles are.
                zeros=[zero / correction for zero in wanted.zeros],
                poles=[pole / correction for pole in wanted.poles],
                gain=gain,
                loops=loops,
                dt=cycle,
                minloops=MIN_LOOPS,
                maxloops=MAX_LOOPS,
                iirstages=MAX_SECTIONS,
            ).coefficients
    except ValueError as error:
        different = "different from each other, for equal poles have no partial fractions"
        raise impossible("poles", "two that are equal", different) from error
    rounded = np.array(sections, dtype=np.float64)
    _check_sections(wanted, loops, rounded)
    rounded[:, [0, 1, 4, 5]] = np.round(rounded[:, [0, 1, 4, 5]] * _ONE) / _ONE
    return rounded


def _check_roots(parameter: str, roots: tuple[complex, ...], sample_rate: float) -> None:
    for root in roots:
        if parameter == "poles" and not root.real < 0:
            stable = "with a real part below 0, for the filter would be unstable"
            raise impossible(parameter, _show((root,)), stable, "Hz")
        if not (math.isfinite(root.real) and abs(root.imag) < sample_rate / 2):
            half = number_text(sample_rate / 2)
            possible = f"finite, with an imaginary part below {half} Hz, half the sample rate that loops make"
            raise impossible(parameter, _show((root,)), possible, "Hz")


def _check_sections(wanted: Filter, loops: int, sections: np.ndarray[Any, np.dtype[np.float64]]) -> None:
    largest = float(np.max(np.abs(sections[:, :2]), initial=0))
    with_these = "in size with these zeros, poles and loops, for the board's coefficients"
    if not math.isfinite(largest):
        near = "such that the coefficients are finite: zeros and poles nearer to each other, or fewer loops"
        raise impossible("gain", wanted.gain, near)
    if largest >= _LARGEST / _ONE:
        bound = number_text(abs(wanted.gain / largest) * _LARGEST / _ONE)
        raise impossible("gain", wanted.gain, f"at most {bound} {with_these} end at 4")
    if wanted.gain != 0 and round(largest * _ONE) == 0:
        bound = number_text(abs(wanted.gain / largest) / _ONE) if largest else "more"
        raise impossible("gain", wanted.gain, f"0 or at least {bound} {with_these} are multiples of 2^-29")
    for a1, a2 in np.round(sections[:, 4:] * _ONE):
        # PyRPL's rows have the signs of a denominator.
        if not (abs(a2) < _ONE and abs(a1) < _ONE + a2):
            faster = f"faster, or sampled with more loops than {loops}"
            unstable = "for rounded to the board's coefficients one is not stable any more"
            raise impossible("poles", _show(wanted.poles), f"{faster}, {unstable}", "Hz")
