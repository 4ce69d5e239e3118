"""The change of every state's agreement with the rival, each with an error of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.agreement.windows import window_masks
from analysis.inference import days_of, errors_of_many
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import study_windows
from analysis.study import Study

__all__ = ["state_changes"]


def state_changes(
    rollcalls: RollCalls, study: Study, index: str = "kappa", least: int = 3
) -> pd.DataFrame:
    """Compute, for every state, the change in its agreement with the rival, and its error.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    index : str
    least : int
        Roll calls in common that both windows must have; else the change is NaN.

    Returns
    -------
    DataFrame
        Indexed by state code, without the rival itself: ``change`` (after less before), ``error``
        (`analysis.inference.errors_of_many`; NaN where there is none), ``n_before, n_after``.

    Raises
    ------
    UsageError
        If a window holds no roll calls, or the rival or the index is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 3, 3]], states=["USA", "RUS"])
    >>> study = Study(before="2000-01-01", event="2000-01-03", until="2001-01-01")
    >>> state_changes(rc, study, "ordinal", least=1)["change"].to_dict()
    {'USA': 0.5}
    """
    rows = np.array([i for i, s in enumerate(rollcalls.states.index) if s != study.rival])
    rival = rollcalls.of(study.rival)
    two = []
    for mask in window_masks(rollcalls, *study_windows(study)):
        days = days_of(rollcalls.calls[mask])
        own = rollcalls.votes[rows][:, mask]
        tables = block_tables(rival[mask], own, days, int(days.max()) + 1)
        two.append(tables.swapaxes(-1, -2))  # rows are the state's votes
    n = [t.sum(axis=(2, 3)) for t in two]
    compute = index_named(index)
    change, error = errors_of_many(two[0], two[1], compute, (n[0], n[1]), compute.is_mean)
    found = pd.DataFrame(
        {
            "change": change,
            "error": error,
            "n_before": n[0].sum(axis=0).astype(int),
            "n_after": n[1].sum(axis=0).astype(int),
        },
        index=pd.Index(rollcalls.states.index[rows], name="state"),
    )
    few = found[["n_before", "n_after"]].min(axis=1) < least
    found.loc[few, ["change", "error"]] = np.nan
    return found
