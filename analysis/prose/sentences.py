"""The answer in words: sentences made from results, which say no more than the results do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.words import listed, number, times, upper_first

__all__ = [
    "against_allies",
    "bounds_sentence",
    "direction",
    "placebo_sentence",
    "placebo_sentences",
    "towards",
    "undescribed",
    "verdict",
    "votes_since",
    "why_open",
]


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
    return estimate.direction


def why_open(estimate: Estimate) -> str:
    """Say why an estimate has no direction.

    Examples
    --------
    >>> why_open(Estimate("x", "y", 0.3, low=-0.1, high=0.5))
    'the interval includes zero'
    >>> why_open(Estimate("x", "y", -0.01, low=0.01, high=0.5))
    'the estimate lies on the other side of zero than the interval'
    """
    if not estimate.is_finding:
        return "the model does not describe this state there"
    if estimate.excludes_zero is None:
        return "there are too few days of voting for an interval"
    if not estimate.excludes_zero:
        return "the interval includes zero"
    return "the estimate lies on the other side of zero than the interval"


def undescribed(estimate: Estimate) -> str:
    """Say why a number of a model is not told: each window that the model does not describe.

    Examples
    --------
    >>> undescribed(Estimate("x", "change in the ideal point", 0.3))
    ''
    """
    return " ".join(gate.sentence() for gate in estimate.gates if not gate.describes)


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
    start = f"{upper_first(measure)} of {country} with {other}"
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
        f"{start} changed by {estimate.interval()}: {why_open(estimate)}, so its direction is not "
        "established."
    )


def against_allies(
    estimate: Estimate,
    rival: str,
    measure: str = "agreement",
    group: str = "its allies",
    known: bool = False,
) -> str:
    """Say how the gap between agreement with the allies and with the rival changed.

    Parameters
    ----------
    estimate : Estimate
        Change in agreement with the allies minus that with the rival.
    rival, measure, group : str
        As they stand in a sentence.
    known : bool
        Whether the gap has been explained before.

    Examples
    --------
    >>> e = Estimate("x", "y", -0.6, low=-0.8, high=-0.4)
    >>> print(against_allies(e, "Russia", "raw agreement"))
    The gap, agreement with its allies minus agreement with Russia, fell by raw agreement (-0.60
    [-0.80, -0.40]).
    >>> against_allies(e, "Russia", "kappa", known=True)
    'The gap fell by kappa (-0.60 [-0.80, -0.40]).'
    """
    gap = "The gap" if known else f"The gap, agreement with {group} minus agreement with {rival},"
    if estimate.estimate != estimate.estimate:
        return f"{gap} is not defined in both windows by {measure}, so there is no change to tell."
    way = direction(estimate)
    if way == "unclear":
        return (
            f"{gap} changed by {estimate.interval()} by {measure}: {why_open(estimate)}, so its "
            "direction is not established."
        )
    return f"{gap} {'fell' if way == 'down' else 'rose'} by {measure} ({estimate.interval()})."


def bounds_sentence(before: pd.Series, after: pd.Series, rival: str) -> str:
    """Say where kappa lies between the bounds that shares of votes set to it.

    Parameters
    ----------
    before, after : Series
        Rows of `analysis.agreement.expected`: ``kappa, lowest, highest``.
    rival : str
        Name as it stands in a sentence.

    Returns
    -------
    str
        Empty where kappa or its bounds are undefined on either side, or leave no room.

    Examples
    --------
    >>> row = pd.Series({"kappa": 0.0, "lowest": -0.5, "highest": 0.5})
    >>> print(bounds_sentence(row, row * 0.2, "Russia"))
    Kappa with Russia could lie between -0.50 and 0.50 before the event and between -0.10 and 0.10
    since; of that range 50% lay below it before and 50% since.
    """
    places = []
    for row in (before, after):
        room = row["highest"] - row["lowest"]
        if not room > 0:  # also where it is NaN
            return ""
        places.append((row["kappa"] - row["lowest"]) / room)
    if any(pd.isna(place) for place in places):
        return ""
    return (
        f"Kappa with {rival} could lie between {number(before['lowest'])} and "
        f"{number(before['highest'])} before the event and between {number(after['lowest'])} and "
        f"{number(after['highest'])} since; of that range "
        f"{places[0]:.0%} lay below it before and {places[1]:.0%} since."
    )


def votes_since(texts: pd.DataFrame, country: str, rival: str, group: str = "its allies") -> str:
    """Count how a state voted on an issue since the event, beside the rival and the allies.

    Parameters
    ----------
    texts : DataFrame
        Columns ``own, rival, allies``: votes in words, one row a roll call since the event.
    country, rival, group : str
        Names as they stand in a sentence.

    Examples
    --------
    >>> t = pd.DataFrame({"own": ["no", "yes"], "rival": ["no", "no"], "allies": ["yes", "yes"]})
    >>> print(votes_since(t, "the US", "Russia"))
    On the 2 roll calls on the issue since, the US voted once as Russia did and once as most of its
    allies did.
    """
    if texts.empty:
        return "The record holds no roll call on the issue in the window after the event."
    cast = texts[texts["own"].isin(["yes", "abstain", "no"])]
    with_rival = int((cast["own"] == cast["rival"]).sum())
    with_allies = int((cast["own"] == cast["allies"]).sum())
    calls = f"the {len(texts)} roll calls" if len(texts) > 1 else "the one roll call"
    return (
        f"On {calls} on the issue since, {country} voted {times(with_rival)} as {rival} did and "
        f"{times(with_allies)} as most of {group} did."
    )


def placebo_sentence(placebo: Estimate, country: str, what: str, alpha: float = 0.05) -> str:
    """Say how rare a change is among all states: how many moved as far.

    Parameters
    ----------
    placebo : Estimate
        From `analysis.shift.designs.placebo.placebo_rank`: with a rank, and in what order.
    country : str
        Name as it stands in the sentence.
    what : str
        The change, as it stands in the sentence.
    alpha : float
        The share of states up to which the change is called unusual.

    Raises
    ------
    UsageError
        If the estimate has no p-value or no rank.

    Examples
    --------
    >>> e = Estimate("x", "y", 1.0, p_value=0.02, n=100, rank=2)
    >>> placebo_sentence(e, "the US", "the change in kappa")
    'By the change in kappa, 2 of 100 states moved as far, the US among them.'
    >>> placebo_sentence(Estimate("x", "y", 1.0, p_value=0.01, n=100, rank=1), "Peru", "the change")
    'By the change, none of the 99 other states moved as far as Peru.'
    """
    if placebo.p_value is None or placebo.rank is None:
        raise UsageError("an estimate without a p-value has no rank", placebo.name)
    n = int(placebo.n or 0)
    moved = "rose as much" if placebo.details.get("order") == "increase" else "moved as far"
    if placebo.rank == 1:
        text = f"By {what}, none of the {n - 1:,} other states {moved} as {country}"
    else:
        text = f"By {what}, {placebo.rank:,} of {n:,} states {moved}, {country} among them"
    median = placebo.details.get("median")
    if isinstance(median, float):
        text += f"; each is set against the median state, which changed by {number(median)}"
        if placebo.details.get("studentised"):
            text += ", and measured in its own standard errors"
    if placebo.p_value <= alpha:
        return f"{text}."
    few = placebo.rank == 1
    return f"{text}. {'Among so few that says little.' if few else 'That is not unusual.'}"


def placebo_sentences(placebos: Sequence[Estimate], country: str, alpha: float = 0.05) -> str:
    """Say how rare several changes are among all states; what holds of all is said once.

    Parameters
    ----------
    placebos : sequence of Estimate
        As for `placebo_sentence`, each with the change in words as its estimand.
    country : str
    alpha : float

    Examples
    --------
    >>> e = Estimate("x", "change in kappa", 1.0, p_value=0.3, n=100, rank=30)
    >>> f = Estimate("x", "change in raw agreement", 1.0, p_value=0.4, n=90, rank=36)
    >>> print(placebo_sentences([f, e], "Peru"))
    By the change in raw agreement, 36 of 90 states moved as far, Peru among them; by the change in
    kappa, 30 of 100. None of these is unusual.
    """
    if len(placebos) == 1:
        return placebo_sentence(placebos[0], country, f"the {placebos[0].estimand}", alpha)
    told: list[str] = []
    few: list[str] = []
    usual: list[str] = []
    for k, p in enumerate(placebos):
        if p.p_value is None or p.rank is None:
            raise UsageError("an estimate without a p-value has no rank", p.name)
        n = int(p.n or 0)
        rose = p.details.get("order") == "increase"
        moved = "" if k else f" {'rose as much' if rose else 'moved as far'}"
        if p.rank == 1:
            as_it = f"{moved} as {country}" if moved else ""
            told.append(f"by the {p.estimand}, none of the {n - 1:,} other states{as_it}")
        else:
            among = "" if k else f" states{moved}, {country} among them"
            told.append(f"by the {p.estimand}, {p.rank:,} of {n:,}{among}")
        if p.p_value > alpha:
            (few if p.rank == 1 else usual).append(p.estimand)
    said = [f"{upper_first('; '.join(told))}."]
    medians = [p.details.get("median") for p in placebos]
    if all(isinstance(m, float) for m in medians):
        which = listed([number(float(str(m))) for m in medians])
        said.append(f"Each is set against the median state, which changed by {which}.")
    if len(usual) == len(placebos):
        said.append("None of these is unusual.")
    elif usual:
        said.append(f"By the {listed(usual)} that is not unusual.")
    if few:
        said.append("Among so few states it says little that none moved as far.")
    return " ".join(said)


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
        rest = f"; for {listed(open_)} the direction is not established" if open_ else ""
        return f"The measures differ in sign: {parts}{rest}. No single one stands for all."
    way = words[next(iter(known.values()))]
    text = f"{listed(list(known))} {way}"
    text = upper_first(text)
    if open_:
        text += f"; for {listed(open_)} the direction is not established"
    return f"{text}."
