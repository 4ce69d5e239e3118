"""Copies of the embedded facts with votes changed, read back by the suite's own readers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from analysis.paths import EMBEDDED
from analysis.record.facts import read_assembly_facts, read_council_facts
from analysis.rollcalls import RollCalls
from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.load import load_rollcalls

#: From the symbol of a roll call to the votes changed in it: a letter for a state's vote, None
#: for a vote that is not on record, and ``"*"`` for all states. None in place of the votes
#: strikes out the roll call, a text gives it another symbol.
Edit = Mapping[str, Mapping[str, str | None] | str | None]
Ledger = Callable[[Edit], RollCalls]

FILES = {"ukraine_roll_calls.csv": "resolution", "security_council_ukraine.csv": "symbol"}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def change_votes(folder: Path, edit: Edit) -> None:
    """Write an edit into copies of the files; it must change something, or the test is empty."""
    for name, key in FILES.items():
        table = read(folder / name)
        for symbol, votes in edit.items():
            here = table[key] == symbol
            if not here.any():
                continue
            if votes is None:
                table = table[~here]
            elif isinstance(votes, str):
                table.loc[here, key] = votes
            else:
                for state, vote in votes.items():
                    cell = here if state == "*" else here & (table["iso3"] == state)
                    assert cell.any(), f"{state} does not vote on {symbol}"
                    assert not (table.loc[cell, "vote"] == vote).all(), "the edit changes nothing"
                    table = (
                        table[~cell]
                        if vote is None
                        else table.assign(vote=table["vote"].mask(cell, vote))
                    )
                    here = table[key] == symbol
        table.to_csv(folder / name, index=False)
    about = read(folder / "ukraine_resolutions.csv")
    struck = [symbol for symbol, votes in edit.items() if votes is None]
    about[~about["resolution"].isin(struck)].to_csv(folder / "ukraine_resolutions.csv", index=False)


def read_folder(folder: Path) -> RollCalls:
    return join_sheets([read_assembly_facts(folder), read_council_facts(folder)], "embedded")


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A copy of the embedded facts."""
    return Path(shutil.copytree(EMBEDDED, tmp_path / "embedded"))


@pytest.fixture
def edited(facts: Path) -> Ledger:
    """Roll calls read from a copy of the facts after an edit."""

    def make(edit: Edit) -> RollCalls:
        change_votes(facts, edit)
        return read_folder(facts)

    return make


@pytest.fixture(scope="session")
def embedded() -> RollCalls:
    return load_rollcalls("embedded")
