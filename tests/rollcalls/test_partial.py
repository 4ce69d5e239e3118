"""A roll call known in part is in no average, no tally of the record, and no ideal point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import change, pair_series, pairwise
from analysis.agreement.group import with_group
from analysis.idealpoints import IdealPoints
from analysis.record.codes import Vote
from analysis.rollcalls import RollCalls
from analysis.rollcalls.accounts.check import check_record
from analysis.rollcalls.load import load_rollcalls

PARTIAL = "A/RES/ES-11/10"
ALLIES = ["GBR", "FRA", "LVA", "SVK", "HUN"]


@pytest.fixture(scope="module")
def both() -> tuple[RollCalls, RollCalls]:
    """The Assembly's embedded roll calls, with the one known in part and without it."""
    known = load_rollcalls("embedded", partial=True).select(body="GA")
    return known, known.whole()


def test_it_is_there_and_named(both):
    known, whole = both
    assert known.n_calls == whole.n_calls + 1 == 26
    j = int(np.flatnonzero(known.calls["symbol"] == PARTIAL)[0])
    column = known.votes[:, j]
    assert (column == Vote.NOT_RECORDED).sum() == 163
    assert (column != Vote.NOT_RECORDED).sum() == 30
    assert known.calls["partial"].sum() == 1


@pytest.mark.parametrize(
    "measure",
    [
        lambda rc: pairwise(rc, "ordinal").frame(),
        lambda rc: pair_series(rc, "USA", "RUS"),
        lambda rc: with_group(rc, "USA", ALLIES),
        lambda rc: (
            change(
                rc, "USA", "RUS", "ordinal", before=(None, "2025-01-19"), after=("2025-01-20", None)
            ).table
        ),
        lambda rc: pd.Series(IdealPoints(rc).ballots.n_votes),
        lambda rc: pd.Series(check_record(rc)["cells"]),
        lambda rc: pd.Series({"n": check_record(rc)["roll_calls"]}),
    ],
    ids=["pairs", "pair", "group", "change", "ideal points", "cells", "roll calls"],
)
def test_no_measure_counts_it(both, measure):
    known, whole = both
    with_it, without = measure(known), measure(whole)
    assert with_it.equals(without)


def test_its_tally_is_not_told_as_a_difference(both):
    account = check_record(both[0])
    assert account["tally_differences"] == []
    assert account["partial"]["votes"] == 29  # the thirtieth did not vote
