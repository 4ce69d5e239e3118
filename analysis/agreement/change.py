"""Change of agreement between two windows of time, with a jackknife of days."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.agreement.counts import CAST
from analysis.agreement.group import Members, member_votes
from analysis.agreement.indices import index_named
from analysis.agreement.means import mean_defined
from analysis.agreement.windows import (
    WindowLike,
    WindowTables,
    change_estimate,
    window_masks,
    window_tables,
)
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.codes import VOTE_NAMES
from analysis.rollcalls import RollCalls
from analysis.study import Study

__all__ = ["change", "change_with_members", "difference_in_change"]

Floats = npt.NDArray[np.float64]

ASSUMPTIONS = (
    "the days of voting of each window stand for those that might have been held",
    "days are independent of each other; roll calls of one day need not be",
    "a roll call on which either state cast no vote says nothing about agreement",
)


def change(
    rollcalls: RollCalls,
    a: str,
    b: str,
    index: str = "kappa",
    *,
    before: WindowLike,
    after: WindowLike,
    level: float = Study.level,
    block: str = "day",
) -> Estimate:
    """Estimate how agreement of two states changed from one window to another.

    Parameters
    ----------
    rollcalls : RollCalls
    a, b : str
        State codes.
    index : str
        A name from `analysis.agreement.indices.INDICES`.
    before, after : Window, or first and last day
        Days included; None leaves a side open. Agendas may differ between
        them: this is the change in agreement on what was voted on.
    level, block
        As in `analysis.agreement.pair_series`; a block is left out of its window.

    Returns
    -------
    Estimate
        After less before. `n` counts roll calls on which both cast a vote, in both windows.
        The table has a row per window: ``window, first, last, value, n, blocks`` and the
        nine joint counts ``yes_yes, yes_abstain, ..., no_no`` (first word is `a`'s vote).
        The estimate is NaN where the index is undefined in a window; without an interval
        where a window has fewer than five blocks.

    Raises
    ------
    UsageError
        If a state, index or block is unknown, windows overlap, or one has no roll calls.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3, 3, 3], [1, 1, 3, 3]], states=["USA", "RUS"])
    >>> e = change(rc, "USA", "RUS", "ordinal", before=(None, "2000-01-02"),
    ...            after=("2000-01-03", None))
    >>> e.estimate, e.low, e.table["yes_yes"].tolist()
    (0.5, None, [1, 0])
    """
    rollcalls = rollcalls.whole()
    others = rollcalls.votes[[rollcalls.row(b)]]
    compute = index_named(index)
    masks = window_masks(rollcalls, before, after)
    two = [window_tables(rollcalls.take(m), a, others[:, m], index, block) for m in masks]
    names = [VOTE_NAMES[v] for v in CAST]
    cells = [f"{x}_{y}" for x in names for y in names]
    table = pd.DataFrame(
        [
            w.describe(label)
            | {"value": w.values[0]}
            | dict(zip(cells, w.total[0].ravel().astype(int), strict=True))
            for label, w in zip(("before", "after"), two, strict=True)
        ]
    )
    head = ["window", "first", "last", "value", "n", "blocks"]
    return change_estimate(
        two,
        lambda tables: compute(tables)[..., 0],
        level,
        block,
        share=compute.is_mean,
        name=f"dyadic.change.{index}.{a}-{b}",
        quantity=Quantity(
            "change", index, a, b, form=f"change in agreement ({index}){{of}} and {{partner}}"
        ),
        comparison=two[0].rests_on,
        assumptions=ASSUMPTIONS,
        table=table[head + cells],
    )


def difference_in_change(
    rollcalls: RollCalls,
    state: str,
    rival: str,
    members: Members,
    index: str = "kappa",
    *,
    before: WindowLike,
    after: WindowLike,
    level: float = Study.level,
    block: str = "day",
) -> Estimate:
    """Estimate the change in agreement with allies minus that with a rival.

    A change in how a state votes on the whole agenda moves its agreement with everybody; the
    difference allies minus rival says whom it moved towards. Negative is towards the rival.
    All states are without the same day at a time, so what moves them together cancels.

    Parameters
    ----------
    rollcalls : RollCalls
    state, rival : str
    members : collection of str, or function from a date to one
        The allies (`analysis.agreement.group.member_votes`). Only allies whose index is
        defined in both windows are averaged, so that the group does not change with the
        window; the rival is never among them.
    index, before, after, level, block
        As in `change`.

    Returns
    -------
    Estimate
        (Mean over allies - rival) after, less the same before. `n` counts roll calls on
        which the state and any of the others cast a vote. The table has, per window, a row
        for each ally, for ``mean of allies``, the rival and ``difference``: columns
        ``window, first, last, role, state, value, n, blocks``.

    Raises
    ------
    UsageError
        As in `change`, and if no ally is in the record or has the index in both windows.

    Examples
    --------
    >>> votes = [[1, 3, 3, 3], [1, 3, 1, 1], [1, 1, 3, 3]]
    >>> rc = RollCalls.from_votes(votes, states=["USA", "GBR", "RUS"])
    >>> e = difference_in_change(rc, "USA", "RUS", ["GBR"], "ordinal",
    ...     before=(None, "2000-01-02"), after=("2000-01-03", None))
    >>> e.estimate
    -1.5
    """
    two, names = _members_and_rival(rollcalls, state, rival, members, index, before, after, block)
    compute = index_named(index)
    rows = [
        r for label, w in zip(("before", "after"), two, strict=True) for r in _rows(w, label, names)
    ]
    return change_estimate(
        two,
        lambda tables: _allies_less_rival(compute(tables)),
        level,
        block,
        share=(lambda tables: _allies_and_rival(compute(tables))) if compute.is_mean else False,
        name=f"dyadic.difference.{index}.{state}-allies-{rival}",
        quantity=_with_group(index, state, "allies-rival", f"allies minus that with {rival}"),
        comparison=two[0].rests_on,
        assumptions=(*ASSUMPTIONS, _weighted(names)),
        table=pd.DataFrame(rows),
    )


def change_with_members(
    rollcalls: RollCalls,
    state: str,
    rival: str,
    members: Members,
    index: str = "kappa",
    *,
    before: WindowLike,
    after: WindowLike,
    level: float = Study.level,
    block: str = "day",
) -> Estimate:
    """Estimate the change in agreement with allies, the mean over them.

    Parameters
    ----------
    rollcalls, state, rival, members, index, before, after, level, block
        As in `difference_in_change`, whose first part this is: of the same allies.

    Returns
    -------
    Estimate

    Raises
    ------
    UsageError
        As in `difference_in_change`.

    Examples
    --------
    >>> votes = [[1, 3, 3, 3], [1, 3, 1, 1], [1, 1, 3, 3]]
    >>> rc = RollCalls.from_votes(votes, states=["USA", "GBR", "RUS"])
    >>> e = change_with_members(rc, "USA", "RUS", ["GBR"], "ordinal",
    ...     before=(None, "2000-01-02"), after=("2000-01-03", None))
    >>> e.estimate
    -1.0
    """
    two, names = _members_and_rival(rollcalls, state, rival, members, index, before, after, block)
    compute = index_named(index)
    return change_estimate(
        two,
        lambda tables: mean_defined(compute(tables)[..., 1:]),
        level,
        block,
        share=compute.is_mean,
        name=f"dyadic.mean.{index}.{state}-allies",
        quantity=_with_group(index, state, "allies", "allies"),
        comparison=two[0].rests_on,
        assumptions=(*ASSUMPTIONS, _weighted(names)),
        table=pd.DataFrame({"state": names[1:]}),
    )


def _with_group(index: str, state: str, partner: str, partner_name: str) -> Quantity:
    form = f"change in agreement ({index}){{of}} with {{partner}}"
    return Quantity("change", index, state, partner, form=form, partner_name=partner_name)


def _weighted(names: tuple[str, ...]) -> str:
    """Say of the allies, which stand after the rival, that they count alike."""
    return f"allies are the {len(names) - 1} with the index in both windows, weighted equally"


def _members_and_rival(
    rollcalls: RollCalls,
    state: str,
    rival: str,
    members: Members,
    index: str,
    before: WindowLike,
    after: WindowLike,
    block: str,
) -> tuple[list[WindowTables], tuple[str, ...]]:
    """Count joint votes in two windows, with the rival and then the allies defined in both."""
    rollcalls = rollcalls.whole()
    group, allies = member_votes(rollcalls, state, members)
    keep = [j for j, ally in enumerate(allies) if ally != rival]
    others = np.concatenate([rollcalls.votes[[rollcalls.row(rival)]], group[keep]])
    masks = window_masks(rollcalls, before, after)
    parts = [rollcalls.take(m) for m in masks]

    def windows() -> list[WindowTables]:
        return [
            window_tables(p, state, others[:, m], index, block)
            for p, m in zip(parts, masks, strict=True)
        ]

    found = windows()
    defined = ~np.isnan(found[0].values) & ~np.isnan(found[1].values)
    if not defined[1:].any():
        raise UsageError(f"no ally has {index} in both windows", "members", "widen the windows")
    defined[0] = True
    others = others[defined]
    names = (rival, *(allies[j] for j, ok in zip(keep, defined[1:], strict=True) if ok))
    return windows(), names


def _allies_less_rival(values: Floats) -> Floats:
    return mean_defined(values[..., 1:]) - values[..., 0]


def _allies_and_rival(values: Floats) -> Floats:
    return np.stack([mean_defined(values[..., 1:]), values[..., 0]], axis=-1)


def _rows(w: WindowTables, label: str, names: tuple[str, ...]) -> list[dict[str, object]]:
    n = w.total.sum(axis=(1, 2)).astype(int)
    rows: list[tuple[str, str, float, int]] = [
        ("ally", name, float(v), int(k))
        for name, v, k in zip(names[1:], w.values[1:], n[1:], strict=True)
    ]
    rows.append(("mean of allies", "", float(mean_defined(w.values[1:])), w.n))
    rows.append(("rival", names[0], float(w.values[0]), int(n[0])))
    rows.append(("difference", "", float(_allies_less_rival(w.values)), w.n))
    return [
        {
            "window": label,
            "first": w.first,
            "last": w.last,
            "role": role,
            "state": state,
            "value": value,
            "n": k,
            "blocks": int((w.sizes > 0).sum()),
        }
        for role, state, value, k in rows
    ]
