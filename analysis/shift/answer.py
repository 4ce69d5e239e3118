"""The answer in words: sentences made from results, which say no more than the results do."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.estimate import Estimate, number

__all__ = ["against_allies", "direction", "placebo_sentence", "towards", "verdict"]


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
    return "up" if estimate.estimate > 0 else "down"


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

    Examples
    --------
    >>> import pandas as pd
    >>> t = pd.DataFrame({"state": ["USA"], "change": [1.0], "rank": [1]})
    >>> e = Estimate("x", "y", 1.0, p_value=0.01, n=100, table=t)
    >>> placebo_sentence(e, "USA", "the change")
    'USA ranks 1 of 100 states by the size of the change (placebo p = 0.010).'
    """
    rank = int(placebo.table.loc[placebo.table["state"] == country, "rank"].iloc[0])
    text = f"{country} ranks {rank} of {placebo.n} states by the size of {what}"
    p = placebo.p_value if placebo.p_value is not None else 1.0
    text += f" (placebo p = {p:.3f})"
    return f"{text}." if p <= alpha else f"{text}, which is not unusual at the 5% level."


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
        return f"The measures differ in sign: {parts}. No single one stands for all."
    way = words[next(iter(known.values()))]
    text = f"{' and '.join(known)} {way}"
    text = text[:1].upper() + text[1:]
    if open_:
        text += f"; for {' and '.join(open_)} the direction is not established"
    return f"{text}."
