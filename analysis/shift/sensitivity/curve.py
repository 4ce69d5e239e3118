"""Values of all specifications, as observed and with days of voting dealt anew to the dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import block_tables
from analysis.agreement.indices import index_named
from analysis.agreement.means import mean_defined
from analysis.inference import days_of
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.sensitivity.choices import (
    CHOICES,
    Before,
    adopted,
    befores,
    restrictions,
)
from analysis.study import Study

__all__ = ["Curve", "curve_of"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Days of voting, and roll calls in common, that a window needs for a specification to count.
LEAST_DAYS, LEAST_CALLS = 3, 10


@dataclass(frozen=True, eq=False)
class Curve:
    """Values of the specifications.

    Attributes
    ----------
    rows : list of dict
        The choices, ``estimate, n_before, n_after``.
    dealt : ndarray, shape (n_specifications, n_deals)
        The same with days dealt anew.
    passed_over : int
        Specifications in which a window has too few days or roll calls.
    """

    rows: list[dict[str, object]]
    dealt: Floats
    passed_over: int


def curve_of(
    part: RollCalls,
    groups: Mapping[str, npt.NDArray[np.int8]],
    short: Mask,
    study: Study,
    outcome: str,
    indices: Sequence[str],
    years: Sequence[int],
    draws: int,
    resolutions: Resolutions | None = None,
) -> Curve:
    """Compute the change under every combination of choices.

    Parameters
    ----------
    part : RollCalls
    groups : mapping of str to ndarray, shape (n_members, n_calls)
        From `analysis.shift.sensitivity.choices.groups_of`.
    short : ndarray of bool, shape (n_calls,)
        From `analysis.shift.sensitivity.choices.linked_since`.
    study : Study
    outcome : {"rival", "allies-rival"}
    indices : sequence of str
    years : sequence of int
    draws : int
    resolutions : Resolutions, optional
        With them, whole texts are counted once more with adoptions without a vote entered as
        agreement. Their number in a window is what it is in every deal.
    """
    windows = befores(study, years)
    first = min(b.start for b in windows)
    reached = part.calls["date"].between(first, pd.Timestamp(study.until)).to_numpy()
    held = part.take(reached)
    if not held.n_calls:
        return Curve([], np.empty((0, draws)), 0)
    groups = {label: votes[:, reached] for label, votes in groups.items()}
    blocks = days_of(held.calls)
    when = held.calls["date"].to_numpy(dtype="datetime64[D]")
    days = np.unique(when)
    # A deal moves the votes of a day to the date of another.
    rng = np.random.default_rng(study.seed)
    deals = rng.random((draws, len(days))).argsort(axis=1)
    dates = np.vstack([np.arange(len(days)), deals])  # the first row is what was observed
    rival = held.votes[[held.row(study.rival)]]
    numbers = _adoptions(windows, study, held.last, resolutions)
    spans = [(b, *_inside(b, study.event, when), *_inside(b, study.event, days)) for b in windows]
    rows: list[dict[str, object]] = []
    dealt: list[Floats] = []
    passed_over = 0
    seen = set()
    for (agenda, texts, mask), (group, votes) in product(
        restrictions(held, short[reached]), groups.items()
    ):
        others = np.concatenate([rival, votes])
        tables = block_tables(
            held.of(study.country)[mask], others[:, mask], blocks[mask], len(days)
        )
        voted = tables.any(axis=(1, 2, 3))
        counted: list[tuple[tuple[object, ...], list[int]]] = []
        sums: list[tuple[Floats, Floats]] = []
        after: Floats | None = None
        for window, early, late, *sides in spans:
            inside = (early | late) & mask
            if not mask.any() or not sides[0].any():
                continue  # no such texts, or no such window, in this record
            if (key := (window.name, group, inside.tobytes())) in seen:
                continue  # the restriction leaves out nothing here: the same choice again
            seen.add(key)
            n = [int(tables[s].sum(axis=(0, 2, 3)).max()) if len(others) else 0 for s in sides]
            few = any(int((voted & s).sum()) < LEAST_DAYS for s in sides)
            if few or min(n) < LEAST_CALLS:
                passed_over += len(indices)
                continue
            entered: list[tuple[str, tuple[float, float]]] = [("votes alone", (0.0, 0.0))]
            if texts == "all" and agenda == "whole texts" and (number := numbers[window.name]):
                entered.append(("entered", number))
            before = _sums(tables, dates, sides[0])
            if after is None:  # the same for every window before
                after = _sums(tables, dates, sides[1])
            for adoptions, add in entered:
                counted.append(((window.name, agenda, texts, group, adoptions), n))
                sums.append((_with(before, add[0]), _with(after, add[1])))
        changes = _changes(sums, indices, outcome)
        for k, (choice, n) in enumerate(counted):
            for index, change in zip(indices, changes, strict=True):
                if np.isnan(change[k, 0]):
                    passed_over += 1
                    continue
                rows.append(
                    dict(zip(CHOICES, (index, *choice), strict=True))
                    | {"estimate": float(change[k, 0]), "n_before": n[0], "n_after": n[1]}
                )
                dealt.append(change[k, 1:])
    return Curve(rows, np.array(dealt).reshape(len(rows), draws), passed_over)


def _inside(window: Before, event: date, days: npt.NDArray[np.datetime64]) -> tuple[Mask, Mask]:
    """Say which days are in the window before, and which since the event."""
    start, end = (np.datetime64(d.date(), "D") for d in (window.start, window.end))
    return (days >= start) & (days < end), days >= np.datetime64(event, "D")


def _adoptions(
    windows: Sequence[Before], study: Study, last: pd.Timestamp, resolutions: Resolutions | None
) -> dict[str, tuple[float, float] | None]:
    """Return the number of adoptions before and after, by the name of the window before."""
    day = pd.Timedelta(days=1)
    spans = [Window(b.start.date(), (b.end - day).date()) for b in windows]
    found = adopted(resolutions, [*spans, Window(study.event, study.until)], last)
    after = found[-1]
    return {
        b.name: None if n is None or after is None else (n, after)
        for b, n in zip(windows, found[:-1], strict=True)
    }


def _sums(tables: Floats, dates: npt.NDArray[np.intp], side: Mask) -> Floats:
    """Sum the tables of the days that stand on one side, observed and in every deal.

    Parameters
    ----------
    tables : ndarray, shape (n_days, n_others, 3, 3)
    dates : ndarray of int, shape (1 + n_deals, n_days)
        The date, by its number, on which the votes of each day stand.
    side : ndarray of bool, shape (n_days,)
        Which dates are on it.

    Returns
    -------
    ndarray, shape (1 + n_deals, n_others, 3, 3)
    """
    voted = tables.any(axis=(1, 2, 3))
    # Counts of votes are whole numbers far below 2 ** 24: single precision holds them.
    flat = tables[voted].reshape(int(voted.sum()), -1).astype(np.float32)
    found = side[dates[:, voted]].astype(np.float32) @ flat
    return found.astype(np.float64).reshape(len(dates), *tables.shape[1:])


def _with(sums: Floats, adoptions: float) -> Floats:
    """Enter adoptions without a vote, a yes of both, into sums of `_sums`."""
    if adoptions:
        sums = sums.copy()
        sums[..., 0, 0] += adoptions
    return sums


def _changes(
    sums: Sequence[tuple[Floats, Floats]], indices: Sequence[str], outcome: str
) -> list[Floats]:
    """Compute the change by each index, observed and in every deal.

    Parameters
    ----------
    sums : sequence of pairs of ndarray, shape (1 + n_deals, n_others, 3, 3)
        Before and after, the rival first; one pair a choice. An array that stands in several
        pairs is looked at once.

    Returns
    -------
    list of ndarray, shape (n_choices, 1 + n_deals)
        NaN unless the index is defined on both sides.
    """
    if not sums:
        return [np.empty((0, 1)) for _ in indices]
    place = {id(side): side for pair in sums for side in pair}
    number = {key: k for k, key in enumerate(place)}
    before, after = (np.array([number[id(pair[side])] for pair in sums]) for side in (0, 1))
    # All at once: calls for a table each take longer than what they compute.
    others = slice(None) if outcome == "allies-rival" else slice(1)  # the rival alone
    every = np.stack([side[:, others] for side in place.values()])
    # Each cell of the tables by itself in memory: that is how indices go through them.
    cells = np.ascontiguousarray(np.moveaxis(every, (-2, -1), (0, 1)))
    every = np.moveaxis(cells, (0, 1), (-2, -1))
    out = []
    for index in indices:
        value = index_named(index)(every)
        moved = value[after] - value[before]
        if outcome == "allies-rival":
            out.append(mean_defined(moved[..., 1:]) - moved[..., 0])
        else:
            out.append(moved[..., 0])
    return out
