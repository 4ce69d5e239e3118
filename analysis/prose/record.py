"""What the record holds and what it lacks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.tables import literal

__all__ = ["SCOPE", "joining_sentences", "record_abstract", "tallies_sentence"]

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
    return (
        f"**Abstract.** {SCOPE[account['scope']]} The record holds {account['roll_calls']:,} roll "
        f"calls and {account['votes']:,} votes of {account['states']} states, from "
        f"{account['first']} to {account['last']}: {account['by_body'].get('GA', 0):,} roll calls "
        f"of the General Assembly and {account['by_body'].get('SC', 0):,} of the Security Council. "
        f"It has few or no roll calls in {gaps or 'no'} year{'' if gaps == 1 else 's'}. The votes "
        f"counted differ from stated totals on {differ or 'none'} of the "
        f"{account['tally_checked']:,} roll calls that have any. @tbl-sources lists the files, "
        "@fig-coverage shows the years."
    )


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

    Examples
    --------
    >>> print(joining_sentences(["two copies were one"]))
    In joining the files:
    <BLANKLINE>
    - Two copies were one.
    """
    return "In joining the files:\n\n" + "\n".join(
        f"- {literal(note[:1].upper() + note[1:])}." for note in notes
    )
