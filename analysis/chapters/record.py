"""The record of votes: which files it rests on, which years it holds, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.chapters.pieces import Picture, Prose, Table
from analysis.figures.record import coverage_figure
from analysis.prose.record import joining_sentences, record_abstract, tallies_sentence
from analysis.record.codes import VOTE_NAMES
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import coverage
from analysis.stamp import maker

__all__ = ["abstract", "cells", "gaps", "joining", "sources", "tallies", "years"]

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
def sources(rollcalls: RollCalls, account: Mapping[str, Any]) -> Table:
    """List the files, and how many roll calls each is the first to hold."""
    table = pd.DataFrame(account["sources"], columns=["title", "path", "licence"])
    calls = rollcalls.calls
    bodies = ["SC" if "Security Council" in s.title else "GA" for s in rollcalls.sources]
    table["roll_calls"] = [
        int((calls["source"].eq(s.name) & calls["body"].eq(body)).sum())
        for s, body in zip(rollcalls.sources, bodies, strict=True)
    ]
    return Table(
        table,
        "tbl-sources",
        "Files that the record was joined from, in order of precedence. A roll call that several "
        "files hold is kept once, and counted for the first. "
        f"n = {account['roll_calls']:,} roll calls, {account['first']} to {account['last']}. "
        "Counts, without intervals.",
        columns={"title": "source", "path": "file", "roll_calls": "roll calls", "licence": "terms"},
        widths=(3, 3.4, 1, 2.4),
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
        columns={"cell": "cell", "number": "number", "share": "percent"},
        digits=1,
    )


def joining(account: Mapping[str, Any]) -> Prose:
    """List what was done in joining the files."""
    return Prose(joining_sentences(account["notes"]))
