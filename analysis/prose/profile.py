"""What the profile of a state says in words, from the numbers and with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.record.states import in_sentence
from analysis.words import listed, times, upper_first

__all__ = [
    "attendance_sentence",
    "in_council_sentence",
    "lone_years_sentence",
    "neighbours_sentence",
    "position_sentences",
    "profile_abstract",
    "seat_note",
    "seats_sentence",
]

#: Beyond these the chains of a sampler are called slow.
R_HAT, ESS = 1.01, 400

#: Seats that others held before, or that went on under another name.
SEATS = {
    "CHN": "The seat was held from Taipei until 25 October 1971; those votes stand under TWN.",
    "CSK": "The Czech Republic and Slovakia, members since 1993, have rows of their own.",
    "DDR": "On 3 October 1990 it became part of the Federal Republic, whose seat is DEU.",
    "DEU": "Votes before 3 October 1990 are those of the Federal Republic.",
    "EGY": "Votes of the United Arab Republic (1958 to 1971) stand here.",
    "RUS": "Votes before 24 December 1991 are those of the Soviet Union.",
    "SRB": "Votes of Yugoslavia stand here, as the record itself has them.",
    "TWN": "This is the seat of China as held from Taipei until 25 October 1971.",
    "UKR": "Votes before August 1991 are those of the Ukrainian SSR, a member since 1945.",
    "BLR": "Votes before September 1991 are those of the Byelorussian SSR, a member since 1945.",
}


def seat_note(country: str) -> str:
    """Say whose votes a seat's row holds, where that is not plain; else nothing."""
    return SEATS.get(country, "")


def _start(country: str) -> str:
    name = in_sentence(country)
    return upper_first(name)


def seats_sentence(seats: pd.DataFrame, country: str, last: pd.Timestamp) -> str:
    """Say when the record has a state as a member.

    Parameters
    ----------
    seats : DataFrame
        From `analysis.profile.participation.seats`.
    country : str
    last : Timestamp
        Last day of the record: a membership that reaches the roll calls of its year goes on.

    Examples
    --------
    >>> table = pd.DataFrame({"first": [pd.Timestamp("1973-10-01")],
    ...                       "last": [pd.Timestamp("1989-12-06")], "roll_calls": [2100]})
    >>> seats_sentence(table, "DDR", pd.Timestamp("2025-12-18"))[:61]
    'The record has the German Democratic Republic as a member on '
    """
    if seats.empty:
        return f"The record has {in_sentence(country)} as a member on no roll call."
    spans = [
        f"since {row.first:%Y-%m-%d}"
        if row.last.year == last.year
        else f"on {row.first:%Y-%m-%d}"
        if row.first == row.last
        else f"from {row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}"
        for row in seats.itertuples()
    ]
    n = int(seats["roll_calls"].sum())
    return (
        f"The record has {in_sentence(country)} as a member on {n:,} roll call"
        f"{'' if n == 1 else 's'} of the General Assembly, {listed(spans)}; the days are those of "
        "roll calls, not of admission."
    )


def attendance_sentence(years: pd.DataFrame, country: str) -> str:
    """Say on how many roll calls a state voted, and how often it abstained.

    Parameters
    ----------
    years : DataFrame
        From `analysis.profile.participation.participation`.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2025], "roll_calls": [10], "yes": [6], "abstain": [2],
    ...                       "no": [0], "absent": [2]})
    >>> attendance_sentence(table, "FRA")
    'France cast 8 votes, on 80% of them: 6 yes, 2 abstentions and 0 no. It was absent twice.'
    """
    yes, abstain, no, absent, held = (
        int(years[c].sum()) for c in ("yes", "abstain", "no", "absent", "roll_calls")
    )
    cast = yes + abstain + no
    if not cast:
        return f"{_start(country)} cast no vote."
    many = "vote" if cast == 1 else "votes"
    return (
        f"{_start(country)} cast {cast:,} {many}, on {cast / held:.0%} of them: {yes:,} yes, "
        f"{abstain:,} abstention{'' if abstain == 1 else 's'} and {no:,} no. It was "
        f"{'never absent' if not absent else f'absent {times(absent)}'}."
    )


