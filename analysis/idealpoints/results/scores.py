"""How well predicted votes meet those cast, with intervals over roll calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from analysis.estimate import Estimate
from analysis.idealpoints.results.intervals import LEVEL

__all__ = ["Scores", "difference"]

CLUSTERED = (
    "standard error over roll calls, each a cluster (linearised ratio of sums), interval by "
    "Student's t; the ideal points and items are held fixed"
)


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of predicted votes.

    Attributes
    ----------
    log_loss : Estimate
        Mean of −log2 of the probability of the vote cast: bits per vote. Three equal chances
        have 1.58.
    correct : Estimate
        Share of votes whose most probable kind was cast.
    gmp : Estimate
        Geometric mean probability, 2 to the power of minus the log-loss.
    pre : Estimate
        Proportional reduction in error against the modal vote of each roll call, over all
        roll calls (Poole's aggregate): 1 less errors by errors of the mode. NaN where the mode
        makes no error.
    n : int
        Votes scored.
    n_no_point, n_no_item : int
        Votes left out since their state-period is not fitted; or only their item.
    table : DataFrame, one row per roll call
        Columns ``call, n, bits, correct, modal_correct``, all sums over votes.
    """

    log_loss: Estimate
    correct: Estimate
    gmp: Estimate
    pre: Estimate
    n: int
    n_no_point: int
    n_no_item: int
    table: pd.DataFrame

    @classmethod
    def of_votes(
        cls, votes: pd.DataFrame, n_no_point: int = 0, n_no_item: int = 0, rests_on: str = ""
    ) -> Scores:
        """Make scores from one row per vote.

        Parameters
        ----------
        votes : DataFrame
            Columns ``call, bits, correct, modal_correct``.
        n_no_point, n_no_item : int
        rests_on : str

        Examples
        --------
        >>> votes = pd.DataFrame({"call": [0, 0, 1, 1], "bits": [1.0, 1.0, 2.0, 0.0],
        ...     "correct": [True, True, False, True], "modal_correct": [True, False, False, True]})
        >>> scores = Scores.of_votes(votes)
        >>> scores.log_loss.estimate, scores.correct.estimate, scores.gmp.estimate
        (1.0, 0.75, 0.5)
        >>> scores.pre.estimate
        0.5
        """
        table = votes.assign(n=1).groupby("call", as_index=False).sum()
        table = table[["call", "n", "bits", "correct", "modal_correct"]]
        errors, modal = table["n"] - table["correct"], table["n"] - table["modal_correct"]
        left = n_no_point + n_no_item
        about: dict[str, Any] = {
            "rests_on": rests_on + (f"; {left:,} votes could not be scored" if left else "")
        }
        bits, bits_se = _ratio(table["bits"], table["n"])
        right, right_se = _ratio(table["correct"], table["n"])
        error, error_se = _ratio(errors, modal)
        n, calls = len(votes), len(table)
        log_loss = _estimate(
            "log_loss", "log-loss in bits per vote", bits, bits_se, n, calls, about
        )
        low, high = log_loss.low, log_loss.high
        gmp = Estimate(
            "gmp",
            "geometric mean probability of the votes cast",
            2.0**-bits,
            low=None if high is None else 2.0**-high,
            high=None if low is None else 2.0**-low,
            level=LEVEL,
            se=bits_se if bits_se is None else float(np.log(2) * 2.0**-bits * bits_se),
            n=n,
            unit="votes",
            method=CLUSTERED,
            comparison="1/3 if every kind of vote were as likely",
            **about,
        )
        return cls(
            log_loss,
            _estimate("correct", "share of votes predicted", right, right_se, n, calls, about),
            gmp,
            _estimate(
                "pre",
                "proportional reduction in error",
                1 - error,
                error_se,
                n,
                calls,
                about | {"comparison": "the modal vote of each roll call"},
            ),
            n,
            n_no_point,
            n_no_item,
            table,
        )

    def __repr__(self) -> str:
        return (
            f"<Scores: {self.n:,} votes, {self.log_loss.estimate:.3f} bits a vote, "
            f"{self.correct.estimate:.1%} correct, PRE {self.pre.estimate:.2f}, "
            f"{self.n_no_point + self.n_no_item:,} votes left out>"
        )


def difference(scores: Scores, base: Scores) -> tuple[float, float]:
    """Return by how many bits a vote one set of scores is below another, and its standard error.

    Both are of the same votes; each roll call is a cluster.

    Parameters
    ----------
    scores, base : Scores

    Returns
    -------
    float, float

    Examples
    --------
    >>> votes = pd.DataFrame({"call": [0, 1, 2], "bits": [1.0, 2.0, 3.0], "correct": True,
    ...                       "modal_correct": True})
    >>> better = votes.assign(bits=votes["bits"] - [0.1, 0.2, 0.3])
    >>> saved, se = difference(Scores.of_votes(better), Scores.of_votes(votes))
    >>> round(saved, 3), round(se, 4)
    (-0.2, 0.0577)
    """
    both = scores.table.merge(base.table, on="call", suffixes=("", "_base"))
    gap = (both["bits"] - both["bits_base"]).to_numpy(dtype=float)
    n = both["n"].to_numpy(dtype=float)
    mean = gap.sum() / n.sum()
    residual = (gap - mean * n) / n.sum()
    clusters = len(both)
    return float(mean), float(np.sqrt(clusters / (clusters - 1) * (residual**2).sum()))


def _ratio(above: pd.Series, below: pd.Series) -> tuple[float, float | None]:
    """Return a ratio of sums over clusters and its standard error, linearised."""
    whole, n = float(below.sum()), len(below)
    if whole == 0:
        return float("nan"), None
    ratio = float(above.sum()) / whole
    if n < 2:
        return ratio, None
    residual = (above - ratio * below).to_numpy(dtype=float) / whole
    return ratio, float(np.sqrt(n / (n - 1) * (residual**2).sum()))


def _estimate(
    name: str,
    estimand: str,
    value: float,
    se: float | None,
    n: int,
    clusters: int,
    about: dict[str, Any],
) -> Estimate:
    reach = None if se is None else float(student.ppf(0.5 + LEVEL / 2, clusters - 1)) * se
    return Estimate(
        name,
        estimand,
        value,
        low=None if reach is None else value - reach,
        high=None if reach is None else value + reach,
        level=LEVEL,
        se=se,
        n=n,
        unit="votes",
        method=CLUSTERED,
        **about,
    )
