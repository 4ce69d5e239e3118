"""Sentences on what is counted: levels first, then what changed and against which baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.words import list_of, times, upper_first

__all__ = [
    "alone_sentence",
    "bound_sentence",
    "by_name",
    "change_sentence",
    "consensus_sentence",
    "divided_sentence",
    "links_sentence",
    "newly_called_sentence",
    "no_sentence",
    "sponsor_sentence",
]

Found = Mapping[str, Estimate]

#: The windows in the order in which they are told.
ORDER = ("after", "before", "earlier")


def by_name(estimates: Iterable[Estimate]) -> dict[str, Estimate]:
    """Return estimates by their names."""
    return {e.name: e for e in estimates}


def no_sentence(found: Found, country: str) -> str:
    """Say how often a state voted No in each window.

    Parameters
    ----------
    found : mapping of name to Estimate
        Of `analysis.shift.counted.levels.levels`.
    country : str
        As it stands in a sentence.

    Examples
    --------
    >>> def level(key, share, count, name):
    ...     return Estimate(f"levels.no.{key}", "", share, n=100,
    ...                     details={"count": count, "window_name": name})
    >>> found = by_name([level("after", 0.9, 90, "Trump II"), level("before", 0.5, 50, "Biden")])
    >>> print(no_sentence(found, "the United States"))
    The United States voted No on 90 of 100 texts (90%) under Trump II, and on 50 of 100 (50%) under
    Biden.
    """
    parts = [
        f"{'on ' if i else 'No on '}{_of(e)}{'' if i else ' texts'} ({e.estimate:.0%}) {_when(e)}"
        for i, e in enumerate(_levels(found, "levels.no"))
    ]
    return f"{upper_first(country)} voted {_joined(parts)}."


def alone_sentence(found: Found, country: str) -> str:
    """Say how often a state was the only one to vote No.

    Examples
    --------
    >>> e = Estimate("levels.alone_no.after", "", 0.2, n=10,
    ...              details={"count": 2, "window": "after"})
    >>> print(alone_sentence(by_name([e]), "Argentina"))
    Argentina was the only state to vote No twice since the event.
    """
    levels = _levels(found, "levels.alone_no")
    if not any(e.details["count"] for e in levels):
        return f"{upper_first(country)} was never the only state to vote No in these windows."
    parts = [f"{times(_whole(e, 'count'))} {_when(e)}" for e in levels]
    return f"{upper_first(country)} was the only state to vote No {_joined(parts)}."


def divided_sentence(found: Found, country: str, allies: str, rival: str) -> str:
    """Say how a state voted on the texts on which its allies and the rival differed.

    Examples
    --------
    >>> def side(name, share, count):
    ...     return Estimate(f"divided.{name}.after", "", share, n=10,
    ...                     details={"count": count, "window_name": "Trump II"})
    >>> found = by_name([side("allies", 0.3, 3), side("rival", 0.2, 2), side("neither", 0.5, 5)])
    >>> print(divided_sentence(found, "the United States", "its allies", "Russia"))
    On texts on which most of its allies and Russia voted differently, the United States voted as
    its allies on 3, as Russia on 2 and as neither on 5 of 10 under Trump II.
    """
    parts = []
    for key in ORDER:
        sides = [found.get(f"divided.{side}.{key}") for side in ("allies", "rival", "neither")]
        known = [e for e in sides if e is not None]
        if len(known) == len(sides):
            one, two, three = (_whole(e, "count") for e in known)
            parts.append(
                f"as {allies} on {one:,}, as {rival} on {two:,} and as neither on {three:,} "
                f"of {known[0].n:,} {_when(known[0])}"
            )
    if not parts:
        raise UsageError("no divided text is counted", "divided_sentence")
    return (
        f"On texts on which most of {allies} and {rival} voted differently, {country} voted "
        f"{'; '.join(parts)}."
    )


def change_sentence(change: Estimate, what: str) -> str:
    """Say whether a change exists against both baselines, or against one of them alone.

    Parameters
    ----------
    change : Estimate
        A change of `analysis.shift.counted`, against either baseline.
    what : str
        What changed, as it stands at the beginning of a sentence.

    Examples
    --------
    >>> e = Estimate("x", "", 0.3, details={"stands": "before only", "directions":
    ...     {"before": "up", "earlier": "unclear"}})
    >>> print(change_sentence(e, "the share of No"))
    The share of No rose against the window before; against the one before that no change is
    established.
    """
    stands = change.details.get("stands")
    ways = change.details.get("directions")
    if not isinstance(ways, Mapping):
        raise UsageError("an estimate without directions", change.name)
    verb = {"up": "rose", "down": "fell"}
    start = upper_first(what)
    before, earlier = (str(ways[key]) for key in ("before", "earlier"))
    if stands == "both":
        return f"{start} {verb[before]} against both windows before."
    if stands == "opposite":
        return (
            f"{start} {verb[before]} against the window before and {verb[earlier]} against the one "
            "before that."
        )
    if stands == "before only":
        return (
            f"{start} {verb[before]} against the window before; against the one before that no "
            "change is established."
        )
    if stands == "earlier only":
        return (
            f"No change of {what} is established against the window before; against the one before "
            f"that it {verb[earlier]}."
        )
    if stands == "neither":
        return f"No change of {what} is established against either window before."
    if before in verb:
        return (
            f"{start} {verb[before]} against the window before; for the one before that there is "
            "no number to compare with."
        )
    return f"Whether {what} changed cannot be said against both windows before."


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
        f"{n:,} texts voted on {_when(e)} and since, {country} voted otherwise than before on {k:,}"
        if n
        else f"the texts voted on since, none was voted on {_when(e)}"
        for e, n, k in parts
    ]
    return f"Of {'; of '.join(said)}."


def bound_sentence(found: Found, allies: str, rival: str) -> str:
    """Say how large the gap is beside what it could be at most.

    Examples
    --------
    >>> def one(name, value):
    ...     return Estimate(f"bound.{name}.after", "", value, details={"window": "after"})
    >>> found = by_name([one("gap", 0.05), one("bound", 0.28)])
    >>> print(bound_sentence(found, "its allies", "Russia"))
    The gap between agreement with its allies and with Russia is 0.05 since the event; the distance
    between the two lets it be 0.28 at most.
    """
    gap, most = found.get("bound.gap.after"), found.get("bound.bound.after")
    if gap is None or most is None:
        raise UsageError("no gap and bound since the event", "bound_sentence")
    return (
        f"The gap between agreement with {allies} and with {rival} is {gap.estimate:.2f} "
        f"{_when(gap)}; the distance between the two lets it be {most.estimate:.2f} at most."
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
    parts = [
        f"{_of(e)}{'' if i else ' texts submitted by states'} ({e.estimate:.0%}) {_when(e)}"
        + ("" if e.details["complete"] else f" (recorded from {e.details['recorded_from']})")
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
    """Name a window by its administration, or by its place beside the event."""
    name = e.details.get("window_name") or e.details.get("baseline_name")
    if name:
        return f"under {name}"
    key = str(e.details.get("window") or e.details.get("baseline"))
    return {"after": "since the event", "before": "in the window before it"}.get(
        key, "in the one before that"
    )


def _moved(value: float) -> str:
    if round(value, 2) == 0:
        return "did not move"
    return f"{'rose' if value > 0 else 'fell'} by {abs(value):.2f}"


def _joined(parts: list[str]) -> str:
    return list_of(parts) if len(parts) != 2 else f"{parts[0]}, and {parts[1]}"
