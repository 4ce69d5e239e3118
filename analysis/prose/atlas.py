"""What the atlas says in words, from the numbers it shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.record.states import in_sentence
from analysis.shift.quantities import alliances_in_words, group_names
from analysis.study import Study
from analysis.tables import minus
from analysis.words import (
    apart,
    day_in_words,
    days_in_words,
    list_of,
    listed,
    none_or,
    number,
    number_of,
    upper_first,
)

__all__ = [
    "alone_sentence",
    "called_sentence",
    "chart_words",
    "described_sentence",
    "described_title",
    "divided_note",
    "divided_sentence",
    "lead_sentence",
    "missing_sentences",
    "no_sides_sentence",
    "position_sentence",
    "sponsor_sentence",
    "treated_sentence",
    "unsettled_sentence",
]

#: Beyond these the chains of a sampler are called slow.
R_HAT, ESS = 1.01, 400
#: States named in a sentence.
NAMED = 3


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def lead_sentence(state: str, near: pd.DataFrame, far: pd.DataFrame, span: str) -> str:
    """Say whom a state votes with, in levels.

    Parameters
    ----------
    state : str
    near, far : DataFrame
        ``state, value``; the nearest first, the farthest last.
    span : str
        The years, such as ``2024 to 2026``.

    Examples
    --------
    >>> near = pd.DataFrame({"state": ["CZE"], "value": [0.944]})
    >>> far = pd.DataFrame({"state": ["PRK"], "value": [0.2]})
    >>> lead_sentence("HUN", near, far, "2024 to 2026")
    'In 2024 to 2026 Hungary voted most like Czechia (94%) and least like North Korea (20%).'
    >>> lead_sentence("TUV", near.head(0), far.head(0), "")
    'Too few states share votes with Tuvalu to say whom it votes with.'
    """
    if near.empty or far.empty:
        return f"Too few states share votes with {in_sentence(state)} to say whom it votes with."

    def words(part: pd.DataFrame) -> str:
        told = zip(part["state"], part["value"], strict=True)
        return listed([f"{in_sentence(str(s))} ({_percent(v)})" for s, v in told])

    return (
        f"In {span} {in_sentence(state)} voted most like {words(near.head(NAMED))} and least like "
        f"{words(far.iloc[::-1].head(NAMED))}."
    )


def position_sentence(state: str, own: pd.Series, lower: int, others: int) -> str:
    """Say where a state stands in a year.

    Parameters
    ----------
    state : str
    own : Series
        ``year, mean, q05, q95, n_votes``.
    lower, others : int
        Other states with a lower mean that year, and all others.

    Examples
    --------
    >>> own = pd.Series({"year": 2025, "mean": 0.5, "q05": 0.4, "q95": 0.6, "n_votes": 90})
    >>> position_sentence("HUN", own, 150, 190)
    'In 2025 the ideal point of Hungary was 0.50 (90% interval 0.40 to 0.60, from 90 votes on which
    states differed): 150 of the 190 other states stood lower.'
    """
    mean, low, high = (minus(number(own[column])) for column in ("mean", "q05", "q95"))
    return (
        f"In {int(own['year'])} the ideal point of {in_sentence(state)} was {mean} "
        f"(90% interval {low} to {high}, from {number_of(int(own['n_votes']), 'vote')} on which "
        f"states differed): {lower:,} of the {others:,} other states stood lower."
    )


def described_sentence(state: str, gates: pd.DataFrame) -> str:
    """Say in which years the line does not describe a state, or that it was not asked.

    Parameters
    ----------
    state : str
    gates : DataFrame
        ``first, last, bits, bits_constant, describes``, of the state.

    Examples
    --------
    >>> gates = pd.DataFrame({"first": ["2021-01-01", "2025-01-01"], "last": ["2024-12-31"] * 2,
    ...     "bits": [0.5, 3.76], "bits_constant": [1.0, 0.6], "describes": [True, False]})
    >>> described_sentence("USA", gates.head(1))
    'The line describes the United States in 2021 to 2024: it predicts votes that were hidden from
    it better than shares of Yes, abstention and No do. Earlier years were not tried.'
    >>> described_sentence("USA", gates).split(":")[0]
    'The line does not describe the United States in 2025 to 2024'
    >>> described_sentence("DDR", gates.head(0))
    'Whether a line describes the German Democratic Republic was not tried.'
    """
    if gates.empty:
        return f"Whether a line describes {in_sentence(state)} was not tried."
    spans = [
        f"{str(first)[:4]} to {str(last)[:4]}"
        for first, last in zip(gates["first"], gates["last"], strict=True)
    ]
    fails = [not d for d in gates["describes"]]
    out = []
    good = [s for s, f in zip(spans, fails, strict=True) if not f]
    for span, fail, row in zip(spans, fails, gates.itertuples(), strict=True):
        if fail:
            own, shares = apart(2 ** float(str(row.bits)), 2 ** float(str(row.bits_constant)))
            out.append(
                f"The line does not describe {in_sentence(state)} in {span}: votes that were "
                f"hidden from it were as unexpected as 1 in {own} on average, to shares of Yes, "
                f"abstention and No as 1 in {shares}. Its points of these years, and changes of "
                "them, are no finding."
            )
    if good:
        out.append(
            f"The line describes {in_sentence(state)} in {listed(good)}: it predicts votes that "
            "were hidden from it better than shares of Yes, abstention and No do."
        )
    return " ".join([*out, "Earlier years were not tried."])


def unsettled_sentence(own: pd.DataFrame) -> str:
    """Name the years whose points the sampler has not settled; "" where there are none.

    Examples
    --------
    >>> unsettled_sentence(pd.DataFrame({"year": [1958], "r_hat": [1.02], "ess": [900]}))
    'Rings mark 1958, where the chains of the sampler mixed slowly and the interval is rough.'
    """
    weak = own[(own["r_hat"] > R_HAT) | (own["ess"] < ESS)]
    if weak.empty:
        return ""
    years = listed([str(y) for y in weak["year"]])
    return (
        f"Rings mark {years}, where the chains of the sampler mixed slowly and the interval is "
        "rough."
    )


def divided_sentence(study: Study, counts: pd.Series, span: str) -> str:
    """Say how a state voted where most of its allies and its rival differed.

    Parameters
    ----------
    study : Study
    counts : Series
        ``divided`` (texts on which it voted), ``allies, rival, neither``.
    span : str
        The years.

    Examples
    --------
    >>> counts = pd.Series({"divided": 100, "allies": 70, "rival": 10, "neither": 20})
    >>> study = Study(country="HUN", rival="CHN", allies=["NATO", "EU"])
    >>> divided_sentence(study, counts, "2024 to 2026")
    'On 100 texts of 2024 to 2026 on which Hungary voted, most of its allies (NATO and EU) voted
    otherwise than China. Hungary voted as the allies on 70%, as China on 10% and as neither on
    20%.'
    """
    n = int(counts["divided"])
    name, rival = in_sentence(study.country), in_sentence(study.rival)
    if not n:
        return (
            f"{upper_first(name)} voted on no text of {span} on which {_most_of(study)} voted "
            f"otherwise than {rival}."
        )
    a, b, c = (_percent(counts[k] / n) for k in ("allies", "rival", "neither"))
    return (
        f"On {number_of(n, 'text')} of {span} on which {name} voted, {_most_of(study)} voted "
        f"otherwise than {rival}. {upper_first(name)} voted as {group_names(study)[1]} on {a}, as "
        f"{rival} on {b} and as neither on {c}."
    )


def _most_of(study: Study) -> str:
    """Name the allies of a study, and who they are."""
    group, who = group_names(study)[0], alliances_in_words(study)
    if group == who:  # one state
        return group
    return f"most of {group}" if who in group else f"most of {group} ({who})"


def divided_note(study: Study) -> str:
    """Say by which rule allies and rival were chosen, and where a report has the same.

    Examples
    --------
    >>> divided_note(Study(country="TUR", allies=["NATO"], event="2024-01-01",
    ...                    before="2020-01-01", until="2026-12-31"))
    'Whole texts on which most of its allies (NATO) on the day voted otherwise than Russia, and it
    voted. Allies and rival are those of page one of a report on Türkiye (event 1 January 2024).'
    """
    return (
        f"Whole texts on which {_most_of(study)} on the day voted otherwise than "
        f"{in_sentence(study.rival)}, and it voted. Allies and rival are those of page one of a "
        f"report on {in_sentence(study.country)} (event {day_in_words(study.event)})."
    )


def no_sides_sentence(study: Study) -> str:
    """Say that there are no divided texts of a state.

    Examples
    --------
    >>> no_sides_sentence(Study(country="SSD", rival="USA", allies=[]))
    'South Sudan cast no vote before these years by which allies and a rival could be chosen.'
    """
    name = in_sentence(study.country)
    if not study.allies:
        return (
            f"{upper_first(name)} cast no vote before these years by which allies and a rival "
            "could be chosen."
        )
    return (
        f"The record has no text on which {_most_of(study)} voted otherwise than "
        f"{in_sentence(study.rival)}, and {name} voted."
    )


def called_sentence(state: str, called: int, no: int, since: str) -> str:
    """Say how a state voted on texts that were adopted without a vote the time before.

    Examples
    --------
    >>> called_sentence("USA", 111, 92, "2019-10-10")
    'The United States voted on 111 texts that had been adopted without a vote the time before: No
    on 92. Adoptions without a vote are in the record from 10 October 2019; before that day such
    texts cannot be told.'
    >>> called_sentence("USA", 0, 0, "")
    'The record holds no adoptions without a vote, so that texts called to a vote after years
    without one cannot be told.'
    """
    if not since:
        return (
            "The record holds no adoptions without a vote, so that texts called to a vote after "
            "years without one cannot be told."
        )
    return (
        f"{upper_first(in_sentence(state))} voted on {number_of(called, 'text')} that had been "
        f"adopted without a vote the time before: No on {none_or(no)}. Adoptions without a vote "
        f"are in the record from {days_in_words(since)}; before that day such texts cannot be told."
    )


def alone_sentence(state: str, alone: int, held: int, shown: int) -> str:
    """Say on how many texts no other state voted as this one did.

    Parameters
    ----------
    state : str
    alone, held, shown : int
        Texts counted, those of them that the record here holds, those listed.

    Examples
    --------
    >>> alone_sentence("HUN", 1, 1, 1)
    'On 1 text no other state voted as Hungary did.'
    >>> alone_sentence("ISR", 224, 224, 60)
    'On 224 texts no other state voted as Israel did; the latest 60 are listed.'
    >>> alone_sentence("ISR", 224, 1, 1)
    'On 224 texts no other state voted as Israel did; the record here holds 1 of them.'
    """
    if not alone:
        return f"There is no text on which only {in_sentence(state)} voted as it did."
    some = f"; the latest {shown} are listed" if shown < held else ""
    if held < alone:
        some = f"; the record here holds {none_or(held)} of them"
    return f"On {number_of(alone, 'text')} no other state voted as {in_sentence(state)} did{some}."


def sponsor_sentence(state: str, texts: int, of: int, since: str, others: Sequence[str]) -> str:
    """Say how many texts a state put its name to, and who most often with it.

    Examples
    --------
    >>> sponsor_sentence("HUN", 543, 1200, "2019-10-10", ["PRT", "AUT"])
    'Hungary put its name to 543 of the 1,200 adopted texts that states submitted since 10 October
    2019, most often with Portugal and Austria.'
    """
    if not since:
        return "The record names the sponsors of no text."
    often = f", most often with {list_of([in_sentence(s) for s in others])}" if others else ""
    return (
        f"{upper_first(in_sentence(state))} put its name to {none_or(texts)} of the {of:,} adopted "
        f"texts that states submitted since {days_in_words(since)}{often}."
    )


def treated_sentence(treated: str, symbol: str) -> str:
    """Say how a text was treated the time before.

    Parameters
    ----------
    treated : {"vote", "without a vote", "never seen", ""}
    symbol : str
        Of the time before.

    Examples
    --------
    >>> treated_sentence("without a vote", "A/RES/79/9")
    'The time before, as A/RES/79/9, it was adopted without a vote.'
    """
    as_ = f", as {symbol}," if symbol else ""
    return {
        "vote": f"The time before{as_} it was voted on.",
        "without a vote": f"The time before{as_} it was adopted without a vote.",
        "never seen": "The record has not seen this text before.",
    }.get(treated, "")


def described_title(title: str, body: str, day: str, yes: int, no: int, abstain: int) -> str:
    """Return the title of a roll call; without one, say which it is.

    Examples
    --------
    >>> described_title("", "GA", "1946-02-01", 20, 3, 1)
    'Untitled vote of the General Assembly, 1 February 1946: 20 to 3, 1 abstention'
    """
    if title.strip():
        return " ".join(title.split())
    where = {"GA": "General Assembly", "SC": "Security Council"}.get(body, body)
    votes = f"{yes} to {no}, {number_of(abstain, 'abstention')}"
    return f"Untitled vote of the {where}, {days_in_words(day)}: {votes}"


def chart_words(what: str, state: str, first: int, last: int) -> str:
    """Say what a drawing shows, for those who do not see it; the numbers stand in a table.

    Examples
    --------
    >>> chart_words("Ideal points", "HUN", 1955, 2026)
    'Ideal points of Hungary by year, 1955 to 2026. The numbers are in the table of years.'
    """
    return (
        f"{what} of {in_sentence(state)} by year, {first} to {last}. The numbers are in the table "
        "of years."
    )


def missing_sentences(
    scope: str, own_pairs: bool, own_counts: bool, points: bool, sponsors: bool, without_since: str
) -> list[str]:
    """Say what the atlas lacks, and how it can be had.

    Parameters
    ----------
    scope : str
        Of the record.
    own_pairs : bool
        Whether agreement is computed from the record.
    own_counts : bool
        Whether votes by year are counted in the record.
    points, sponsors : bool
        Whether there are ideal points, and sponsors.
    without_since : str
        First day of adoptions without a vote; "" for none.

    Examples
    --------
    >>> missing_sentences("history", True, True, True, True, "2019-10-10")
    []
    >>> len(missing_sentences("embedded", False, False, True, False, "2019-10-10"))
    2
    """
    out = []
    if scope == "embedded":
        shipped = [
            *(["positions"] if points else []),
            *([] if own_pairs else ["agreement by year (three digits)"]),
            *([] if own_counts else ["counts by year"]),
        ]
        more = (
            f" Shipped, and of the whole history all the same: {listed(shipped)}."
            if shipped
            else ""
        )
        out.append(
            "This atlas was built without files of votes. Its roll calls are those on Ukraine that "
            "come with the suite, and so are the texts that a state's page lists."
            + more
            + " `unshift data fetch --all` brings the history; then build the atlas anew."
        )
    if not points:
        out.append("There are no ideal points of these states.")
    if not without_since:
        out.append(
            "The record holds no adoptions without a vote: nothing is said of texts newly called."
        )
    if not sponsors:
        out.append("The record names no sponsors.")
    return out
