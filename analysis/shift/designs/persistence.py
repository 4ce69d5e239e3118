"""Persistence: an episode or a regime? The same quantities month by month after the event.

Each month after the event is set beside the same calendar month of the years before, since the
agenda follows the calendar, and beside the whole range of months before. Whether a change lasts
can only be read off months; where they are too few, nothing is concluded.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.agreement import headlines, index_names, pair_series, with_group
from analysis.agreement.windows import window_masks
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls
from analysis.shift.design import Design
from analysis.shift.methods.scores import quantity_with
from analysis.shift.quantities import allies, study_windows
from analysis.study import Study

__all__ = ["DESIGN", "MIN_CALLS", "MIN_MONTHS", "monthly", "pattern", "persistence"]

#: Roll calls that a month needs to count, and months that a conclusion needs.
MIN_CALLS, MIN_MONTHS = 5, 6
DIFFERENCE = "allies-rival"
#: Last months looked at for a return to the earlier range.
LAST = 3


def monthly(rollcalls: RollCalls, study: Study, index: str = "ordinal") -> pd.DataFrame:
    """Compute agreement with rival and allies for every month of the study.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    index : str
        A name from `analysis.agreement.indices.INDICES`.

    Returns
    -------
    DataFrame
        Columns ``month`` (``2025-02``), ``after`` (bool), ``partner`` (rival's code, ``allies``,
        ``allies-rival``), ``value``, ``n``. The month of the event is cut at it. ``n`` of the
        difference is the smaller of the two.

    Raises
    ------
    UsageError
        If a window has no roll calls, or a state, alliance or index is unknown.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 2], [3, 3]], states=["USA", "GBR", "RUS"],
    ...                           dates=["2024-03-01", "2025-03-01"])
    >>> monthly(rc, Study())[["month", "after", "partner", "value"]].values.tolist()[:2]
    [['2024-03', False, 'RUS', 0.0], ['2024-03', False, 'allies', 1.0]]
    """
    part = rollcalls.select(body="GA")
    frames = []
    for after, mask in enumerate(window_masks(part, *study_windows(study))):
        window = part.take(mask)
        rival = pair_series(window, study.country, study.rival, "month", [index], intervals=False)
        group = with_group(window, study.country, allies(study), "month", [index], intervals=False)
        both = rival.merge(group, on="period", suffixes=("", "_allies"))
        both[f"value_{DIFFERENCE}"] = both["value_allies"] - both["value"]
        both[f"n_{DIFFERENCE}"] = both[["n", "n_allies"]].min(axis=1)
        ends = {study.rival: "", "allies": "_allies", DIFFERENCE: f"_{DIFFERENCE}"}
        for partner, end in ends.items():
            frames.append(
                pd.DataFrame(
                    {
                        "month": both["period"].astype("str"),
                        "after": bool(after),
                        "partner": partner,
                        "value": both[f"value{end}"],
                        "n": both[f"n{end}"],
                    }
                )
            )
    order = {p: k for k, p in enumerate((study.rival, "allies", DIFFERENCE))}
    out = pd.concat(frames, ignore_index=True)
    keys = out.assign(order=out["partner"].map(order))
    return out.loc[keys.sort_values(["month", "after", "order"]).index].reset_index(drop=True)


def pattern(side: pd.Series) -> str:
    """Say what a run of months looks like.

    Parameters
    ----------
    side : Series of int
        In order of time: 1 above the range of months before, -1 below it, 0 within.

    Returns
    -------
    str
        ``"too few months"`` below `MIN_MONTHS`; ``"within"``: none outside; ``"lasting"``: at
        least two in three outside on one side, the last among them; ``"passing"``: some outside,
        none of the last three; else ``"mixed"``.

    Examples
    --------
    >>> [pattern(pd.Series(s)) for s in ([1] * 6, [-1, 0, 0, 0, 0, 0], [0] * 6, [1] * 5)]
    ['lasting', 'passing', 'within', 'too few months']
    """
    if len(side) < MIN_MONTHS:
        return "too few months"
    if not side.any():
        return "within"
    if not side.iloc[-LAST:].any():
        return "passing"
    main = side.iloc[-1]
    if main != 0 and (side == main).mean() >= 2 / 3:
        return "lasting"
    return "mixed"


def persistence(rollcalls: RollCalls, study: Study) -> list[Estimate]:
    """Count the months after the event that lie outside the range of those before.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study

    Returns
    -------
    list of Estimate
        Names ``persistence.<index>.<partner>`` for the headline indices, and rival, allies and
        allies less rival. `estimate` is the share of months after, of those with at least
        `MIN_CALLS` roll calls, that lie outside the range of all such months before; `n` counts
        them; NaN without any. No interval and no p-value: months are few and hang together.
        The table has a row for each month after: ``month, value, n, same_months`` (values of
        the same month in the years before, from ``same_low`` to ``same_high``), ``low, high``
        (range of all months before, ``months_before`` of them), ``counts`` (whether it has
        enough roll calls), ``side``.
        ``details["pattern"]`` is what `pattern` says, or that the months before are too few.

    Raises
    ------
    UsageError
        As in `monthly`.

    Examples
    --------
    >>> votes = np.ones((3, 24), dtype=int)
    >>> votes[2, :12] = 3
    >>> days = [f"{y}-03-{d:02d}" for y in (2024, 2025) for d in range(1, 13)]
    >>> rc = RollCalls.from_votes(votes, states=["USA", "GBR", "RUS"], dates=days)
    >>> e = persistence(rc, Study())[0]
    >>> e.name, e.estimate, e.n, e.details["pattern"]
    ('persistence.ordinal.RUS', 1.0, 1, 'too few months before')
    """
    part = rollcalls.select(body="GA")
    rests_on = part.select(start=study.before, end=study.until).rests_on()
    out = []
    for index in index_names(headlines()):
        months = monthly(part, study, index)
        for partner in (study.rival, "allies", DIFFERENCE):
            table = _against_before(months[months["partner"] == partner])
            counted = table[table["counts"]]
            before = months[~months["after"] & (months["partner"] == partner)]
            n_before = int((_enough(before)).sum())
            outside = counted["side"] != 0
            said = pattern(counted["side"])
            if n_before < MIN_MONTHS:
                said = "too few months before" if n_before else "no month before to compare with"
            same = counted["same_months"].gt(0)
            beyond = counted["value"].lt(counted["same_low"]) | counted["value"].gt(
                counted["same_high"]
            )
            quantity = quantity_with(
                study,
                partner,
                f"share of months since the event in which agreement ({index}){{of}} with "
                "{partner} lies outside the range of the months before",
                index,
                "share",
            )
            out.append(
                Estimate(
                    f"persistence.{index}.{partner}",
                    quantity.words(),
                    float(outside.mean()) if len(counted) and n_before else float("nan"),
                    level=study.level,
                    n=len(counted),
                    unit="months",
                    method=f"{int(outside.sum())} of {len(counted)} months with at least "
                    f"{MIN_CALLS} roll calls lie outside the range of {n_before} months before "
                    f"(2 / (n + 1) = {min(1.0, 2 / (n_before + 1)):.0%} would if nothing had "
                    "changed); "
                    f"{int((same & beyond).sum())} of the {int(same.sum())} that have the same "
                    f"month in an earlier year lie outside its range; {len(table) - len(counted)} "
                    f"months with fewer roll calls are left out: {said}",
                    rests_on=rests_on,
                    comparison=f"{n_before} months from {study.before} to the day before the event",
                    assumptions=(
                        "months of voting before the event show the ordinary range",
                        f"an episode or a regime is not concluded from fewer than {MIN_MONTHS} "
                        "months",
                    ),
                    table=table,
                    quantity=quantity,
                    details={"pattern": said},
                )
            )
    return out


def _enough(months: pd.DataFrame) -> pd.Series:
    return (months["n"] >= MIN_CALLS) & months["value"].notna()


def _against_before(months: pd.DataFrame) -> pd.DataFrame:
    """Set each month after beside the same month before, and the range of all before."""
    before = months[~months["after"] & _enough(months)]
    after = months[months["after"]].copy()
    calendar = before.groupby(before["month"].str[-2:])["value"]
    key = after["month"].str[-2:]
    after["same_months"] = key.map(calendar.size()).fillna(0).astype(int)
    after["same_low"], after["same_high"] = key.map(calendar.min()), key.map(calendar.max())
    low, high = before["value"].min(), before["value"].max()
    after["low"], after["high"], after["months_before"] = low, high, len(before)
    after["counts"] = _enough(after)
    after["side"] = np.where(after["value"] > high, 1, np.where(after["value"] < low, -1, 0))
    columns = ["month", "value", "n", "same_months", "same_low", "same_high", "low", "high"]
    return after[[*columns, "months_before", "counts", "side"]].reset_index(drop=True)


DESIGN = Design("persistence", persistence)