def neighbours_sentence(
    near: pd.DataFrame, far: pd.DataFrame, country: str, named: int = 3, caution: bool = True
) -> str:
    """Say who votes most and least like a state, and how far the order can be trusted.

    Parameters
    ----------
    near, far : DataFrame
        From `analysis.profile.neighbours.ends`; the farthest stands last.
    country : str
    named : int
        States named at either end.
    caution : bool
        Whether to say how sure the order is, which is said once.

    Examples
    --------
    >>> near = pd.DataFrame({"state": ["AUT"], "value": [0.9], "low": [0.8], "high": [0.95],
    ...                      "near": [0.7]})
    >>> far = pd.DataFrame({"state": ["PRK"], "value": [0.2], "low": [0.1], "high": [0.3],
    ...                     "far": [0.99]})
    >>> neighbours_sentence(near, far, "HUN").split(", least")[0]
    'Most like Hungary voted Austria (0.90 [0.80, 0.95])'
    """
    if near.empty or far.empty:
        return f"Too few states share votes with {in_sentence(country)} to be set in an order."

    def words(part: pd.DataFrame) -> str:
        return listed(
            [
                f"{in_sentence(str(r.state))} ({r.value:.2f}"
                + (f" [{r.low:.2f}, {r.high:.2f}]" if pd.notna(r.low) else "")
                + ")"
                for r in part.itertuples()
            ]
        )

    text = (
        f"Most like {in_sentence(country)} voted {words(near.head(named))}, least like it "
        f"{words(far.iloc[::-1].head(named))}."
    )
    if not caution:
        return text
    if near["near"].isna().all():
        return text + " With so few days of voting there is no interval, and ties are many."
    sure = int((near["near"] >= 0.9).sum()), int((far["far"] >= 0.9).sum())
    return text + (
        f" The order is less sure than the figures look: where days of voting are drawn anew, "
        f"{sure[0]} of the {len(near)} nearest and {sure[1]} of the {len(far)} farthest stay "
        f"among them in at least nine of ten draws."
    )


def profile_abstract(
    country: str, sentences: list[str], span: str, around: str, by_itself: int, scope: str
) -> str:
    """Say what a state's votes look like as a whole.

    Parameters
    ----------
    country : str
    sentences : list of str
        On membership and attendance; empty ones are left out.
    span : str
        The years in which neighbours were sought.
    around : str
        From `neighbours_sentence`.
    by_itself : int
        Votes that no other state cast likewise.
    scope : str
        Of the record.
    """
    only = (
        "Only votes on Ukraine are in this record, and all of the following speaks of them alone."
        if scope == "embedded"
        else ""
    )
    said = [
        *sentences,
        f"In {span}, {around[:1].lower()}{around[1:]}",
        f"On {by_itself:,} of its votes no other state voted the same way."
        if by_itself
        else "On none of its votes did it stand alone.",
        only,
    ]
    return "**In short.** " + " ".join(filter(None, said))


def position_sentences(own: pd.DataFrame, everyone: pd.DataFrame) -> str:
    """Say where a state stands in the last year of its ideal points, and how sure that is.

    Parameters
    ----------
    own : DataFrame
        Posterior estimates of the state by year: ``period, mean, q05, q95, n_votes, r_hat, ess``.
    everyone : DataFrame
        Those of all states.
    """
    now = own.iloc[-1]
    group = everyone[everyone["period"] == now["period"]]
    text = (
        f"In {now['period']} the position is {now['mean']:.2f} [{now['q05']:.2f}, "
        f"{now['q95']:.2f}], on {now['n_votes']:,} votes; "
        f"{int((group['mean'] < now['mean']).sum())} of {len(group)} states have a lower posterior "
        "mean; intervals of neighbours overlap, so that this is no rank."
    )
    weak = own[(own["r_hat"] > R_HAT) | (own["ess"] < ESS)]
    if weak.empty:
        return text
    return (
        f"{text} The chains of {listed([str(y) for y in weak['period']])} mixed slowly (R-hat up "
        f"to {weak['r_hat'].max():.3f}), so that the interval is rough there."
    )


def lone_years_sentence(country: str, by_year: Mapping[int, int], shown: int = 10) -> str:
    """Point to the votes that few shared; name the years of those cast alone, if they are many.

    Parameters
    ----------
    country : str
    by_year : mapping of year to votes cast alone
        Most first.
    shown : int
        Rows of the table.

    Examples
    --------
    >>> lone_years_sentence("ISR", {2003: 6, 2004: 4})
    '@tbl-alone lists the votes of Israel that the fewest shared.'
    """
    alone = sum(by_year.values())
    if alone <= shown:
        return f"@tbl-alone lists the votes of {in_sentence(country)} that the fewest shared."
    held = f"{_start(country)} cast {alone:,} votes alone, of which @tbl-alone lists the latest"
    most, few = max(by_year.values()), 3
    if sum(n == most for n in by_year.values()) > few:  # no years stand out to be named
        return f"{held}; in no year were there more than {'one' if most == 1 else f'{most:,}'}."
    years = listed([f"{year} ({n})" for year, n in list(by_year.items())[:few]])
    return (
        f"{held}. The years with most of them are {years}. How many there are in a year depends on "
        "how many such texts came to a vote."
    )


def in_council_sentence(country: str, cast: int, on_ukraine: bool = True) -> str:
    """Say how many votes a state cast in the Security Council.

    Parameters
    ----------
    country : str
    cast : int
    on_ukraine : bool
        Whether the report draws votes of the Council on Ukraine.

    Examples
    --------
    >>> in_council_sentence("TUV", 0)
    'The record holds no vote of Tuvalu in the Security Council.'
    """
    name = in_sentence(country)
    if not cast:
        return f"The record holds no vote of {name} in the Security Council."
    drawn = "; @fig-council shows those on Ukraine" if on_ukraine else ""
    return f"In the Security Council {name} cast {cast:,} of the votes in this record{drawn}."
