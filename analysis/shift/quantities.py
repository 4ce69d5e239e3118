"""The three quantities: global, issue and dyadic shift, each kept apart from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from analysis.agreement import change, difference_in_change
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.estimate import Estimate, Quantity
from analysis.record.codes import is_cast
from analysis.record.issues import ISSUES
from analysis.record.reference import alliances, members
from analysis.record.states import in_sentence, is_state
from analysis.rollcalls import RollCalls
from analysis.rollcalls.window import Window
from analysis.study import Study
from analysis.words import list_of, number_of

__all__ = [
    "alliances_in_words",
    "allies",
    "allies_by_year",
    "check_study",
    "compared_states",
    "contested",
    "dyadic_shifts",
    "group_in_words",
    "group_names",
    "issue_shifts",
    "study_cuts",
    "study_windows",
    "with_allies",
]


def study_windows(study: Study) -> tuple[Window, Window]:
    """Return the windows before and after the event.

    Examples
    --------
    >>> print(*study_windows(Study()), sep=", ")
    2021-01-20 to 2025-01-19, 2025-01-20 to 2029-01-19
    """
    last = study.event - timedelta(days=1)
    return Window(study.before, last), Window(study.event, study.until)


def study_cuts(study: Study) -> list[date]:
    """Return the days that no period may straddle: the ends of the two windows.

    Examples
    --------
    >>> [day.isoformat() for day in study_cuts(Study())]
    ['2021-01-20', '2025-01-20', '2029-01-20']
    """
    return [study.before, study.event, study.until + timedelta(days=1)]


def allies(study: Study) -> Callable[[object], tuple[str, ...]]:
    """Return a function from a day to the members of the study's alliances on that day.

    The country and the rival are never among them.

    Examples
    --------
    >>> "SWE" in allies(Study())("2020-01-01"), "USA" in allies(Study())("2025-01-01")
    (True, False)
    """

    def on(day: object) -> tuple[str, ...]:
        union = _union(study.allies, pd.Timestamp(str(day)).date())
        return tuple(sorted(union - {study.country, study.rival}))

    return on


@cache
def _union(names: tuple[str, ...], day: date) -> frozenset[str]:
    """Members of any of some alliances: asked anew by every design, for every day of voting."""
    return frozenset(s for name in names for s in _members(name, day))


def _members(name: str, day: date) -> tuple[str, ...]:
    """Members of an alliance on a day; a state that is named itself stands for itself.

    NAM is the movement and not Namibia, whose code is the same.
    """
    return (name,) if name not in _alliances() and is_state(name) else members(name, day)


@cache
def _alliances() -> frozenset[str]:
    return frozenset(alliances()["alliance"])


def group_in_words(study: Study) -> str:
    """Say who the allies are: the country's own, if it is in one of the alliances.

    Examples
    --------
    >>> group_in_words(Study()), group_in_words(Study(country="ARG", allies=["NATO", "G7"]))
    ('its allies', 'the members of NATO and G7')
    >>> group_in_words(Study(allies=[])), group_in_words(Study(allies=["JPN", "AUS"]))
    ('no allies', 'the 2 states it is compared with')
    >>> group_in_words(Study(country="ARG", rival="USA", allies=["UN_LATIN_AMERICA"]))
    'its regional group'
    """
    return group_names(study)[0]


def group_names(study: Study) -> tuple[str, str]:
    """Say who the allies are, as a sentence first has them and as it goes on.

    Examples
    --------
    >>> group_names(Study())
    ('its allies', 'the allies')
    """
    if not study.allies:
        return "no allies", "the allies"
    groups = [name for name in study.allies if name in _alliances()]
    if not groups:
        if len(study.allies) == 1:
            return in_sentence(study.allies[0]), in_sentence(study.allies[0])
        return f"the {number_of(len(study.allies), 'state')} it is compared with", "these states"
    own = [name for name in groups if study.country in members(name, study.event)]
    if own:
        region = all(name.startswith("UN_") for name in groups)
        return ("its regional group", "the group") if region else ("its allies", "the allies")
    return f"the members of {alliances_in_words(study)}", "these members"


def compared_states(study: Study) -> list[str]:
    """Name the states that stand for allies, as within a sentence; none where alliances do.

    Examples
    --------
    >>> compared_states(Study(allies=["JPN", "AUS"])), compared_states(Study())
    (['Japan', 'Australia'], [])
    """
    if any(name in _alliances() for name in study.allies):
        return []
    return [in_sentence(name) for name in study.allies]


def alliances_in_words(study: Study) -> str:
    """Name the alliances, or the states that stand for them.

    Examples
    --------
    >>> alliances_in_words(Study()), alliances_in_words(Study(allies=["JPN", "AUS"]))
    ('NATO, EU, G7 and Five Eyes', 'Japan and Australia')
    """
    return list_of(
        [
            in_sentence(name)
            if name not in _alliances()
            else name.removeprefix("UN_").replace("_", " ").title()
            if "_" in name
            else name
            for name in study.allies
        ]
    )


def allies_by_year(study: Study, rollcalls: RollCalls) -> dict[int, tuple[str, ...]]:
    """Return the allies in the middle of each year of the record."""
    on = allies(study)
    years = sorted({int(y) for y in rollcalls.calls["date"].dt.year})
    return {year: on(f"{year}-07-01") for year in years}


def contested(rollcalls: RollCalls, at_least: int = 4) -> RollCalls:
    """Keep roll calls with at least so many Noes.

    In 2025 votes were called on texts that used to pass without one, with one to three Noes;
    leaving such roll calls out on both sides of the event holds that change of agenda off.
    """
    return rollcalls.take((rollcalls.tally()["no"] >= at_least).to_numpy())


def dyadic_shifts(
    rollcalls: RollCalls,
    study: Study,
    partners: Sequence[str],
    indices: Sequence[str] = ("ordinal", "kappa"),
) -> list[Estimate]:
    """Estimate the change in agreement with each partner, and with allies less the rival.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
        Country, rival, allies, windows and level.
    partners : sequence of str
        States to compare with one by one; those not in the record, and the country itself,
        are passed over.
    indices : sequence of str

    Returns
    -------
    list of Estimate
        For each index, the partners in order, then allies less rival. Names are
        ``dyadic.<index>.<state>`` and ``dyadic.<index>.allies-rival``; the latter is left out
        where no ally has the index in both windows.

    Raises
    ------
    UsageError
        If a window holds no roll calls, or the country, the rival, an alliance or an index is
        unknown.
    """
    before, after = study_windows(study)
    _check_windows(rollcalls, study)
    options: dict[str, Any] = {
        "before": before,
        "after": after,
        "level": study.level,
    }
    for index in indices:
        _check_names(rollcalls, study, index)
    here = [s for s in partners if s in rollcalls.states.index and s != study.country]
    out = []
    for index in indices:
        for state in here:
            estimate = change(rollcalls, study.country, state, index, **options)
            out.append(
                replace(
                    estimate,
                    name=f"dyadic.{index}.{state}",
                    quantity=estimate.quantity.named(
                        in_sentence(study.country), in_sentence(state)
                    ),
                )
            )
        try:
            estimate = with_allies(difference_in_change, rollcalls, study, index)
        except UsageError:  # no ally has the index in both windows: nothing to average
            continue
        out.append(
            replace(
                estimate,
                name=f"dyadic.{index}.allies-rival",
                quantity=_named_difference(estimate.quantity, study),
            )
        )
    return out


def issue_shifts(rollcalls: RollCalls, study: Study, index: str = "ordinal") -> list[Estimate]:
    """Estimate the change in agreement with allies less rival, on the issue and on the rest.

    Returns
    -------
    list of Estimate
        On the issue; on every other roll call. One with an empty window, or without an ally
        that has the index in both, is left out; both are where no window holds a roll call on
        the issue.

    Raises
    ------
    UsageError
        If the country, the rival, an alliance or the index is unknown.
    """
    _check_names(rollcalls, study, index)
    on = rollcalls.has_issue(study.issue)
    inside = [w.mask(rollcalls.calls["date"]) for w in study_windows(study)]
    if not (on & (inside[0] | inside[1])).any():
        return []  # all else is then everything, which has its number already
    out = []
    for label, part in (("on", rollcalls.take(on)), ("off", rollcalls.take(~on))):
        try:
            estimate = with_allies(difference_in_change, part, study, index)
        except UsageError:
            continue
        quantity = replace(_named_difference(estimate.quantity, study), part=label)
        out.append(
            replace(estimate, name=f"issue.{index}.{label}-{study.issue}", quantity=quantity)
        )
    return out


def with_allies(
    change_with: Callable[..., Estimate], rollcalls: RollCalls, study: Study, index: str
) -> Estimate:
    """Estimate a change of agreement with a study's allies, between its windows.

    Parameters
    ----------
    change_with : callable
        `analysis.agreement.difference_in_change` or ``change_with_members``.
    rollcalls : RollCalls
    study : Study
    index : str

    Raises
    ------
    UsageError
        As `change_with` does: if no ally has the index in both windows.
    """
    before, after = study_windows(study)
    return change_with(
        rollcalls,
        study.country,
        study.rival,
        allies(study),
        index,
        before=before,
        after=after,
        level=study.level,
    )


def _named_difference(quantity: Quantity, study: Study) -> Quantity:
    return quantity.named(
        in_sentence(study.country), f"allies minus that with {in_sentence(study.rival)}"
    )


def check_study(rollcalls: RollCalls, study: Study, before: bool = True) -> None:
    """Check that a record can answer a study, before anything is computed.

    Parameters
    ----------
    rollcalls : RollCalls
    study : Study
    before : bool
        Whether votes of country and rival are needed before the event, too: what is counted has
        levels without them.

    Raises
    ------
    UsageError
        If a state, an alliance or the issue is unknown, a window holds no roll call of the
        Assembly, or the country or the rival casts no vote in one.

    Examples
    --------
    >>> rc = RollCalls.from_votes([[1, 3], [1, 1], [1, 1]], states=["USA", "RUS", "ISR"],
    ...                           dates=["2024-12-01", "2025-02-24"])
    >>> check_study(rc, Study())
    """
    assembly = rollcalls.select(body="GA")
    _check_names(assembly, study, "kappa")
    assembly.row(study.friend)
    if study.issue not in ISSUES:
        raise UsageError(f"unknown issue {study.issue!r}", "study", f"use {', '.join(ISSUES)}")
    _check_windows(assembly, study)
    for side, window in zip(("before", "after"), study_windows(study), strict=True):
        if side == "before" and not before:
            continue
        part = assembly.select(start=window.first, end=window.last)
        for state in (study.country, study.rival):
            if not is_cast(part.of(state)).any():
                raise UsageError(
                    f"{state} casts no vote {side} the event {study.event}",
                    f"{number_of(part.n_calls, 'roll call')}, "
                    f"{part.first:%Y-%m-%d} to {part.last:%Y-%m-%d}",
                    "choose another state, event or beginning of the time before",
                )


def _check_names(rollcalls: RollCalls, study: Study, index: str) -> None:
    """Refuse what no window could cure, which would otherwise pass for an empty one."""
    for state in (study.country, study.rival):
        rollcalls.row(state)
    allies(study)(study.event)
    index_named(index)


def _check_windows(rollcalls: RollCalls, study: Study) -> None:
    """Refuse an event without roll calls on both of its sides."""
    for side, window in zip(("before", "after"), study_windows(study), strict=True):
        if not rollcalls.select(start=window.first, end=window.last).n_calls:
            raise UsageError(
                f"no roll calls {side} the event {study.event}",
                "study",
                f"the record runs from {rollcalls.first:%Y-%m-%d} to {rollcalls.last:%Y-%m-%d}",
            )
