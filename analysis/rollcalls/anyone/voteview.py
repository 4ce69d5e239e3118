"""Voteview's files of members, votes and roll calls (Lewis, Poole, Rosenthal and others)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError, UsageError
from analysis.paths import shown
from analysis.record.codes import Vote
from analysis.record.readers.formats.tabular import read_table
from analysis.rollcalls.anyone.codes import Codes, coded
from analysis.rollcalls.anyone.parts import Parts, call_parts, check_size, made_unique, voter_table

__all__ = ["from_voteview"]

VOTES = ("congress", "chamber", "rollnumber", "icpsr", "cast_code")
MEMBERS = ("congress", "chamber", "icpsr", "bioname")
ROLLCALLS = ("congress", "chamber", "rollnumber", "date")
#: What is kept of members and of roll calls, where it is there.
OF_MEMBERS = ("state_abbrev", "district_code", "party_code", "nominate_dim1", "nominate_dim2")
OF_CALLS = ("bill_number", "vote_question", "vote_desc", "dtl_desc", "vote_result")
#: Members and roll calls are told apart by these.
OF_A_CHAMBER = ["congress", "chamber"]


def from_voteview(
    votes: Path,
    members: Path | None = None,
    rollcalls: Path | None = None,
    chamber: str | None = None,
    congress: int | Sequence[int] | None = None,
    codes: Codes = "voteview",
    presidents: bool = False,
) -> Parts:
    """Read Voteview's CSV files, of one Congress or of several.

    Parameters
    ----------
    votes : Path
        ``*_votes.csv``.
    members, rollcalls : Path, optional
        ``*_members.csv`` and ``*_rollcalls.csv``: without the first voters are their ICPSR
        numbers, and nobody is known to be outside the chamber; without the second there are no
        dates and titles.
    chamber : {"House", "Senate"}, optional
    congress : int or sequence of int, optional
    codes : str or mapping
        Cast codes; ``"voteview"`` keeps those present without a vote (7, 8) as abstentions,
        ``"pscl"`` reads them as missing.
    presidents : bool
        Whether presidents' positions, which are no votes, stay in.

    Returns
    -------
    Parts
        Voters by name, with ``icpsr`` and what the members' file says of them, that of their
        last Congress in it. The body of a roll call is its chamber, the session its Congress.

    Raises
    ------
    UsageError
        If no vote is of the chamber and Congress asked for.
    RecordError
        If a file lacks a column, or a vote is unknown or cast twice in two ways.
    """
    where = shown(Path(votes))
    cast = read_table(Path(votes), VOTES, wanted=VOTES)
    people = None if members is None else read_table(Path(members), MEMBERS)
    cast = _asked(cast, chamber, congress, where)
    notes: tuple[str, ...] = ()
    if not presidents:
        mask = _presidents(cast, people)
        if mask.any():
            notes = (f"{int(mask.sum()):,} positions of presidents are left out",)
            cast = cast[~mask]
    who, numbers = pd.factorize(cast["icpsr"])
    label = cast["congress"] + "-" + cast["chamber"] + "-" + cast["rollnumber"]
    what, ids = pd.factorize(label)
    check_size(len(numbers), len(ids), where)
    seen = coded(cast["cast_code"], codes, f"{where}, column cast_code")
    table = np.zeros((len(numbers), len(ids)), dtype=np.int8)
    table[who, what] = seen
    if (torn := np.flatnonzero(table[who, what] != seen)).size:
        raise RecordError(
            f"member {numbers[who[torn[0]]]} votes in two ways", f"{where}, {ids[what[torn[0]]]}"
        )
    first = cast[~pd.Series(what).duplicated().to_numpy()]
    calls, more_notes = _calls(first, [str(i) for i in ids], rollcalls)
    if people is not None:
        _mark_outside(table, numbers, first, people)
    keys, names, about = _people([str(n) for n in numbers], people)
    order = np.argsort(calls["date"].to_numpy(), kind="stable")
    return Parts(
        table[:, order],
        calls.iloc[order],
        voter_table(keys, names, about),
        (*notes, *more_notes),
    )


def _asked(
    cast: pd.DataFrame, chamber: str | None, congress: int | Sequence[int] | None, where: str
) -> pd.DataFrame:
    if chamber is not None:
        cast = cast[cast["chamber"].str.lower() == chamber.lower()]
    if congress is not None:
        wanted = [congress] if isinstance(congress, int) else list(congress)
        cast = cast[cast["congress"].isin([str(c) for c in wanted])]
    if cast.empty:
        raise UsageError("no vote of that chamber and Congress", where, "see the file's columns")
    return cast


def _presidents(cast: pd.DataFrame, people: pd.DataFrame | None) -> np.ndarray:
    """Say which rows are of presidents, whose numbers are 99 thousand and more."""
    numbered = cast["icpsr"].str.fullmatch(r"99\d{3}").to_numpy(dtype=bool)
    if people is None:
        return numbered
    of = people[people["chamber"].str.lower() == "president"]
    both = pd.MultiIndex.from_frame(cast[["congress", "icpsr"]])
    return both.isin(pd.MultiIndex.from_frame(of[["congress", "icpsr"]]))


def _calls(
    first: pd.DataFrame, ids: list[str], path: Path | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    columns: dict[str, object] = {
        "session": first["congress"].to_numpy(),
        "body": first["chamber"].to_numpy(),
    }
    where = "roll calls" if path is None else shown(Path(path))
    if path is None:
        return call_parts(ids, where, columns=columns)
    known = read_table(Path(path), ROLLCALLS, wanted=(*ROLLCALLS, *OF_CALLS))
    key = ["congress", "chamber", "rollnumber"]
    twice = known.duplicated(key)
    if twice.any():
        row = int(np.flatnonzero(twice)[0]) + 2
        raise RecordError("a roll call twice", f"{where}, row {row}", "keep one")
    matched = first[key].merge(known, on=key, how="left")
    texts = {c: matched[c].fillna("") for c in OF_CALLS if c in matched}
    blank = pd.Series([""] * len(matched))
    long = texts.get("vote_desc", blank)
    long = long.where(long.str.strip() != "", texts.get("dtl_desc", blank))
    columns["title"] = (texts.get("vote_question", blank) + ": " + long).str.strip(": ").to_numpy()
    columns["symbol"] = texts.get("bill_number", blank).to_numpy()
    more = pd.DataFrame({c: t.to_numpy() for c, t in texts.items() if c == "vote_result"})
    return call_parts(ids, where, "", matched["date"].fillna(""), columns, more)


def _mark_outside(
    table: np.ndarray, numbers: pd.Index, first: pd.DataFrame, people: pd.DataFrame
) -> None:
    """Say of whom the members' file does not know in a Congress that they were outside it."""
    belongs = people.groupby(OF_A_CHAMBER)["icpsr"].agg(set).to_dict()
    groups = pd.MultiIndex.from_frame(first[OF_A_CHAMBER])
    for group in groups.unique():
        within = belongs.get(group)
        if within is None:
            continue
        outside = np.array([n not in within for n in numbers])
        block = np.ix_(outside, np.asarray(groups == group))
        part = table[block]
        part[part == Vote.NOT_RECORDED] = Vote.NOT_MEMBER
        table[block] = part


def _people(
    numbers: list[str], people: pd.DataFrame | None
) -> tuple[list[str], list[str], pd.DataFrame]:
    about = pd.DataFrame({"icpsr": numbers})
    if people is None:
        return numbers, numbers, about
    order = pd.to_numeric(people["congress"], errors="coerce")
    last = people.iloc[np.argsort(order.to_numpy(), kind="stable")].drop_duplicates(
        "icpsr", keep="last"
    )
    last = last.set_index("icpsr").reindex(numbers)
    for column in OF_MEMBERS:
        if column in last:
            values = last[column].replace("", None)
            is_number = column.startswith("nominate")
            about[column] = (
                pd.to_numeric(values, errors="coerce") if is_number else values.fillna("")
            ).array
    names = [
        str(n) if isinstance(n, str) and n.strip() else k
        for n, k in zip(last["bioname"], numbers, strict=True)
    ]
    return made_unique(names, numbers), names, about
