"""Headlines of figures: what a figure shows, said from fields, and no more than is sure.

A change is told as a change only where its interval excludes zero. Where nothing is established
the headline says what is drawn. Counts of a whole record are told as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.estimate import Estimate
from analysis.words import list_of, listed, number_of, upper_first

__all__ = [
    "AGREEMENT",
    "agenda_headline",
    "agreement_headline",
    "changes_headline",
    "coverage_headline",
    "curve_headline",
    "levels_headline",
    "line_of",
    "neighbours_headline",
    "of_scope",
    "participation_headline",
    "rank_headline",
    "same_votes_headline",
    "surprise_headline",
    "vote_headline",
    "way",
]

#: Share of roll calls from which on absence is told in a headline.
MANY = 0.1
#: What agreement in percent means, for subtitles.
AGREEMENT = (
    "Agreement: 100% if two states always cast the same vote; an abstention beside a Yes or a No "
    "counts half"
)


def of_scope(subtitle: str, scope: str) -> str:
    """Say before what a figure measures which votes it rests on, where these are not all.

    A headline is quoted without its report: of a record that holds votes on Ukraine alone it is
    not true of the Assembly.

    Parameters
    ----------
    subtitle : str
    scope : str
        Of the record.

    Examples
    --------
    >>> of_scope("Change since", "embedded"), of_scope("Change since", "history")
    ('Votes on Ukraine alone. Change since', 'Change since')
    """
    return f"Votes on Ukraine alone. {subtitle}" if scope == "embedded" else subtitle


def line_of(scope: str) -> str:
    """Name the line on which states are placed.

    Examples
    --------
    >>> line_of("history"), line_of("embedded")
    ('the Assembly’s main dividing line', 'the line that divides states on Ukraine')
    """
    if scope == "embedded":
        return "the line that divides states on Ukraine"
    return "the Assembly’s main dividing line"


def way(estimate: Estimate | None) -> str:
    """Tell which way a number went: up, down, unclear, or missing without an interval.

    Examples
    --------
    >>> way(Estimate("x", "y", 0.2, low=0.1, high=0.3)), way(Estimate("x", "y", 0.2)), way(None)
    ('up', 'missing', 'missing')
    """
    if estimate is None or not estimate.is_defined or not estimate.is_finding:
        return "missing"
    if estimate.low is None or estimate.high is None:
        return "missing"
    if not estimate.excludes_zero:
        return "unclear"
    return "up" if estimate.estimate > 0 else "down"


def coverage_headline(n: int, first: int, last: int) -> str:
    """Say how many votes the record holds.

    Examples
    --------
    >>> coverage_headline(6592, 1946, 2026)
    '6,592 recorded votes of the General Assembly, 1946 to 2026'
    """
    votes = "1 recorded vote" if n == 1 else f"{n:,} recorded votes"
    when = f"{first}" if first == last else f"{first} to {last}"
    return f"{votes} of the General Assembly, {when}"


def same_votes_headline(one: str, other: str, same: int, n: int, where: str) -> str:
    """Say on how many of a few texts two states cast the same vote.

    Examples
    --------
    >>> same_votes_headline("the United States", "Russia", 2, 3, "texts of 24 February 2025")
    'The United States and Russia cast the same vote on 2 of 3 texts of 24 February 2025'
    """
    if not n:
        return f"How states voted on {where}"
    return f"{upper_first(one)} and {other} cast the same vote on {same:,} of {n:,} {where}"


def vote_headline(what: str, yes: int, no: int, abstain: int) -> str:
    """Say how many states voted how on one text.

    Examples
    --------
    >>> vote_headline("A/RES/ES-11/7", 93, 18, 65)
    'A/RES/ES-11/7: 93 states voted Yes, 18 voted No and 65 abstained'
    """
    return f"{what}: {yes:,} states voted Yes, {no:,} voted No and {abstain:,} abstained"


def agreement_headline(name: str, changes: Mapping[str, Estimate | None]) -> str:
    """Say with whom a state agrees more or less than before.

    Parameters
    ----------
    name : str
        As within a sentence.
    changes : mapping of partner to Estimate
        Partners as within a sentence.

    Examples
    --------
    >>> up, open_ = Estimate("x", "y", 1, low=0.5, high=2), Estimate("x", "y", 1, low=-1, high=2)
    >>> agreement_headline("France", {"Russia": up, "Israel": open_})
    'On all roll calls France agrees more with Russia than before; no clear change with Israel'
    >>> agreement_headline("France", {"Russia": open_, "Israel": open_})
    'No clear change in how far France agrees with Russia and Israel'
    >>> agreement_headline("France", {"Russia": None})
    'How far France agrees with Russia: too few days of voting to tell a change'
    """
    ways: dict[str, list[str]] = {}
    for partner, estimate in changes.items():
        ways.setdefault(way(estimate), []).append(partner)
    moved = [
        f"{word} with {listed(ways[key])}"
        for key, word in (("up", "more"), ("down", "less"))
        if key in ways
    ]
    if moved:
        rest = f"; no clear change with {listed(ways['unclear'])}" if "unclear" in ways else ""
        return f"On all roll calls {name} agrees {listed(moved)} than before{rest}"
    if "unclear" in ways:
        return f"No clear change in how far {name} agrees with {listed(ways['unclear'])}"
    return (
        f"How far {name} agrees with {list_of(list(changes))}: too few days of voting to tell a "
        "change"
    )


def levels_headline(name: str, shares: Mapping[str, float], year: int | None = None) -> str:
    """Give the last levels of agreement, from the highest to the lowest.

    Examples
    --------
    >>> levels_headline("Kenya", {"France": 0.6, "China": 0.91}, 2013)
    'Kenya agreed 91% with China and 60% with France in 2013'
    """
    if not shares:
        return f"With whom {name} agrees"
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{share:.0%} with {partner}" for partner, share in ordered]
    when = "" if year is None else f" in {year}"
    return f"{upper_first(name)} agreed {listed(told)}{when}"


def changes_headline(name: str, estimates: Sequence[Estimate]) -> str:
    """Say how many of several changes are established, of those that have an interval.

    Examples
    --------
    >>> sure, open_ = Estimate("x", "y", 1, low=0.5, high=2), Estimate("x", "y", 1, low=-1, high=2)
    >>> changes_headline("France", [sure, open_, open_])
    '1 of 3 measures of how France votes changed by more than chance explains'
    >>> changes_headline("France", [sure, open_, Estimate("x", "y", 1)])
    '1 of 2 measures of how France votes changed by more than chance explains'
    >>> changes_headline("France", [sure, *[open_] * 9])
    '1 of 10 measures of how France votes changed, as many as chance alone gives'
    >>> changes_headline("France", [open_])
    'No measure of how France votes changed by more than chance explains'
    """
    ways = [way(e) for e in estimates]
    known = [w for w in ways if w != "missing"]
    moved = sum(w in ("up", "down") for w in ways)
    if not known:
        return f"How the votes of {name} changed: too few days of voting for intervals"
    if not moved:
        return f"No measure of how {name} votes changed by more than chance explains"
    measures = f"{moved} of {len(known)} measures"
    # Of so many intervals some exclude zero where nothing changed.
    by_chance = round(sum(1 - e.level for e in estimates if way(e) != "missing"))
    if moved <= by_chance:
        return f"{measures} of how {name} votes changed, as many as chance alone gives"
    return f"{measures} of how {name} votes changed by more than chance explains"


def agenda_headline(
    name: str, group: str, rival: str, total: Estimate | None, alike: Estimate | None
) -> str:
    """Say whether the gap changed, and whether it did on texts of the same kind.

    Parameters
    ----------
    name, group, rival : str
        As within a sentence.
    total, alike : Estimate
        Change of agreement with the group less that with the rival, on all roll calls, and the part
        of it on texts of the same kind.

    Examples
    --------
    >>> down, open_ = Estimate("x", "y", -1, low=-2, high=-1), Estimate("x", "y", 1, low=-1, high=2)
    >>> print(agenda_headline("France", "its allies", "Russia", down, open_))
    Agreement of France with its allies minus that with Russia fell; on texts of the same kind no
    clear change
    """
    # The gap, and not a move from the one to the other: agreement with both may have fallen.
    ways = {"up": "rose", "down": "fell"}
    gap = f"greement of {name} with {group} minus that with {rival}"
    first, second = way(total), way(alike)
    if first == "missing":
        return f"A{gap}: too few days of voting for intervals"
    begun = f"A{gap} {ways[first]}" if first in ways else f"No clear change in a{gap}"
    if second == "missing":
        return begun
    if second == "unclear":
        return f"{begun}; on texts of the same kind no clear change" if first in ways else begun
    if second == first:
        return f"{begun}, on texts of the same kind too"
    return f"{begun}; on texts of the same kind it {ways[second]}"


def rank_headline(name: str, partner: str, placebo: Estimate | None, alpha: float = 0.05) -> str:
    """Say how a state's change in agreement ranks among those of all states.

    Parameters
    ----------
    name, partner : str
        As within a sentence.
    placebo : Estimate
        With a rank, and in what order, from `analysis.shift.designs.placebo`.
    alpha : float
        The p-value up to which a change is called rare.

    Examples
    --------
    >>> e = Estimate("x", "y", 1.0, p_value=0.01, n=190, rank=2)
    >>> rank_headline("France", "Russia", e)
    '2 of 190 states moved as far as France in agreement with Russia, which is rare'
    >>> from dataclasses import replace
    >>> print(rank_headline("France", "Russia", replace(e, details={"direction": "down"})))
    Beside the median state France moved away from Russia; 2 of 190 states moved as far, which is
    rare
    """
    if placebo is None or placebo.rank is None or placebo.p_value is None:
        return f"How the agreement of all states with {partner} changed"
    rare = "rare" if placebo.p_value <= alpha else "not unusual"
    n = int(placebo.n or 0)
    if placebo.details.get("order") == "increase":
        by = f"ranks {placebo.rank} of {n} states from the largest increase"
        return f"The change of {name} {by}, which is {rare}"
    many = f"none of the {n - 1:,} other states" if placebo.rank == 1 else f"{placebo.rank} of {n}"
    many += "" if placebo.rank == 1 else " states"
    way = {"up": "towards", "down": "away from"}.get(str(placebo.details.get("direction")), "")
    if not way or rare != "rare":  # a change as large as most made is no move
        far = f"{many} moved as far as {name} in agreement with {partner}"
        return upper_first(f"{far}, which is {rare}")
    return (
        f"Beside the median state {name} moved {way} {partner}; {many} moved as far, which is "
        f"{rare}"
    )


def surprise_headline(name: str, bits: float, year: int) -> str:
    """Say how unexpected the most unexpected of the votes shown was.

    Examples
    --------
    >>> surprise_headline("the United States", 6.0, 2025)
    'The most unexpected vote of the United States, in 2025, had a chance of 1 in 64'
    """
    return f"The most unexpected vote of {name}, in {year}, had a chance of 1 in {round(2**bits):,}"


def curve_headline(outside: int, n: int, level: float) -> str:
    """Say how many ways to compute a change lie outside a band of chance.

    Parameters
    ----------
    outside, n : int
    level : float
        Share of curves from days dealt anew that the band holds, at each place.

    Examples
    --------
    >>> curve_headline(0, 96, 0.9)
    'None of 96 ways to compute the change lies outside the 90% band of chance'
    >>> curve_headline(96, 96, 0.9)
    'All 96 ways to compute the change lie outside the 90% band of chance'
    >>> curve_headline(90, 96, 0.9)
    '90 of 96 ways to compute the change lie outside the 90% band of chance'
    """
    many = f"{outside:,} of {n:,} ways" if outside else f"None of {n:,} ways"
    if outside == n > 1:
        many = f"All {n:,} ways"
    lie = "lie" if outside > 1 else "lies"
    return f"{many} to compute the change {lie} outside the {level:.0%} band of chance"


def participation_headline(name: str, year: int, counts: Mapping[str, int]) -> str:
    """Say how a state voted in the last year.

    Parameters
    ----------
    name : str
        As within a sentence.
    year : int
    counts : mapping
        ``yes, no, abstain, absent``: roll calls.

    Examples
    --------
    >>> participation_headline("France", 2024, {"yes": 6, "no": 2, "abstain": 2, "absent": 0})
    'In 2024 France voted Yes on 60% of 10 roll calls and No on 20%, and abstained on 20%'
    """
    n = sum(counts.values())
    if not n:
        return f"How {name} votes"
    share = {kind: f"{k / n:.0%}" for kind, k in counts.items()}
    absent = f", and was absent from {share['absent']}" if counts["absent"] >= MANY * n else ""
    return (
        f"In {year} {name} voted Yes on {share['yes']} of {number_of(n, 'roll call')} and No on "
        f"{share['no']}, and abstained on {share['abstain']}{absent}"
    )


def neighbours_headline(name: str, near: Sequence[str], far: Sequence[str]) -> str:
    """Name some states that vote most and least alike; which comes first is not said.

    Parameters
    ----------
    name : str
        As within a sentence.
    near, far : sequence of str
        As within a sentence, the most and the least alike first.

    Examples
    --------
    >>> neighbours_headline("France", ["Italy", "Spain"], ["Syria"])
    'Among those who vote most like France are Italy and Spain; least like it, Syria'
    """
    return (
        f"Among those who vote most like {name} are {listed(sorted(near[:3]))}; least like it, "
        f"{listed(sorted(far[:3]))}"
    )
