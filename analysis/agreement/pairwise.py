"""Agreement of all pairs of states in all periods, by matrix algebra."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import joint_counts
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.record.states import find_voter, state_name
from analysis.rollcalls import RollCalls
from analysis.rollcalls.periods import Grouping

__all__ = ["Agreement", "pairwise"]


@dataclass(frozen=True, eq=False)
class Agreement:
    """One index of agreement for every pair of states and period.

    Attributes
    ----------
    index : str
        Name of the index (`analysis.agreement.indices.INDICES`).
    periods : tuple, length n_periods
        Labels in order of time; periods without roll calls are not among them.
    states : tuple of str, length n_states
    values : ndarray of float, shape (n_periods, n_states, n_states)
        NaN where the index is undefined.
    n : ndarray of int32, same shape
        Roll calls on which both states cast a vote.
    rests_on : str
        Which roll calls, in words.
    """

    index: str
    periods: tuple[object, ...]
    states: tuple[str, ...]
    values: npt.NDArray[np.float64] = field(repr=False)
    n: npt.NDArray[np.int32] = field(repr=False)
    rests_on: str = ""

    def row(self, state: str) -> int:
        """Return the row of a state.

        Raises
        ------
        UsageError
            If the state is unknown.
        """
        if state in self.states:
            return self.states.index(state)
        found = find_voter(state, {s: state_name(s) for s in self.states})
        if found is None:
            raise UsageError(f"unknown state {state!r}", "agreement", "use a code from `states`")
        return self.states.index(found)

    def pair(self, a: str, b: str) -> pd.DataFrame:
        """Return the series of one pair: columns ``period, value, n``, one row per period."""
        i, j = self.row(a), self.row(b)
        return pd.DataFrame(
            {"period": list(self.periods), "value": self.values[:, i, j], "n": self.n[:, i, j]}
        )

    def of(self, state: str) -> pd.DataFrame:
        """Return one state's agreement with every other: periods by states."""
        columns = pd.Index(self.states, name="state")
        rows = pd.Index(list(self.periods), name="period")
        frame = pd.DataFrame(self.values[:, self.row(state)], index=rows, columns=columns)
        return frame.drop(columns=state)

    def at(self, period: object) -> pd.DataFrame:
        """Return one period's matrix: states by states.

        Raises
        ------
        UsageError
            If the period is not there.
        """
        if period not in self.periods:
            raise UsageError(f"unknown period {period!r}", "period", "use one of `periods`")
        names = list(self.states)
        return pd.DataFrame(self.values[self.periods.index(period)], index=names, columns=names)

    def frame(self) -> pd.DataFrame:
        """Return all pairs as a tidy table.

        Returns
        -------
        DataFrame
            Columns ``period, a, b, value, n``; each pair once, in the order of `states`;
            pairs that never met on a roll call in the period are left out, pairs that did
            and whose index is undefined are not.
        """
        upper = np.triu(np.ones((len(self.states),) * 2, dtype=bool), 1)
        p, i, j = np.nonzero(upper & (self.n > 0))
        states = pd.Index(self.states)
        return pd.DataFrame(
            {
                "period": pd.Series(list(self.periods)).take(p).array,
                "a": pd.Categorical.from_codes(i, states),
                "b": pd.Categorical.from_codes(j, states),
                "value": self.values[p, i, j],
                "n": self.n[p, i, j],
            }
        )


def pairwise(rollcalls: RollCalls, index: str = "kappa", by: Grouping = "year") -> Agreement:
    """Compute one index for all pairs of states in each period.

    Parameters
    ----------
    rollcalls : RollCalls
    index : {"ordinal", "identical", "s", "kappa", "pi", "alpha"}
        See `analysis.agreement.indices`; weights and metric are the defaults there.
    by : {"year", "month", "session", "all"} or sequence of dates
        See `analysis.rollcalls.periods`.

    Returns
    -------
    Agreement
        Intervals are for pairs that a reader looks at: see `pair_series`.

    Raises
    ------
    UsageError
        If the index or the grouping is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 1], [1, 3, 2, 8]], states=["USA", "GBR"])
    >>> pairwise(rc, "ordinal").pair("USA", "GBR")
       period     value  n
    0    2000  0.833333  3
    """
    rollcalls = rollcalls.whole()
    compute = index_named(index)
    shape = (rollcalls.n_states, rollcalls.n_states)
    labels: list[object] = []
    values: list[npt.NDArray[np.float64]] = []
    n: list[npt.NDArray[np.int32]] = []
    for label, inside in rollcalls.masks(by):
        counts = joint_counts(np.ascontiguousarray(rollcalls.votes[:, inside]))
        labels.append(label)
        values.append(compute(counts))
        n.append(counts.sum(axis=(-2, -1)).astype(np.int32))
    return Agreement(
        index,
        tuple(labels),
        tuple(rollcalls.states.index),
        np.array(values, dtype=np.float64).reshape(-1, *shape),
        np.array(n, dtype=np.int32).reshape(-1, *shape),
        rollcalls.rests_on(),
    )
