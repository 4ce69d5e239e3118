"""Roll calls as tables and files that others read: long, wide, CSV and Stata."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.files import check_place, whole_file
from analysis.record.codes import VOTE_NAMES, Vote

if TYPE_CHECKING:
    from analysis.rollcalls.structure import RollCalls

__all__ = ["long_frame", "stata_frame", "wide_frame", "write_csv", "write_stata"]

#: Columns of a roll call that a row of votes carries.
CARRIED = ["id", "body", "date", "session", "symbol", "title"]
#: What Stata allows: letters of a name, bytes of a text in a fixed width, of a label.
NAME, TEXT, LABEL = 32, 2045, 80


def long_frame(rollcalls: RollCalls, cast_only: bool = False) -> pd.DataFrame:
    """Return one row per vote.

    Parameters
    ----------
    rollcalls : RollCalls
    cast_only : bool
        Whether only yes, abstain and no get a row; otherwise everything that is recorded does.

    Returns
    -------
    DataFrame
        ``state, name, id, body, date, session, symbol, title, vote, vote_name``. Roll calls
        without a date have none. `RollCalls.from_frame` reads it back.
    """
    calls, states, votes = rollcalls.calls, rollcalls.states, rollcalls.votes
    kept = votes != Vote.NOT_RECORDED
    if cast_only:
        kept &= votes <= Vote.NO
    call, state = np.nonzero(kept.T)  # by roll call, then by state
    table = pd.DataFrame(
        {
            "state": states.index.to_numpy()[state],
            "name": states["name"].to_numpy()[state],
        }
    )
    about = _dated(calls)[CARRIED].iloc[call].reset_index(drop=True)
    table = pd.concat([table, about], axis=1)
    table["vote"] = votes[state, call]
    table["vote_name"] = table["vote"].map({int(v): n for v, n in VOTE_NAMES.items()})
    return table


def wide_frame(rollcalls: RollCalls) -> pd.DataFrame:
    """Return one row per roll call: what it is, then a column of codes for each voter."""
    votes = pd.DataFrame(rollcalls.votes.T, columns=list(rollcalls.states.index))
    about = _dated(rollcalls.calls)[CARRIED].reset_index(drop=True)
    twice = set(CARRIED) & set(votes.columns)
    if twice:
        raise UsageError(f"a voter is called {sorted(twice)[0]!r}", "to_frame", "use wide=False")
    return pd.concat([about, votes], axis=1)


def write_csv(rollcalls: RollCalls, path: Path, wide: bool = False) -> None:
    """Write the votes as CSV, whole or not at all."""
    check_place(Path(path), "to_csv")
    table = wide_frame(rollcalls) if wide else long_frame(rollcalls)
    with whole_file(Path(path)) as part:
        table.to_csv(part, index=False, date_format="%Y-%m-%d")


def stata_frame(rollcalls: RollCalls) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the long table within Stata's limits, and the labels of its columns.

    Names are ASCII and at most 32 long already; texts are cut at 2,045 bytes.
    """
    table = long_frame(rollcalls).drop(columns="vote_name")
    for column in table.columns:
        if pd.api.types.is_string_dtype(table[column]) and column != "date":
            table[column] = [_cut(str(t)) for t in table[column]]
    labels = {
        "state": "Voter: code",
        "name": "Voter: name",
        "id": "Roll call",
        "body": "What voted",
        "date": "Day",
        "session": "Session",
        "symbol": "Symbol of the text",
        "title": "Title of the text",
        "vote": "Vote",
    }
    return table, labels


def write_stata(rollcalls: RollCalls, path: Path) -> None:
    """Write the votes as a Stata file with labels, one row per vote, whole or not at all."""
    check_place(Path(path), "to_stata")
    table, labels = stata_frame(rollcalls)
    with whole_file(Path(path)) as part:
        table.to_stata(
            part,
            write_index=False,
            version=118,
            convert_dates={"date": "td"},
            variable_labels=labels,
            value_labels={"vote": {int(v): name for v, name in VOTE_NAMES.items()}},
            data_label=re.sub(r"[^ -~]", "?", rollcalls.rests_on())[:LABEL],
        )


def _cut(text: str) -> str:
    data = text.replace("\x00", " ").encode()
    return text if len(data) <= TEXT else data[:TEXT].decode(errors="ignore")


def _dated(calls: pd.DataFrame) -> pd.DataFrame:
    """Leave the days out where they only fill a place."""
    if "dated" in calls:
        calls = calls.assign(date=calls["date"].where(calls["dated"].astype(bool)))
    return calls
