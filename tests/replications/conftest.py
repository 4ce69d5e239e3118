"""The joined public record, where it is."""

from __future__ import annotations

import pytest

from analysis.errors import UnshiftError
from analysis.rollcalls import RollCalls
from analysis.rollcalls.load import load_rollcalls


@pytest.fixture(scope="session")
def history() -> RollCalls:
    try:
        rollcalls = load_rollcalls("history")
    except UnshiftError:
        pytest.skip("no files of votes here")
    if rollcalls.n_calls < 6000 or rollcalls.last.year < 2020:
        pytest.skip("only a part of the public record is here")
    return rollcalls
