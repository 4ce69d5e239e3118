"""The gate: whether a model predicts hidden votes of a state in a window better than its shares.

The rule stands in docs/decisions/gate.md, which was written before it was tried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.idealpoints.prediction.hidden import FOLDS, SEED, Refit, Target, hidden_bits
from analysis.idealpoints.votes.ballots import Ballots
from analysis.record.states import in_sentence
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.words import apart

__all__ = ["Gate", "gates_of", "paired"]


@dataclass(frozen=True)
class Gate:
    """How a model and constant shares predict hidden votes of a state in a window.

    Attributes
    ----------
    state : str
    window : Window
    bits : float
        Of the model, per hidden vote; NaN without votes.
    bits_constant : float
        Of the state's shares of yes, abstain and no in the window.
    bits_last : float
        As on its last vote on the text, else the shares.
    difference, se : float
        Model less constant shares, and its standard error over roll calls.
    n_votes : int
        Votes hidden, each once.
    n_alone : int
        Of these, such as nobody else cast on the text: no model learns them from others.
    difference_others : float
        Model less constant shares on the votes that are not of that kind; NaN without any.
    folds : int

    Examples
    --------
    >>> from analysis.rollcalls.window import as_window
    >>> window = as_window(("2025-01-20", "2025-12-31"))
    >>> gate = Gate("USA", window, 0.9, 0.6, 0.7, 0.3, 0.05, 550, 120, 0.01, 10)
    >>> gate.describes
    False
    >>> print(gate.sentence())
    To the model hidden votes of the United States in the window 2025-01-20 to 2025-12-31 were as
    unexpected as 1 vote in 1.9 on average, and to constant shares of yes, abstention and no as 1
    in 1.5 (n = 550, 120 of them cast alone; on the others it did worse): the model does not
    describe this state in this window.
    """

    state: str
    window: Window
    bits: float
    bits_constant: float
    bits_last: float
    difference: float
    se: float
    n_votes: int
    n_alone: int
    difference_others: float
    folds: int

    @property
    def describes(self) -> bool:
        """Whether the model has fewer bits than constant shares; not, without votes."""
        return self.n_votes > 0 and self.difference < 0

    def sentence(self) -> str:
        """Say what was found."""
        whose = f"{in_sentence(self.state)} in the window {self.window}"
        if not self.n_votes:
            return f"There is no vote of {whose} by which the model could be judged."
        by_line, by_shares = apart(2**self.bits, 2**self.bits_constant)
        verdict = "describes" if self.describes else "does not describe"
        alone = ""
        if self.n_alone:
            alone = f", {self.n_alone:,} of them cast alone"
        if self.n_alone and not math.isnan(self.difference_others):
            alone += f"; on the others it did {'better' if self.difference_others < 0 else 'worse'}"
        return (
            f"To the model hidden votes of {whose} were as unexpected as 1 vote in "
            f"{by_line} on average, and to constant shares of yes, abstention and no as "
            f"1 in {by_shares} (n = {self.n_votes:,}{alone}): "
            f"the model {verdict} this state in this window."
        )


def paired(first: npt.ArrayLike, second: npt.ArrayLike, call: npt.ArrayLike) -> tuple[float, float]:
    """Return the mean of first less second and its standard error, each roll call a cluster.

    Parameters
    ----------
    first, second : array-like, shape (n,)
        Bits of the same votes.
    call : array-like, shape (n,)

    Returns
    -------
    float, float
        The error is NaN for a single roll call; both are NaN without votes.

    Examples
    --------
    >>> mean, se = paired([1.0, 2.0, 3.0], [1.1, 2.2, 3.3], [0, 1, 2])
    >>> round(mean, 3), round(se, 4)
    (-0.2, 0.0577)
    """
    gap = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    if not gap.size:
        return float("nan"), float("nan")
    mean = float(gap.mean())
    sums = pd.Series(gap - mean).groupby(np.asarray(call)).sum().to_numpy() / gap.size
    n = len(sums)
    return mean, float(np.sqrt(n / (n - 1) * (sums**2).sum())) if n > 1 else float("nan")


def gates_of(
    refit: Refit,
    rollcalls: RollCalls,
    ballots: Ballots,
    targets: Sequence[Target],
    folds: int = FOLDS,
    seed: int = SEED,
) -> tuple[Gate, ...]:
    """Try a model on hidden votes of states in windows; a gate for each, in order.

    Each is tried in fits of its own, so that it has one number, whatever else is asked.

    Parameters
    ----------
    refit, rollcalls, ballots, targets, folds, seed
        As of `analysis.idealpoints.prediction.hidden.hidden_bits`.
    """
    return tuple(
        gate_from(hidden_bits(refit, rollcalls, ballots, [target], folds, seed), target, folds)
        for target in targets
    )


def gate_from(own: pd.DataFrame, target: Target, folds: int) -> Gate:
    """Make a gate of the rows of one target."""
    difference, se = paired(own["model"], own["constant"], own["call"])
    others = own[~own["alone"].astype(bool)]
    model, constant, last = (
        float(own[c].astype(float).mean()) for c in ("model", "constant", "last")
    )
    return Gate(
        target.state,
        target.window,
        model,
        constant,
        last,
        difference,
        se,
        len(own),
        len(own) - len(others),
        paired(others["model"], others["constant"], others["call"])[0],
        folds,
    )
