"""The one result type: an estimate with its uncertainty and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from analysis.quantity import Quantity
from analysis.words import number, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Check", "Estimate", "Quantity", "number"]

#: Decimals that an interval is written with at most.
MOST_DIGITS = 4


class Check(Protocol):
    """Whether the model behind a number describes the state and the window it is about.

    `analysis.idealpoints.prediction.gate.Gate` is one.
    """

    @property
    def state(self) -> str:
        """Code of the state."""

    @property
    def window(self) -> object:
        """When."""

    @property
    def describes(self) -> bool:
        """Whether it does."""

    def sentence(self) -> str:
        """Say what was found."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A number, how sure it is, and what it was computed from.

    Attributes
    ----------
    name : str
        Short machine name of the quantity, such as ``"dyadic.kappa.USA-RUS"``.
    estimand : str
        What is estimated, in words: to be read by people, never by the programs of the house,
        as are `name`, `method` and all text here. What programs ask for stands in fields.
    estimate : float
    low, high : float or None
        Ends of the interval; None where the design gives no interval.
    level : float
        Coverage the interval aims at, such as 0.90.
    se : float or None
        Standard error.
    dof : float or None
        Degrees of freedom of the standard error, where it has some.
    p_value : float or None
        None where the design deserves none.
    n : int
        Number of roll calls, or of the unit named in `unit`.
    unit : str
        What `n` counts.
    method : str
        How estimate and interval were computed.
    rests_on : str
        Which roll calls, in words.
    comparison : str
        What it was compared with.
    assumptions : tuple of str
        What must hold for the interval to mean what it says.
    table : DataFrame
        The tidy table behind the number, for figures and printing.
    quantity : Quantity
        What is estimated, in fields.
    rank : int or None
        Where the estimate stands among those it is compared with, 1 the largest.
    p_floor : float or None
        The smallest p-value that the design can give with so many comparisons or draws.
    figure : str
        How it is best drawn, a name of `analysis.figures.estimates.FIGURES`.
    details : mapping
        What else programs ask of this kind of estimate, by names its maker says.
    gates : tuple of Check
        Whether the model describes the state in each window compared; empty where no model
        stands between votes and number, or none was tried.

    Examples
    --------
    >>> e = Estimate("x", "change in agreement", 0.31, low=-0.02, high=0.64, n=192)
    >>> e.excludes_zero
    False
    >>> e.interval()
    '0.31 [-0.02, 0.64]'
    """

    name: str
    estimand: str
    estimate: float
    low: float | None = None
    high: float | None = None
    level: float = 0.90
    se: float | None = None
    p_value: float | None = None
    n: int = 0
    unit: str = "roll calls"
    method: str = ""
    rests_on: str = ""
    comparison: str = ""
    assumptions: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    quantity: Quantity = field(default_factory=Quantity, repr=False)
    rank: int | None = None
    p_floor: float | None = None
    dof: float | None = None
    figure: str = "interval"
    details: Mapping[str, object] = field(default_factory=dict, repr=False)
    gates: tuple[Check, ...] = ()

    @property
    def is_finding(self) -> bool:
        """Whether it may be printed as a finding: no gate says that the model does not describe.

        Examples
        --------
        >>> Estimate("x", "change in agreement", 0.3).is_finding
        True
        """
        return all(gate.describes for gate in self.gates)

    @property
    def is_defined(self) -> bool:
        """Whether there is a number, and not NaN."""
        return not math.isnan(self.estimate)

    @property
    def excludes_zero(self) -> bool | None:
        """Whether the interval lies on one side of zero; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0

    @property
    def direction(self) -> str:
        """Which way: ``up``, ``down``, or ``unclear`` if zero is in the interval.

        Without an interval the direction is ``unclear`` too: a point estimate is not a finding,
        nor is a number of a model that does not describe the state.

        Examples
        --------
        >>> Estimate("x", "y", 0.3, low=0.1, high=0.5).direction
        'up'
        >>> Estimate("x", "y", 0.3, low=-0.1, high=0.5).direction
        'unclear'
        """
        if self.low is None or self.high is None or not self.is_finding:
            return "unclear"
        # An interval need not hold its estimate: both have to point the same way.
        if self.low > 0 and self.estimate > 0:
            return "up"
        if self.high < 0 and self.estimate < 0:
            return "down"
        return "unclear"

    @property
    def counted(self) -> str:
        """What `n` counts, in the singular for one.

        Examples
        --------
        >>> Estimate("x", "y", 0.1, n=1, unit="months").counted
        'month'
        """
        return self.unit.removesuffix("s") if self.n == 1 else self.unit

    def size(self) -> str:
        """Write how many of what it rests on.

        Examples
        --------
        >>> Estimate("x", "y", 0.1, n=1200).size()
        '1,200 roll calls'
        """
        return f"{self.n:,} {self.counted}"

    @property
    def label(self) -> str:
        """The name as labels of figures have it, with hyphens."""
        return self.name.replace(".", "-")

    def interval(self, digits: int = 2) -> str:
        """Write the estimate with its interval.

        An interval that excludes zero does so as it is written, too: it has as many further
        decimals as that takes, up to `MOST_DIGITS`.

        Examples
        --------
        >>> Estimate("x", "y", -0.0168, low=-0.0312, high=-0.0021).interval()
        '-0.017 [-0.031, -0.002]'
        """
        if self.low is not None and self.high is not None and self.excludes_zero:
            near = min(abs(self.low), abs(self.high))
            while digits < MOST_DIGITS and round(near, digits) == 0:
                digits += 1
        text = number(self.estimate, digits)
        if self.low is not None and self.high is not None:
            text += f" [{number(self.low, digits)}, {number(self.high, digits)}]"
        return text

    def sentence(self) -> str:
        """Say the result in a sentence that claims no more than the interval carries.

        Where the model does not describe the state, no number is said, but why.
        """
        if not self.is_finding:
            why = " ".join(gate.sentence() for gate in self.gates if not gate.describes)
            return f"{upper_first(self.estimand)}: not a finding. {why}"
        text = f"{upper_first(self.estimand)}: {self.interval()}"
        if self.excludes_zero is not None:
            text += f" ({self.level:.0%} interval)"
            if not self.excludes_zero:
                text += "; the interval includes zero, so the direction is not established"
        if self.p_value is not None:
            text += f"; p = {self.p_value:.3f}" if self.p_value >= 0.001 else "; p < 0.001"
        return f"{text}. It rests on {self.rests_on}." if self.rests_on else f"{text}."

    def plot(self) -> Figure:
        """Draw the result as its design is best seen; see `analysis.figures.estimates`.

        Returns
        -------
        matplotlib Figure
            A notebook shows it; ``savefig`` writes it.
        """
        # Figures are downstream: the door opens only when it is used.
        from analysis.figures.estimates import estimate_figure

        return estimate_figure(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the table, for JSON."""
        return {
            "name": self.name,
            "estimand": self.estimand,
            "estimate": _finite(self.estimate),
            "low": _finite(self.low),
            "high": _finite(self.high),
            "level": self.level,
            "se": _finite(self.se),
            "dof": _finite(self.dof),
            "p_value": _finite(self.p_value),
            "p_floor": _finite(self.p_floor),
            "rank": self.rank,
            "n": self.n,
            "unit": self.unit,
            "method": self.method,
            "rests_on": self.rests_on,
            "comparison": self.comparison,
            "assumptions": list(self.assumptions),
            "gates": [
                {"state": g.state, "window": str(g.window), "describes": g.describes}
                for g in self.gates
            ],
        }


def _finite(value: float | None) -> float | None:
    """JSON has neither NaN nor infinity: say null."""
    return None if value is None or not math.isfinite(value) else float(value)
