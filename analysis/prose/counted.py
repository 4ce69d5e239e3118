"""Sentences on what is counted: levels first, then what changed and against which baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.words import day_in_words, list_of, none_or, number_of, upper_first

__all__ = [
    "LEAST_TEXTS",
    "bound_sentence",
    "by_name",
    "consensus_sentence",
    "links_sentence",
    "newly_called_sentence",
    "sponsor_sentence",
]

Found = Mapping[str, Estimate]

#: The windows in the order in which they are told.
ORDER = ("after", "before", "earlier")
#: Texts of an earlier window from which on a share of them is told.
LEAST_TEXTS = 20


def by_name(estimates: Iterable[Estimate]) -> dict[str, Estimate]:
    """Return estimates by their names."""
    return {e.name: e for e in estimates}


def newly_called_sentence(found: Found) -> str:
    """Say how many of the texts voted on since had been adopted without a vote the time before.

    Examples
    --------
    >>> e = Estimate("treatment.without-a-vote.calls.after", "", 0.45, n=200,
    ...              details={"count": 90, "window_name": "Trump II"})
    >>> print(newly_called_sentence(by_name([e])))
    Of 200 texts voted on under Trump II, 90 (45%) had been adopted without a vote the time before.
    """
    e = found.get("treatment.without-a-vote.calls.after")
    if e is None:
        return (
            "How many of the texts had been adopted without a vote the time before is not known: "
            "the record holds such adoptions from a later day only."
        )
    count = _whole(e, "count")
    return (
        f"Of {e.n:,} texts voted on {_when(e)}, {count:,} ({e.estimate:.0%}) had been adopted "
        "without a vote the time before."
    )


def links_sentence(found: Found, country: str) -> str:
    """Say on how many texts voted on before and since a state voted otherwise.

    Examples
    --------
    >>> e = Estimate("recurring.links.before", "", 82.0, n=82,
    ...              details={"voted_both_times": 82, "changed": 20, "baseline_name": "Biden"})
    >>> print(links_sentence(by_name([e]), "the United States"))
    Of 82 texts voted on under Biden and since, the United States voted otherwise than before on 20.
    """
    parts = []
    for key in ORDER[1:]:
        e = found.get(f"recurring.links.{key}")
        if e is not None:
            parts.append((e, _whole(e, "voted_both_times"), _whole(e, "changed")))
    if not parts:
        raise UsageError("no texts are linked", "links_sentence")
    said = [
        _voted_twice(e, n, k, country, first=i == 0)
        if n
        else f"{country} voted on no text both {_when(e)} and {_since(e)}"
        for i, (e, n, k) in enumerate(parts)
    ]
    return f"{upper_first('; '.join(said))}."


def _voted_twice(e: Estimate, n: int, k: int, country: str, first: bool) -> str:
    texts = f"of {number_of(n, 'text')}" if first else f"of {n:,}"
    who = f"{country} voted otherwise than before on" if first else "it did on"
    return f"{texts} voted on {_when(e)} and {_since(e)}, {who} {none_or(k)}"


def bound_sentence(found: Found, allies: str, rival: str) -> str:
    """Say how large the gap is beside what it could be at most.

    Examples
    --------
    >>> def one(name, value):
    ...     return Estimate(f"bound.{name}.after", "", value, details={"window": "after"})
    >>> found = by_name([one("gap", 0.05), one("bound", 0.28)])
    >>> print(bound_sentence(found, "its allies", "Russia"))
    After the event it agreed more with its allies than with Russia, by 5 points of 100; as far as
    these two were apart, 28 was the most it could be.
    """
    gap, most = found.get("bound.gap.after"), found.get("bound.bound.after")
    if gap is None or most is None:
        raise UsageError("no gap and bound since the event", "bound_sentence")
    points, bound = round(100 * gap.estimate), round(100 * most.estimate)
    near, far = (allies, rival) if points > 0 else (rival, allies)
    if not points:
        return upper_first(f"{_when(gap)} it agreed as much with {allies} as with {rival}.")
    return upper_first(
        f"{_when(gap)} it agreed more with {near} than with {far}, by "
        f"{number_of(abs(points), 'point')} of 100; as far as these two were apart, "
        f"{bound} was the most it could be."
    )


def consensus_sentence(change: Estimate, what: str) -> str:
    """Say whether counting adoptions without a vote turns the sign of a change.

    Examples
    --------
    >>> e = Estimate("consensus.kappa.RUS.change.before", "", -0.08,
    ...              details={"votes_only": 0.25, "sign_differs": True, "known": "counted"})
    >>> print(consensus_sentence(e, "chance-corrected agreement with Russia"))
    On votes alone chance-corrected agreement with Russia rose by 0.25; with adoptions without a
    vote counted as agreement it fell by 0.08.
    """
    votes = change.details["votes_only"]
    assert isinstance(votes, float)
    known = "" if change.details["known"] == "counted" else ", as far as their number is known"
    return (
        f"On votes alone {what} {_moved(votes)}; with adoptions without a vote counted as agreement"
        f"{known} it {_moved(change.estimate)}."
    )


def sponsor_sentence(found: Found, country: str) -> str:
    """Say how many of the texts that states submitted a state sponsored.

    Examples
    --------
    >>> e = Estimate("sponsors.sponsored.after", "", 0.036, n=220, details={"count": 8,
    ...     "complete": True, "recorded_from": "2019-10-15", "window_name": "Trump II"})
    >>> print(sponsor_sentence(by_name([e]), "the United States"))
    The United States put its name to 8 of 220 texts submitted by states (4%) under Trump II.
    """
    levels = _levels(found, "sponsors.sponsored")
    # A share of a handful of texts, of the months in which sponsors begin to be held, says nothing.
    levels = [e for i, e in enumerate(levels) if i == 0 or e.n >= LEAST_TEXTS]
    parts = [
        f"{_of(e)}{'' if i else ' texts submitted by states'} ({e.estimate:.0%}) {_when(e)}"
        + ("" if e.details["complete"] else f" (recorded from {_day(e.details['recorded_from'])})")
        for i, e in enumerate(levels)
    ]
    return f"{upper_first(country)} put its name to {_joined(parts)}."


def _levels(found: Found, name: str) -> list[Estimate]:
    levels = [found[f"{name}.{key}"] for key in ORDER if f"{name}.{key}" in found]
    if not levels:
        raise UsageError(f"no level of {name}", "sentence")
    return levels


def _of(e: Estimate) -> str:
    return f"{_whole(e, 'count'):,} of {e.n:,}"


def _whole(e: Estimate, name: str) -> int:
    value = e.details[name]
    assert isinstance(value, int)
    return value


def _when(e: Estimate) -> str:
    """Name a window by its administration, or by its place beside the event.

    "Since the event" would be wrong of a window that ended long before the record does.
    """
    name = e.details.get("window_name") or e.details.get("baseline_name")
    if name:
        return f"under {name}"
    key = str(e.details.get("window") or e.details.get("baseline"))
    return {"after": "after the event", "before": "in the window before the event"}.get(
        key, "in the window before that"
    )


def _since(e: Estimate) -> str:
    """Name the window after, beside a baseline."""
    return "since" if e.details.get("baseline_name") else "after the event"


def _moved(value: float) -> str:
    if round(value, 2) == 0:
        return "did not move"
    return f"{'rose' if value > 0 else 'fell'} by {abs(value):.2f}"


def _joined(parts: list[str]) -> str:
    return list_of(parts) if len(parts) != 2 else f"{parts[0]}, and {parts[1]}"


def _day(value: object) -> str:
    return day_in_words(date.fromisoformat(str(value)))
