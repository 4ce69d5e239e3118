"""Agreement with adoptions without a vote counted as agreement (Häge and Hug 2016).

Two states that let a text pass without a vote agree on it as two that vote yes do. Agreement on
votes alone leaves that out, and changes when votes are called on texts that used to pass so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.inference import jackknife_change
from analysis.record.codes import Vote
from analysis.record.states import in_sentence
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.shift.baselines import BASELINES
from analysis.shift.counted.adoptions import Adoptions, adoptions_in
from analysis.shift.counted.compare import stands
from analysis.shift.counted.frame import Counted, by_day, counted
from analysis.shift.counted.partners import (
    Partner,
    agreement_with,
    agreements_of,
    joint_votes,
    partner_tables,
    partners_of,
)
from analysis.shift.design import Design
from analysis.study import WINDOWS, Study

__all__ = ["DESIGN", "INDICES", "consensus", "with_adoptions"]

Floats = npt.NDArray[np.float64]

#: Raw and corrected for chance.
INDICES = ("ordinal", "kappa")
#: Numbers of adoptions between the bounds at which an index is computed: kappa need not be
#: monotone in them.
STEPS = 9


def with_adoptions(tables: Floats, n: Floats | float) -> Floats:
    """Enter adoptions without a vote into tables of joint votes, as a yes of both.

    Parameters
    ----------
    tables : ndarray of float, shape (..., 3, 3)
    n : float or ndarray of float, shape (...)

    Examples
    --------
    >>> with_adoptions(np.zeros((3, 3)), 5.0)[0].tolist()
    [5.0, 0.0, 0.0]
    """
    out = tables.copy()
    out[..., 0, 0] += n
    return out


def consensus(rollcalls: RollCalls, study: Study, resolutions: Resolutions) -> list[Estimate]:
    """Count agreement with the rival and the allies with adoptions without a vote entered.

    Returns
    -------
    list of Estimate
        ``consensus.<index>.<partner>.<window>`` and ``....change.<baseline>`` for rival, allies and
        the gap. Where the number of adoptions is not known, the estimate is the middle of
        ``bound_low`` and ``bound_high`` among the details, and a change has no interval: the
        bounds say nothing of chance. Details of a level: ``known`` (counted or bounded),
        ``adoptions_low``, ``adoptions_high``, ``why``, ``votes_only`` (the index on votes
        alone); of a change ``votes_only`` and ``sign_differs`` from that on votes alone. The table
        has windows and years: ``by, window, name, year, partner, index, votes_only, low, high,
        adoptions_low, adoptions_high, known``.

    Raises
    ------
    UsageError
        If the country or the rival is unknown, or nothing is known of adoptions in any window.
    """
    frame = counted(rollcalls, study)
    spans = [(w.key, w.window) for w in frame.windows]
    years = [(str(y), _year(int(y))) for y in np.unique(frame.calls["year"])]
    last = pd.Timestamp(frame.last)
    both = [*spans, *years]
    number = dict(
        zip(
            [key for key, _ in both],
            adoptions_in(resolutions, [w for _, w in both], last),
            strict=True,
        )
    )
    if all(number[key].known == "unknown" for key in WINDOWS):
        raise UsageError("nothing is known of adoptions without a vote", "resolutions")
    wanted = (study.rival, "allies", "allies-rival")
    partners = [p for p in partners_of(frame.rollcalls, study) if p.code in wanted]
    days = _adoption_days(resolutions)
    found: list[Estimate] = []
    rows: list[dict[str, object]] = []
    for partner in partners:
        tables = partner_tables(frame.rollcalls.of(study.country), partner.votes)
        cells = {key: _cell(frame, partner, tables, key, number[key]) for key, _ in both}
        for index in INDICES:
            rows += _rows(frame, partner, index, cells)
            found += _estimates(frame, partner, index, cells, days)
    table = pd.DataFrame(rows).astype({"year": "Int64"})
    return [replace(e, table=table) for e in found]


@dataclass(frozen=True, eq=False)
class _Cell:
    """The joint votes of a window or year, and how many adoptions stand beside them."""

    tables: Floats  # (n_days, n_members, 3, 3)
    member: Floats  # (n_members,): share of the roll calls at which each was a member
    number: Adoptions

    def values(self, partner: Partner, index: str) -> tuple[float, float, float]:
        """Return the index on votes alone, and the ends of what it is with adoptions."""
        total = self.tables.sum(axis=0)
        alone = _value(total, partner, index)
        low, high = self.number.low, self.number.high
        if low is None:
            return alone, float("nan"), float("nan")
        if high is None:  # no end to it: all that is left is agreement
            ends = [_value(with_adoptions(total, low * self.member), partner, index)]
            limit = 0.0 if partner.code == "allies-rival" else 1.0
            return alone, min(*ends, limit), max(*ends, limit)
        ns = np.linspace(low, high, STEPS if high > low else 1)
        many = np.broadcast_to(total, (len(ns), *total.shape))
        made = agreement_with(partner.code, index)(with_adoptions(many, ns[:, None] * self.member))
        return alone, float(made.min()), float(made.max())


def _value(total: Floats, partner: Partner, index: str) -> float:
    return float(agreement_with(partner.code, index)(total))


def _cell(frame: Counted, partner: Partner, tables: Floats, key: str, number: Adoptions) -> _Cell:
    held = frame.mask(key)
    if key not in WINDOWS:
        held = ((frame.calls["year"] == int(key)) & (frame.calls["kind"] == "whole")).to_numpy()
    days = by_day(tables[held], frame.calls["day"].to_numpy()[held])
    is_member = partner.votes[:, held] != Vote.NOT_MEMBER
    member = is_member.mean(axis=1) if held.any() else np.zeros(len(partner.votes))
    return _Cell(days, member, number)


def _rows(
    frame: Counted, partner: Partner, index: str, cells: Mapping[str, _Cell]
) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for key, cell in cells.items():
        if not cell.tables.any():
            continue
        alone, low, high = cell.values(partner, index)
        window = key if key in WINDOWS else ""
        named = frame.window(key) if window else None
        out.append(
            {
                "by": "window" if window else "year",
                "window": window,
                "name": named.label(frame.last) if named else key,
                "year": pd.NA if window else int(key),
                "partner": partner.code,
                "index": index,
                "votes_only": alone,
                "low": low,
                "high": high,
                "adoptions_low": cell.number.low,
                "adoptions_high": cell.number.high,
                "known": cell.number.known,
            }
        )
    return out


def _estimates(
    frame: Counted,
    partner: Partner,
    index: str,
    cells: Mapping[str, _Cell],
    adopted: pd.Series,
) -> list[Estimate]:
    study = frame.study
    what = "agreement" if index == "ordinal" else index_named(index).words
    quantity = Quantity(
        "level",
        index,
        study.country,
        partner.code,
        "consensus",
        f"{what}{{of}} with {{partner}}, adoptions without a vote counted as agreement",
        in_sentence(study.country),
        partner.words,
    )
    levels: dict[str, Estimate] = {}
    ends: dict[str, tuple[float, float]] = {}
    alone: dict[str, float] = {}
    for key in WINDOWS:
        cell = cells[key]
        votes, low, high = cell.values(partner, index) if cell.tables.any() else [np.nan] * 3
        if np.isnan([low, high]).any():
            continue
        alone[key] = votes
        exact = cell.number.known == "counted"
        window = frame.window(key)
        levels[key] = Estimate(
            f"consensus.{index}.{partner.code}.{key}",
            f"{quantity.words()}, {window.label(frame.last)}",
            (low + high) / 2,
            level=study.level,
            n=int(cell.tables.sum(axis=(0, 2, 3)).max() + (cell.number.low or 0)),
            unit="texts",
            method="counted" if exact else f"bounds: {cell.number.why}",
            rests_on=f"{int(cell.tables.sum(axis=(0, 2, 3)).max())} roll calls, and adoptions",
            quantity=quantity,
            details={
                "window": key,
                "window_name": window.name,
                "known": cell.number.known,
                "adoptions_low": cell.number.low,
                "adoptions_high": cell.number.high,
                "why": cell.number.why,
                "votes_only": votes,
                "bound_low": low,
                "bound_high": high,
            },
        )
        ends[key] = (low, high)
    changes = [
        _change(frame, partner, quantity, key, cells, levels, ends, alone, adopted)
        for key in BASELINES
        if key in levels and "after" in levels
    ]
    ways = {
        key: next(
            (
                e.direction
                for e in changes
                if e.details["baseline"] == key and e.details["known"] == "counted"
            ),
            "missing",
        )
        for key in BASELINES
    }
    said = {"directions": ways, "stands": stands(ways["before"], ways["earlier"])}
    return [*levels.values(), *(replace(e, details={**e.details, **said}) for e in changes)]


def _change(
    frame: Counted,
    partner: Partner,
    quantity: Quantity,
    key: str,
    cells: Mapping[str, _Cell],
    levels: Mapping[str, Estimate],
    ends: Mapping[str, tuple[float, float]],
    alone: Mapping[str, float],
    adopted: pd.Series,
) -> Estimate:
    index, study = quantity.measure, frame.study
    before, after = levels[key], levels["after"]
    window = frame.window(key)
    value = after.estimate - before.estimate
    label = window.label(frame.last)
    whose = replace(quantity, kind="change", form=f"change in {quantity.form}")
    votes = alone["after"] - alone[key]
    made = Estimate(
        f"consensus.{index}.{partner.code}.change.{key}",
        f"{whose.words()} against {label}",
        value,
        n=after.n + before.n,
        unit="texts",
        rests_on=f"{after.rests_on}; {before.rests_on}",
        comparison=label,
        quantity=whose,
        details={
            "baseline": key,
            "baseline_name": window.name,
            "level_after": after.estimate,
            "level_baseline": before.estimate,
            "known": "counted"
            if {after.details["known"], before.details["known"]} == {"counted"}
            else "bounded",
            "bound_low": ends["after"][0] - ends[key][1],
            "bound_high": ends["after"][1] - ends[key][0],
            "votes_only": votes,
            "sign_differs": bool(np.sign(votes) * np.sign(value) < 0),
        },
    )
    if made.details["known"] == "bounded":
        return replace(
            made, method="middle of bounds: the number of adoptions without a vote is not known"
        )
    one, two = (_whole_days(frame, partner, cells[k], k, adopted) for k in (key, "after"))
    found = jackknife_change(
        one,
        two,
        agreement_with(partner.code, index),
        study.level,
        sizes=(joint_votes(one), joint_votes(two)),
        vectorised=True,
        share=agreements_of(partner.code, index),
    )
    return replace(made, level=study.level, method=found.said(), **found.fields())


def _whole_days(
    frame: Counted, partner: Partner, cell: _Cell, key: str, adopted: pd.Series
) -> Floats:
    """Votes and adoptions of each day of a window, shape (n_days, n_members, 3, 3)."""
    held = frame.mask(key)
    voted = pd.DatetimeIndex(frame.calls.loc[held, "date"].drop_duplicates().sort_values())
    inside = adopted[frame.window(key).window.mask(adopted)]
    inside = inside[inside <= pd.Timestamp(frame.last)]
    days = voted.union(pd.DatetimeIndex(inside.unique()))
    out = np.zeros((len(days), *cell.tables.shape[1:]))
    out[days.get_indexer(voted)] = cell.tables
    counts = inside.value_counts().reindex(days, fill_value=0).to_numpy(dtype=np.float64)
    return with_adoptions(out, counts[:, None] * cell.member)


def _adoption_days(resolutions: Resolutions) -> pd.Series:
    table = resolutions.to_frame()
    mine = (table["body"] == "GA") & (table["adopted"] == "without a vote")
    return table.loc[mine, "date"]


def _year(year: int) -> Window:
    first = pd.Timestamp(year, 1, 1).date()
    return Window(first, first.replace(month=12, day=31))


DESIGN = Design("consensus", consensus, in_table=False, needs_texts=True)
