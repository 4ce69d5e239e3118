"""What the distance between allies and rival lets the gap between them be.

On one roll call a state's agreement with an ally minus that with the rival is at most the distance
of the two, |a - r| / 2 (the triangle inequality). When allies and rival draw together, the gap must
narrow whatever the state does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.group import member_votes
from analysis.agreement.means import mean_defined
from analysis.estimate import Estimate
from analysis.inference import ratio
from analysis.rollcalls import RollCalls
from analysis.shift.counted.compare import Asked, compared
from analysis.shift.counted.frame import counted
from analysis.shift.design import Design
from analysis.shift.methods.scores import partner_in_words, vote_scores
from analysis.shift.quantities import allies
from analysis.study import WINDOWS, Study

__all__ = ["DESIGN", "bound", "gap_and_bound"]

Floats = npt.NDArray[np.float64]

#: Name of each quantity, its words, and its place among the sums of an ally.
ASKED = {
    "gap": "agreement{of} with {partner}, on the texts on which all three voted",
    "bound": "distance between the allies{of} and the rival, the most that the gap could be",
    "used": "the gap{of} as a share of the most that it could be",
}


def gap_and_bound(rollcalls: RollCalls, study: Study) -> Floats:
    """Compute gap and bound on each roll call, for each ally.

    Returns
    -------
    ndarray of float, shape (n_calls, n_allies, 3)
        Agreement with the ally minus that with the rival, the distance between ally and rival,
        and 1; zeros where one of the three cast no vote.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 2], [1, 1], [3, 3]], states=["USA", "GBR", "RUS"])
    >>> gap_and_bound(rc, Study())[:, 0].tolist()
    [[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]
    """
    own, rival = rollcalls.of(study.country), rollcalls.of(study.rival)
    group, _ = member_votes(rollcalls, study.country, allies(study))
    gap = vote_scores(own, group) - vote_scores(own, rival)
    apart = np.where(np.isnan(gap), np.nan, 1.0 - vote_scores(group, rival))
    parts = np.stack([gap, apart, np.ones_like(gap)], axis=-1)
    return np.nan_to_num(np.where(np.isnan(gap)[..., None], 0.0, parts)).transpose(1, 0, 2)


def bound(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Set the gap between allies and rival beside what it could be at most, in each window.

    Returns
    -------
    list of Estimate
        ``bound.<gap, bound or used>.<window>`` and ``....change.<baseline>``: means over allies
        of means over the roll calls on whole texts. The table has windows and years.

    Raises
    ------
    UsageError
        If a state or an alliance is unknown, or no ally is in the record.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 2], [1, 1], [3, 3]], states=["USA", "GBR", "RUS"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> [(e.name, e.estimate) for e in bound(rc, Study()) if e.name.endswith("after")]
    [('bound.gap.after', 0.0), ('bound.bound.after', 1.0), ('bound.used.after', 0.0)]
    """
    frame = counted(rollcalls, study)
    values = gap_and_bound(frame.rollcalls, study)
    days = {key: frame.days(values, key) for key in WINDOWS}
    rows = []
    for who, held in frame.groups():
        total = values[held].sum(axis=0)
        if total.any():
            found = [float(_statistic(name)(total)) for name in ASKED]
            rows.append([*who, int(_size(total)), *found])
    columns = ["by", "window", "name", "year", "kind", "calls", *ASKED]
    table = pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})
    out: list[Estimate] = []
    for name, words in ASKED.items():
        asked = Asked(
            f"bound.{name}",
            words,
            name,
            _statistic(name),
            _size,
            unit="roll calls",
            kind="level",
            partner="allies-rival",
            partner_name=partner_in_words(study, "allies-rival"),
        )
        out += compared(asked, days, frame, table)
    return out


def _statistic(name: str) -> Callable[[Floats], Floats]:
    def value(total: Floats) -> Floats:
        gap, most = (np.asarray(mean_defined(ratio(k)(total))) for k in (0, 1))
        if name == "used":
            return ratio(0)(np.stack([gap, np.nan_to_num(most)], axis=-1))
        return gap if name == "gap" else most

    return value


def _size(total: Floats) -> Floats:
    return np.asarray(total[..., 2].max(axis=-1))


DESIGN = Design("bound", bound, in_table=False)
