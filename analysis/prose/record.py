"""What the record holds and what it lacks, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.tables import literal
from analysis.words import days_in_words, listed, number_of, upper_first

__all__ = [
    "SCOPE",
    "adoptions_sentences",
    "joining_sentences",
    "partial_sentence",
    "record_abstract",
    "tallies_sentence",
    "treatment_sentences",
]

#: A roll call by the number that a file gives it.
NUMBERED = re.compile(r"\brcid-\d")

#: What was found, by the scope of the record.
SCOPE = {
    "history": "Files of votes were found, and joined with the embedded facts on Ukraine.",
    "embedded": "No files of votes were used, only the embedded facts on Ukraine.",
    "simulated": "No files of votes were used; the votes are simulated.",
}


def record_abstract(account: Mapping[str, Any]) -> str:
    """Say what the record holds.

    Parameters
    ----------
    account : mapping
        From `analysis.rollcalls.accounts.check.check_record`.

    Returns
    -------
    str
        Markdown.
    """
    gaps, differ = len(account["gaps"]), len(account["tally_differences"])
    partial = partial_sentence(account["partial"]["roll_calls"])
    return (
        f"**In short.** {SCOPE[account['scope']]} The record holds {account['roll_calls']:,} roll "
        f"calls and {account['votes']:,} votes of {account['states']} states, from "
        f"{account['first']} to {account['last']}: {account['by_body'].get('GA', 0):,} roll calls "
        f"of the General Assembly and {account['by_body'].get('SC', 0):,} of the Security Council. "
        f"It has few or no roll calls in {gaps or 'no'} year{'' if gaps == 1 else 's'}. The votes "
        f"counted differ from stated totals on {differ or 'none'} of the "
        f"{account['tally_checked']:,} roll calls that have any. {partial}@tbl-sources lists the "
        "files, @fig-coverage shows the years."
    )


def partial_sentence(n: int) -> str:
    """Say of how many roll calls only some votes are known, and a blank; empty if of none.

    Examples
    --------
    >>> partial_sentence(1)
    'Of 1 more only some votes are known; it is counted with none of these. '
    """
    if not n:
        return ""
    are = "it is" if n == 1 else "they are"
    return f"Of {n:,} more only some votes are known; {are} counted with none of these. "


def tallies_sentence(checked: int, differ: int) -> str:
    """Say on how many roll calls the votes counted are not the totals stated.

    Examples
    --------
    >>> tallies_sentence(40, 0).split(". ")[1]
    'The votes counted state by state differ from them on none of these.'
    """
    return (
        f"For {checked:,} roll calls a file states the totals beside the votes. The votes counted "
        f"state by state differ from them on {differ or 'none'} of these."
    )


def joining_sentences(notes: list[str]) -> str:
    """List what was done in joining the files, an item a note.

    Notes that name roll calls by the numbers of a file are for who has the file, and are counted.

    Examples
    --------
    >>> print(joining_sentences(["two copies were one", "none from 2023-10-01"]))
    In joining the files:
    <BLANKLINE>
    - Two copies were one.
    - None from 1 October 2023.
    """
    plain = [note for note in notes if not NUMBERED.search(note)]
    # Days are said before the text is made literal, after which their hyphens are escaped.
    items = [f"- {literal(days_in_words(upper_first(note)))}." for note in plain]
    if rest := len(notes) - len(plain):
        notes_ = "1 note more names" if rest == 1 else f"{rest} notes more name"
        items.append(
            f"- {notes_} roll calls by their numbers in a file; `unshift data check` has these."
        )
    return "In joining the files:\n\n" + "\n".join(items)


def adoptions_sentences(sessions: pd.DataFrame, since: str) -> str:
    """Say how many texts were adopted by vote and without, and from when the latter are held.

    Parameters
    ----------
    sessions : DataFrame
        Of regular sessions, from `analysis.resolutions.completeness.by_session`: ``session, vote,
        without_a_vote``.
    since : str
        The first day of an adoption without a vote that the record holds.

    Examples
    --------
    >>> t = pd.DataFrame({"session": ["80"], "vote": [1], "without_a_vote": [3]})
    >>> adoptions_sentences(t, "2025-10-01").split(". ")[0]
    'In session 80 the Assembly adopted 1 text by vote and 3 without a vote (@tbl-adoptions)'
    """
    names = sessions["session"].tolist()
    when = f"session {names[0]}" if len(names) == 1 else f"sessions {names[0]} to {names[-1]}"
    by_vote, without = int(sessions["vote"].sum()), int(sessions["without_a_vote"].sum())
    return (
        f"In {when} the Assembly adopted {number_of(by_vote, 'text')} by vote and {without:,} "
        "without a vote (@tbl-adoptions). Of an adoption without a vote the record holds the text "
        f"and the day, and no position of any state. Adoptions without a vote before {since} are "
        "not held at all."
    )


def treatment_sentences(treated: pd.DataFrame, since: str) -> str:
    """Say how often votes were called on texts that had been adopted without one.

    Parameters
    ----------
    treated : DataFrame
        From `analysis.rollcalls.accounts.account.treatment_by_year`, the years from that of
        `since` on.
    since : str
        The first day of an adoption without a vote that the record holds.

    Examples
    --------
    >>> t = pd.DataFrame({"year": [2024, 2025], "without_a_vote": [0, 9]})
    >>> treatment_sentences(t, "2024-01-01").split(": ")[1].split(". ")[0]
    '9 in 2025'
    """
    some = treated[treated["without_a_vote"] > 0]
    counts = [f"{r.without_a_vote} in {r.year}" for r in some.itertuples()]
    called = (
        "Votes were called on texts that had been adopted without one the time before: "
        f"{listed(counts)}"
        if counts
        else "No vote was called on a text that is known to have been adopted without one the "
        "time before"
    )
    return (
        f"{called}. @tbl-treatment gives all years since {since[:4]}. What cannot be seen: a text "
        f"last adopted without a vote before {since} counts as never seen, or as voted on if an "
        "older vote on it is held."
    )
