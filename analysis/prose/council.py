"""The Security Council in words: who sat there, how it voted, and what so few votes can show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from analysis.record.reference import PERMANENT
from analysis.record.states import in_sentence
from analysis.words import listed, none_or, number, number_of, upper_first

__all__ = [
    "besides_sentence",
    "council_abstract",
    "dealt_sentence",
    "dots_in_words",
    "left_out_sentence",
    "no_change_sentence",
    "resolution_sentences",
    "rise_sentences",
    "seat_sentence",
    "unrecorded_sentence",
    "who_else",
]

SAID = {"yes": "voted yes", "no": "voted no", "abstain": "abstained"}


def seat_sentence(country: str, cast: int) -> str:
    """Say whether a state sits in the Council, and how many votes it cast there.

    Examples
    --------
    >>> seat_sentence("FRA", 12)
    'France is a permanent member and cast 12 votes in the Council.'
    """
    name = in_sentence(country)
    start = upper_first(name)
    if country in PERMANENT:
        return f"{start} is a permanent member and cast {cast:,} votes in the Council."
    if cast:
        votes = number_of(cast, "vote")
        return f"{start} was elected to the Council for a time and cast {votes} there."
    return (
        f"{start} cast no vote in the Council in this record; what follows shows the permanent "
        "members."
    )


def besides_sentence(drafts: pd.DataFrame) -> str:
    """Say which drafts stand beside the roll calls, and a blank before; empty if none does.

    Parameters
    ----------
    drafts : DataFrame
        Column ``date``: those that a list of vetoes names.

    Examples
    --------
    >>> besides_sentence(pd.DataFrame({"date": pd.to_datetime(["1990-05-31"])})).split(" (")[0]
    ' Beside them stands 1 draft that a list of vetoes names'
    """
    if drafts.empty:
        return ""
    stand, these = ("stands", "it") if len(drafts) == 1 else ("stand", "these")
    first, last = drafts["date"].min(), drafts["date"].max()
    days = f"of {first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    return (
        f" Beside them {stand} {number_of(len(drafts), 'draft')} that a list of vetoes names "
        f"(@tbl-veto-list), {days}: of {these} only the votes of those who vetoed are known."
    )


def council_abstract(seated: str, rests_on: str, votes: pd.DataFrame, besides: str = "") -> str:
    """Say what the record holds of the Council, and how the latest vote on Ukraine went.

    Parameters
    ----------
    seated : str
        From `seat_sentence`.
    rests_on : str
        The roll calls of the Council, in words.
    votes : DataFrame
        From `analysis.profile.council.council_votes`: those on Ukraine.
    besides : str
        From `besides_sentence`.
    """
    if votes.empty:
        return (
            f"**In short.** {seated} The record holds {rests_on or 'no roll call of the Council'}."
            f"{besides}"
        )
    last = votes.iloc[-1]
    outcomes = [f"{n} {what}" for what, n in votes["outcome"].value_counts().items()]
    how = [
        f"{in_sentence(s)} {SAID.get(last.get(s, ''), 'is not recorded')}"
        for s in ("USA", "RUS", "CHN", "FRA", "GBR")
    ]
    return (
        f"**In short.** {seated} The record holds {rests_on}; {len(votes)} of them are on Ukraine: "
        f"{listed(outcomes)}. On the latest, of {last['date']:%Y-%m-%d}, {listed(how)}."
        f"{besides} With so few votes on Ukraine most comparisons of them have no interval, and "
        "then none is given."
    )


def who_else(said: Mapping[str, str]) -> str:
    """Say who did not vote yes, in words; "all yes" if there is nobody.

    Parameters
    ----------
    said : mapping
        Of a vote in words to the codes of the states that cast it, joined by blanks.

    Examples
    --------
    >>> who_else({"no": "RUS", "abstain": "CHN IND"}), who_else({"no": "", "abstain": ""})
    ('no RUS; abstain CHN IND', 'all yes')
    """
    return "; ".join(f"{word} {codes}" for word, codes in said.items() if codes) or "all yes"


def resolution_sentences(votes: pd.DataFrame, symbol: str = "S/RES/2774(2025)") -> str:
    """Say how the resolution of February 2025 was adopted, and what sets it apart.

    Parameters
    ----------
    votes : DataFrame
        From `analysis.profile.council.council_votes`: those on Ukraine.
    symbol : str

    Returns
    -------
    str
        Empty if the record lacks the resolution.
    """
    day = votes[votes["symbol"] == symbol]
    if day.empty:
        return ""
    row = day.iloc[0]
    parted = (votes["USA"] == "yes") & (votes["RUS"] == "yes") & (votes["FRA"] != "yes")
    alone = (
        "It is the only text on Ukraine in this file on which the United States and Russia voted "
        "yes and France did not. "
        if parted.sum() == 1 and parted[day.index[0]]
        else ""
    )
    elected = listed([in_sentence(s) for s in row["others_abstain"].split()])
    return (
        f"Resolution 2774 of {row['date']:%-d %B %Y} was adopted with {row['yes']} votes in "
        f"favour, {row['no'] or 'none'} against and {row['abstain']} abstentions: France, the "
        f"United Kingdom and the elected members {elected}. {alone}On the vote of 23 March 2022 "
        "Russia and China alone voted yes, and the other thirteen members abstained; an abstention "
        "there and an abstention on resolution 2774 are the same cell of the record and not the "
        "same act."
    )


def rise_sentences(votes: pd.DataFrame, opposed: int, others: pd.Series) -> str:
    """Warn of what the dots of the Council rest on.

    Parameters
    ----------
    votes : DataFrame
        Column ``date``: the votes on Ukraine, at least one.
    opposed : int
        Those of them on which the United States and Russia did not vote the same.
    others : Series of Timestamp
        Days of the resolutions adopted on other subjects.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2022-02-25", "2022-09-30"])})
    >>> print(rise_sentences(days, 2, pd.Series([], dtype="datetime64[ns]")))
    This record holds the Council's votes on Ukraine alone, 2 in all. A dot rests on at most
    2 roll calls.
    """
    years = votes["date"].dt.year
    if others.empty:
        return (
            f"This record holds the Council's votes on Ukraine alone, {len(votes)} in all. A dot "
            f"rests on at most {number_of(int(years.value_counts().max()), 'roll call')}."
        )
    first, last = others.min().year, others.max().year
    against = (
        f"on {opposed} of the {number_of(len(votes), 'vote')} on Ukraine the United States and "
        "Russia did not vote the same"
    )
    if years.min() < first:
        return (
            f"Up to {first - 1} the record of the Council holds votes on Ukraine alone; {against}. "
            f"From {first} it holds adopted resolutions on all subjects, most of them unanimous, "
            "so that the dots of those years rest on other texts than the dots before. The rise "
            "between them is a rise of the file before it is one of agreement, and it must not be "
            "read as a change of any state."
        )
    when = f"{first}" if first == last else f"{first} to {last}"
    return (
        f"The record holds {number_of(len(others), 'resolution')} on other subjects, {when}, all "
        "of them adopted, so that agreement is high where the Council acted at all; "
        f"{against}."
    )


def left_out_sentence() -> str:
    """Say which drafts the dots leave out, and where they are counted."""
    return (
        "The dots leave out drafts of which only the votes of those who vetoed are known; "
        "@tbl-council-decades counts them."
    )


def dots_in_words(series: pd.DataFrame, most: int) -> str:
    """Write the values of a pair year by year, or of many years the ends and the extremes.

    Parameters
    ----------
    series : DataFrame
        Columns ``period, value, n``, without gaps, at least one row.
    most : int
        Years above which they are not told one by one.

    Examples
    --------
    >>> t = pd.DataFrame({"period": [2024, 2025], "value": [0.5, 1.0], "n": [3, 1]})
    >>> print(dots_in_words(t, 2))
    0.50 in 2024 (3 votes), 1.00 in 2025 (1 vote)
    >>> print(dots_in_words(t, 1))
    2 years, from 0.50 in 2024 to 1.00 in 2025; lowest 0.50 in 2024, highest 1.00 in 2025
    """

    def told(row: int) -> str:
        return f"{number(series['value'].iloc[row])} in {series['period'].iloc[row]}"

    if len(series) <= most:
        votes = [number_of(int(n), "vote") for n in series["n"]]
        return ", ".join(f"{told(k)} ({n})" for k, n in enumerate(votes))
    low, high = int(series["value"].argmin()), int(series["value"].argmax())
    return (
        f"{len(series)} years, from {told(0)} to {told(-1)}; lowest {told(low)}, highest "
        f"{told(high)}"
    )


def vetoed_sentence(name: str, own: int, drafts: int) -> str:
    """Say how many drafts of the Council a permanent member vetoed.

    Parameters
    ----------
    name : str
        As within a sentence.
    own, drafts : int
        Drafts that it vetoed, alone or with others, and all that were vetoed.

    Examples
    --------
    >>> vetoed_sentence("France", 18, 240)
    'Of 240 drafts that were vetoed, France voted against 18; @tbl-veto-list counts those of each.'
    >>> vetoed_sentence("France", 0, 1)
    'Of 1 draft that was vetoed, France voted against none; @tbl-veto-list counts those of each.'
    """
    were = "was" if drafts == 1 else "were"
    return (
        f"Of {number_of(drafts, 'draft')} that {were} vetoed, {name} voted against {none_or(own)}; "
        "@tbl-veto-list counts those of each."
    )


def no_change_sentence(country: str, reason: str = "") -> str:
    """Say why no change in the Council can be told.

    Parameters
    ----------
    country : str
        ISO3 code.
    reason : str
        What stood in the way; empty if nothing did and no member was met.
    """
    name = in_sentence(country)
    if not reason:
        return f"No member met {name} in the Council in both windows."
    return (
        f"The change of {name} in the Council cannot be computed. The reason: {reason}. That is no "
        "evidence of calm."
    )


def dealt_sentence(since: int, least: float) -> str:
    """Say how small a share of deals so few votes allow.

    Parameters
    ----------
    since : int
        Roll calls since the event.
    least : float
        The smallest share possible.
    """
    text = (
        f"With {since} roll call{'' if since == 1 else 's'} since the event no share can fall "
        f"below {least:.3f}"
    )
    if least > 0.05:
        return (
            f"{text}: the votes on Ukraine alone cannot show a change beyond doubt, whatever it "
            "was."
        )
    return f"{text}."


def unrecorded_sentence(event: date) -> str:
    """Say that votes on Ukraine lie on one side of the event only."""
    return (
        f"The record holds votes of the Council on Ukraine on one side of {event} only, so that "
        "nothing can be dealt anew."
    )
