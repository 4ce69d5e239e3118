"""A number in each of the three windows, and its change against both baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.estimate import Estimate, Quantity
from analysis.inference import jackknife_change, jackknife_level
from analysis.record.states import in_sentence
from analysis.shift.baselines import BASELINES
from analysis.shift.counted.frame import Counted
from analysis.study import WINDOWS

__all__ = ["Asked", "compared", "stands"]

Floats = npt.NDArray[np.float64]
#: From sums of shape (..., *sums of a day) to numbers of shape (...).
Statistic = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Asked:
    """What is asked of each window.

    Attributes
    ----------
    name : str
        Of the estimates, before ``.<window>`` and ``.change.<baseline>``.
    words : str
        What it is, as it stands in a sentence, with places as in `Quantity.form`; no "change".
    measure : str
        Name of the measure, for programs.
    statistic : callable
        From sums over days, shape (..., *sums of a day), to numbers, shape (...); NaN where one
        is not defined.
    size : callable
        From the same to how many they rest on.
    unit : str
        What `size` counts.
    kind : {"share", "level"}
    partner, partner_name : str
    part : str
        Which part of the roll calls, such as ``whole``.
    digits : int
    shares : bool or callable, optional
        As `share` of `analysis.inference.jackknife_change`; default is whether `kind` is a share.
    intervals : bool
        Whether levels have an interval; what is counted has none.
    """

    name: str
    words: str
    measure: str
    statistic: Statistic
    size: Statistic
    unit: str = "votes"
    kind: str = "share"
    partner: str = ""
    partner_name: str = ""
    part: str = "whole"
    digits: int = 2
    shares: bool | Statistic | None = None
    intervals: bool = False

    @property
    def share(self) -> bool | Statistic:
        """What its error has a vote more for."""
        return self.kind == "share" if self.shares is None else self.shares


def compared(
    asked: Asked,
    days: Mapping[str, Floats],
    frame: Counted,
    table: pd.DataFrame,
    about: Mapping[str, Mapping[str, object]] | None = None,
) -> list[Estimate]:
    """Make the estimates of a quantity: its levels, then its changes against both baselines.

    Parameters
    ----------
    asked : Asked
    days : mapping of window to ndarray of float, shape (n_days, ...)
        Sums of each day, which add up; a window that is missing has no number.
    frame : Counted
    table : DataFrame
        Stands behind all of them.
    about : mapping of window to mapping, optional
        Further details of the levels.

    Returns
    -------
    list of Estimate
        Named ``<name>.after``, ``.before``, ``.earlier`` (those that have a number), then
        ``<name>.change.before`` and ``.change.earlier`` (those with a number on both sides).
        ``details`` of a level: ``window``, ``window_name``, ``first``, ``last``, ``days`` and
        what `about` says. Of a change: ``baseline``, ``baseline_name``, ``level_after``,
        ``level_baseline``, ``n_after``, ``n_baseline``, ``directions`` (by baseline: up, down,
        unclear, missing) and ``stands`` (see `stands`).
    """
    quantity = Quantity(
        asked.kind,
        asked.measure,
        frame.study.country,
        asked.partner,
        asked.part,
        asked.words,
        in_sentence(frame.study.country),
        asked.partner_name,
        asked.digits,
    )
    found: dict[str, Estimate] = {}
    for key in WINDOWS:
        held = days.get(key)
        if held is None or not len(held):
            continue
        value, size = (float(f(held.sum(axis=0))) for f in (asked.statistic, asked.size))
        if np.isnan(value):
            continue
        found[key] = _level(asked, quantity, key, held, value, int(size), frame, table)
    changes = [
        _change(asked, quantity, key, days, found, frame, table)
        for key in BASELINES
        if key in found and "after" in found
    ]
    ways = {
        key: next((e.direction for e in changes if e.details["baseline"] == key), "missing")
        for key in BASELINES
    }
    said = {"directions": ways, "stands": stands(ways["before"], ways["earlier"])}
    levels = [
        replace(e, details={**e.details, **(about or {}).get(key, {})}) for key, e in found.items()
    ]
    return [*levels, *(replace(e, details={**e.details, **said}) for e in changes)]


def stands(before: str, earlier: str) -> str:
    """Say against which baselines a change exists.

    Parameters
    ----------
    before, earlier : {"up", "down", "unclear", "missing"}

    Returns
    -------
    {"both", "before only", "earlier only", "opposite", "neither", "missing"}
        ``missing`` if either baseline has no number.

    Examples
    --------
    >>> stands("up", "up"), stands("up", "unclear"), stands("up", "down"), stands("up", "missing")
    ('both', 'before only', 'opposite', 'missing')
    """
    if "missing" in (before, earlier):
        return "missing"
    clear = [way != "unclear" for way in (before, earlier)]
    if all(clear):
        return "both" if before == earlier else "opposite"
    return "before only" if clear[0] else "earlier only" if clear[1] else "neither"


def _level(
    asked: Asked,
    quantity: Quantity,
    key: str,
    held: Floats,
    value: float,
    size: int,
    frame: Counted,
    table: pd.DataFrame,
) -> Estimate:
    window = frame.window(key)
    dates = frame.calls.loc[frame.mask(key, asked.part), "date"]
    given: dict[str, Any] = {"estimate": value}
    method = "counted"
    if asked.intervals:
        found = jackknife_level(
            held,
            asked.statistic,
            frame.study.level,
            sizes=asked.size(held),
            vectorised=True,
            share=asked.share,
        )
        # That a share is not zero is no finding: a level has an interval and no p-value.
        given, method = found.fields() | {"p_value": None}, found.said()
    return Estimate(
        f"{asked.name}.{key}",
        f"{quantity.words()}, {window.label(frame.last)}",
        level=frame.study.level,
        n=size,
        unit=asked.unit,
        method=method,
        rests_on=f"{len(dates)} roll calls of the General Assembly, "
        f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}",
        table=table,
        quantity=quantity,
        details={
            "window": key,
            "window_name": window.name,
            "first": str(window.window.first),
            "last": min(str(window.window.last), str(frame.last)),
            "days": len(held),
        },
        **given,
    )


def _change(
    asked: Asked,
    quantity: Quantity,
    key: str,
    days: Mapping[str, Floats],
    levels: Mapping[str, Estimate],
    frame: Counted,
    table: pd.DataFrame,
) -> Estimate:
    before, after = levels[key], levels["after"]
    window = frame.window(key)
    one, two = days[key], days["after"]
    found = jackknife_change(
        one,
        two,
        asked.statistic,
        frame.study.level,
        sizes=(asked.size(one), asked.size(two)),
        vectorised=True,
        share=asked.share,
    )
    whose = replace(quantity, kind="change", form=f"change in {asked.words}")
    label = window.label(frame.last)
    return Estimate(
        f"{asked.name}.change.{key}",
        f"{whose.words()} against {label}",
        level=frame.study.level,
        n=after.n + before.n,
        unit=asked.unit,
        method=found.said(),
        rests_on=f"{after.rests_on}; and {before.rests_on}",
        comparison=label,
        assumptions=("days are independent of each other",) if found.has_error else (),
        table=table,
        quantity=replace(whose, digits=asked.digits),
        details={
            "baseline": key,
            "baseline_name": window.name,
            "level_after": after.estimate,
            "level_baseline": before.estimate,
            "n_after": after.n,
            "n_baseline": before.n,
        },
        **found.fields(),
    )
