"""The record of votes: which files it rests on, which years it holds, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.figures.record import coverage_figure
from analysis.prose.headlines import coverage_headline
from analysis.prose.record import (
    adoptions_sentences,
    joining_sentences,
    record_abstract,
    tallies_sentence,
    treatment_sentences,
)
from analysis.record.codes import VOTE_NAMES
from analysis.resolutions import Resolutions
from analysis.resolutions.completeness import by_session
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.account import FIRST_SESSION, treatment_by_year
from analysis.rollcalls.accounts.check import coverage
from analysis.stamp import maker

__all__ = [
    "abstract",
    "adoptions",
    "cells",
    "gaps",
    "joining",
    "sources",
    "tallies",
    "treatment",
    "years",
]

#: Roll calls listed of those whose totals differ.
LISTED = 20


def abstract(account: Mapping[str, Any]) -> Prose:
    """Say what the record holds.

    Parameters
    ----------
    account : mapping
        From `analysis.rollcalls.accounts.check.check_record`, here and below.
    """
    return Prose(record_abstract(account))


@maker
def sources(account: Mapping[str, Any]) -> Table:
    """List the files, and how many roll calls each gave: with every vote, or in part."""
    names = ["name", "title", "path", "roll_calls", "licence"]
    table = pd.DataFrame(account["sources"], columns=names).astype({"roll_calls": int})
    partly = table["name"].isin(account["partial"]["by_source"])
    table["in_part"] = table["roll_calls"].where(partly, 0)
    table["roll_calls"] -= table["in_part"]
    return Table(
        table,
        "tbl-sources",
        "Files that the record was joined from, in order of precedence. A roll call that several "
        "files hold is kept once, and counted for the first. “In part”: only some votes are known, "
        "as on a draft of which a list names those who vetoed. "
        f"n = {account['roll_calls']:,} roll calls, {account['first']} to {account['last']}. "
        "Counts, without intervals.",
        supplement=True,
        columns={
            "title": "source",
            "path": "file",
            "roll_calls": "roll calls",
            "in_part": "in part",
            "licence": "terms",
        },
        widths=(2.7, 2.5, 0.9, 0.7, 3.0),
    )


@maker
def years(rollcalls: RollCalls) -> Picture:
    """Draw the roll calls of the Assembly by year, and the share of members that voted."""
    assembly = rollcalls.select(body="GA")
    table = coverage(assembly)
    by_year = table.groupby("year")["roll_calls"].sum()
    return Picture(
        coverage_figure(table),
        "fig-coverage",
        "Roll calls of the General Assembly per year, by the file they were read from, and the "
        "share of recorded members that cast a vote. Counts of all there is, without intervals. "
        f"n = {assembly.n_calls:,} roll calls, {assembly.first:%Y-%m-%d} to "
        f"{assembly.last:%Y-%m-%d}. Source: @tbl-sources.",
        alt=f"Stacked bars of roll calls per year from {table['year'].min()} to "
        f"{table['year'].max()}, most in {by_year.idxmax()} ({by_year.max():,}); below, a line for "
        "the share of members that voted.",
        headline=coverage_headline(
            assembly.n_calls, int(table["year"].min()), int(table["year"].max())
        ),
        subtitle="By the file they were read from; below, how many members took part",
    )


@maker
def gaps(rollcalls: RollCalls, account: Mapping[str, Any]) -> Table | Prose:
    """List the years with few or no roll calls, or say that there is none."""
    table = pd.DataFrame(account["gaps"], columns=["year", "roll_calls", "usual", "text"])
    if table.empty:
        return Prose("No year of the record has unusually few roll calls.")
    assembly = rollcalls.select(body="GA")
    return Table(
        table,
        "tbl-gaps",
        "Years with no or few roll calls of the General Assembly. “Usual” is the median of the two "
        f"years on either side that have any. n = {assembly.n_calls:,} roll calls, "
        f"{assembly.first:%Y} to {assembly.last:%Y}. Counts, without intervals. Source: the files "
        "of @tbl-sources.",
        supplement=True,
        columns={"year": "year", "roll_calls": "roll calls", "usual": "usual"},
        plain=["year"],
        digits=0,
    )


@maker
def tallies(account: Mapping[str, Any]) -> tuple[Prose | Table, ...]:
    """Say whether counted votes match stated totals, and list where they do not."""
    differ = account["tally_differences"]
    said = Prose(tallies_sentence(account["tally_checked"], len(differ)))
    if not differ:
        return (said,)
    rows = pd.DataFrame(differ)
    rows["name"] = rows["symbol"].where(rows["symbol"] != "", rows["id"])
    table = Table(
        rows.head(LISTED),
        "tbl-tallies",
        f"Roll calls whose counted votes differ from the stated totals ({min(len(rows), LISTED)} "
        f"of {len(rows)}), {account['first']} to {account['last']}. Counts, without intervals. "
        "Source: the files of @tbl-sources.",
        supplement=True,
        columns={"date": "date", "name": "roll call", "text": "difference"},
        widths=(1, 1.5, 3),
    )
    return said, table


@maker
def cells(account: Mapping[str, Any]) -> Table:
    """Count what stands in the table of states and roll calls."""
    names = list(VOTE_NAMES.values())
    table = pd.DataFrame(
        [(name, account["cells"].get(name, 0)) for name in names], columns=["cell", "number"]
    )
    table["share"] = 100 * table["number"] / table["number"].sum()
    return Table(
        table,
        "tbl-cells",
        "What stands in the table of states and roll calls. “Not recorded” means that no file "
        f"says. n = {account['roll_calls']:,} roll calls, {account['first']} to "
        f"{account['last']}. Counts, without intervals. Source: the files of @tbl-sources.",
        supplement=True,
        columns={"cell": "cell", "number": "number", "share": "percent"},
        digits=1,
    )


@pieces
def adoptions(resolutions: Resolutions) -> Iterator[Prose | Table]:
    """Count texts by session and way of adoption; nothing where only those by vote are held."""
    since = resolutions.without_since
    sessions = by_session(resolutions)
    number = pd.to_numeric(sessions["session"], errors="coerce")  # NaN: a special session
    rows = sessions[number >= FIRST_SESSION]
    if not since or rows.empty:
        return
    yield Prose(adoptions_sentences(rows, since))
    texts = int(rows[["vote", "without_a_vote", "not_said"]].to_numpy().sum())
    yield Table(
        rows,
        "tbl-adoptions",
        "Resolutions and decisions that the General Assembly adopted in its regular sessions, by "
        "vote and without. “Highest”: the highest number of a resolution of the session; “held”: "
        "how many of the numbers up to it are in the record. “Not said”: no file says how. "
        f"n = {texts:,} texts of sessions {rows['session'].iloc[0]} to "
        f"{rows['session'].iloc[-1]}. Counts, without intervals. Source: the files of "
        "@tbl-sources.",
        supplement=True,
        columns={
            "session": "session",
            "vote": "by vote",
            "without_a_vote": "without a vote",
            "not_said": "not said",
            "highest": "highest",
            "held": "held",
        },
    )


@pieces
def treatment(rollcalls: RollCalls, resolutions: Resolutions) -> Iterator[Prose | Table]:
    """Count roll calls by how their text was treated last; nothing where that cannot be seen."""
    since = resolutions.without_since
    if not since:
        return
    rows = treatment_by_year(rollcalls, int(since[:4]))
    if rows.empty:
        return
    yield Prose(treatment_sentences(rows, since))
    n = int(rows.drop(columns="year").to_numpy().sum())
    yield Table(
        rows,
        "tbl-treatment",
        "Roll calls of the General Assembly by how the same text was treated the time before. "
        "“Never seen”: no earlier vote or adoption is in the record. “Not asked”: paragraphs, "
        f"amendments and roll calls without a title. n = {n:,} roll calls, "
        f"{rows['year'].iloc[0]} to {rows['year'].iloc[-1]}; adoptions without a vote are held "
        f"since {since}. Counts, without intervals. Source: the files of @tbl-sources.",
        supplement=True,
        columns={
            "year": "year",
            "vote": "voted on",
            "without_a_vote": "adopted without a vote",
            "never_seen": "never seen",
            "not_asked": "not asked",
        },
        plain=["year"],
    )


def joining(account: Mapping[str, Any]) -> Prose:
    """List what was done in joining the files."""
    return Prose(joining_sentences(account["notes"]))
