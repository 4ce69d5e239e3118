"""The answer in words: sentences made from results, which say no more than the results do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate, number
from analysis.record.states import in_sentence, state_name
from analysis.study import Study
from analysis.tables import literal

__all__ = ["abstract", "against_allies", "direction", "placebo_sentence", "towards", "verdict"]


def direction(estimate: Estimate) -> str:
    """Say which way a change went: ``up``, ``down``, or ``unclear`` if zero is in the interval.

    Without an interval the direction is ``unclear`` too: a point estimate is not a finding.

    Examples
    --------
    >>> direction(Estimate("x", "y", 0.3, low=0.1, high=0.5))
    'up'
    >>> direction(Estimate("x", "y", 0.3, low=-0.1, high=0.5))
    'unclear'
    """
    if not estimate.excludes_zero:
        return "unclear"
    # A percentile interval need not hold its estimate: both have to point the same way.
    if estimate.low is not None and estimate.low > 0 and estimate.estimate > 0:
        return "up"
    if estimate.high is not None and estimate.high < 0 and estimate.estimate < 0:
        return "down"
    return "unclear"


def towards(estimate: Estimate, country: str, other: str, measure: str = "agreement") -> str:
    """Say in a sentence whether agreement of two states rose.

    Parameters
    ----------
    estimate : Estimate
        A change in agreement.
    country, other : str
        Names as they stand in a sentence.
    measure : str
        What agreement is measured by, as it stands in a sentence.

    Examples
    --------
    >>> towards(Estimate("x", "y", -0.4, low=-0.5, high=-0.3), "the US", "France", "raw agreement")
    'Raw agreement of the US with France fell (-0.40 [-0.50, -0.30]).'
    """
    start = f"{measure[:1].upper()}{measure[1:]} of {country} with {other}"
    ways = {"up": "rose", "down": "fell"}
    way = direction(estimate)
    if way in ways:
        return f"{start} {ways[way]} ({estimate.interval()})."
    if estimate.estimate != estimate.estimate:
        return f"{start} is not defined in both windows, so there is no change to report."
    if estimate.low is None:
        return (
            f"{start} changed by {number(estimate.estimate)} on too few days of voting for an "
            "interval; its direction is not established."
        )
    return (
        f"{start} changed by {estimate.interval()}: the interval includes zero, so its "
        "direction is not established."
    )


def against_allies(estimate: Estimate, country: str, rival: str) -> str:
    """Say what a change in agreement with allies less that with the rival means.

    Examples
    --------
    >>> against_allies(Estimate("x", "y", -0.6, low=-0.8, high=-0.4), "the US", "Russia")
    'Measured against its allies, the US moved towards Russia (-0.60 [-0.80, -0.40]).'
    """
    way = direction(estimate)
    if estimate.estimate != estimate.estimate:
        return (
            f"Whether {country} moved towards {rival} or towards its allies cannot be said: the "
            "measure is not defined in both windows."
        )
    if way == "unclear":
        why = (
            "there are too few days of voting for an interval"
            if estimate.low is None
            else "the interval includes zero"
        )
        return (
            f"Whether {country} moved towards {rival} or towards its allies is not established "
            f"({estimate.interval()}; {why})."
        )
    to = f"towards {rival}" if way == "down" else f"away from {rival}"
    return f"Measured against its allies, {country} moved {to} ({estimate.interval()})."


def placebo_sentence(placebo: Estimate, country: str, what: str, alpha: float = 0.05) -> str:
    """Say how rare a change is among all states.

    Parameters
    ----------
    placebo : Estimate
        From `analysis.shift.placebo.placebo_rank`: its p-value is the rank over n.
    country : str
        Code or name, as it stands in the sentence.
    what : str
        The change, as it stands in the sentence.
    alpha : float
        The p-value up to which the change is called unusual.

    Raises
    ------
    UsageError
        If the estimate has no p-value.

    Examples
    --------
    >>> e = Estimate("x", "y", 1.0, p_value=0.01, n=100)
    >>> placebo_sentence(e, "USA", "the change")
    'USA ranks 1 of 100 states by the size of the change (placebo p = 0.010).'
    """
    if placebo.p_value is None:
        raise UsageError("an estimate without a p-value has no rank", placebo.name)
    p = placebo.p_value
    rank = round(p * placebo.n)
    by = (
        "from the largest increase in" if "largest increase" in placebo.method else "by the size of"
    )
    text = f"{country} ranks {rank} of {placebo.n} states {by} {what} (placebo p = {p:.3f})"
    return f"{text}." if p <= alpha else f"{text}, which is not unusual at the {alpha:.0%} level."


def abstract(
    study: Study,
    rests_on: str,
    moved: Estimate,
    dyads: Mapping[str, Estimate],
    gaps: Mapping[str, Estimate],
    placebos: Sequence[Estimate],
    surprising: pd.DataFrame,
    ranked: int,
) -> str:
    """Write the abstract of a report from its results.

    Parameters
    ----------
    study : Study
    rests_on : str
        Which roll calls, in words.
    moved : Estimate
        The global shift.
    dyads, gaps : mapping of measure to Estimate
        Change in agreement with the rival; with allies less the rival.
    placebos : sequence of Estimate
        From `analysis.shift.placebo.placebo_rank`.
    surprising : DataFrame
        At most one row of `analysis.shift.surprise.surprise`: the most surprising vote on the
        issue on the first day of voting on it after the event.
    ranked : int
        Votes that have a rank.

    Returns
    -------
    str
        Markdown; every sentence is bound to an interval, a p-value or a count.
    """
    country, rival = in_sentence(study.country), in_sentence(study.rival)
    text = [
        f"From {rests_on}, this report measures how the votes of {country} changed on "
        f"{study.event.day} {study.event:%B %Y}, against the time since "
        f"{study.before.day} {study.before:%B %Y}."
    ]
    text += [towards(e, country, rival, measure) for measure, e in dyads.items()]
    text += [f"By {measure}: {against_allies(e, country, rival)}" for measure, e in gaps.items()]
    way = {"up": "rose", "down": "fell"}.get(direction(moved))
    text.append(
        f"The ideal point of {country} {way} by {moved.interval()} standard deviations."
        if way
        else f"The ideal point of {country} changed by {moved.interval()} standard deviations, "
        "an interval that includes zero."
    )
    text += [placebo_sentence(p, state_name(study.country), f"the {p.estimand}") for p in placebos]
    for vote in surprising.itertuples():
        rank = "" if pd.isna(vote.rank) else f", rank {vote.rank:,} of {ranked:,}"
        text.append(
            f"The least expected vote on the issue, on {literal(vote.symbol or vote.id)}, had a "
            f"surprise of {vote.bits:.1f} bits{rank}."
        )
    text.append("The agenda differs between the two windows; the sections say how far.")
    return " ".join(text)


def verdict(shifts: Mapping[str, Estimate]) -> str:
    """Compare directions of several quantities and say whether they tell one story.

    Parameters
    ----------
    shifts : mapping from a label to Estimate
        At least one.

    Returns
    -------
    str
        One sentence: all up, all down, of both signs, or not established.

    Examples
    --------
    >>> up = Estimate("x", "y", 0.3, low=0.1, high=0.5)
    >>> down = Estimate("x", "y", -0.3, low=-0.5, high=-0.1)
    >>> verdict({"kappa": up, "raw agreement": down})
    'The measures differ in sign: kappa rose, raw agreement fell. No single one stands for all.'
    """
    ways = {label: direction(e) for label, e in shifts.items()}
    known = {k: v for k, v in ways.items() if v != "unclear"}
    open_ = [k for k, v in ways.items() if v == "unclear"]
    words = {"up": "rose", "down": "fell"}
    if not known:
        return "No measure establishes a direction."
    if len(set(known.values())) == 2:
        parts = ", ".join(f"{k} {words[v]}" for k, v in known.items())
        rest = f"; for {_and(open_)} the direction is not established" if open_ else ""
        return f"The measures differ in sign: {parts}{rest}. No single one stands for all."
    way = words[next(iter(known.values()))]
    text = f"{_and(list(known))} {way}"
    text = text[:1].upper() + text[1:]
    if open_:
        text += f"; for {_and(open_)} the direction is not established"
    return f"{text}."


def _and(items: Sequence[str]) -> str:
    return " and ".join([*([", ".join(items[:-1])] if items[:-1] else []), items[-1]])
