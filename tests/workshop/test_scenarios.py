"""Coverage by scenario: the truth is on the fit's scale, and the rule forbids what misleads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.workshop.scenarios import ALL, CASES, Case, coverage_table, records_of


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return records_of(Case("null", -0.5, ALL), 2)


def test_each_quantity_of_each_record_is_set_beside_the_truth(rows):
    assert rows["quantity"].tolist() == ["plain", "allies", "rival"] * 2
    assert ((rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])).equals(rows["inside"])
    # The jump is the country's alone; what the two states walk besides is some tenths of an sd.
    assert rows.groupby("quantity")["truth"].mean().between(-0.9, -0.1).all()
    assert (rows["n_texts"] == ALL).all()
    assert rows["printed"].all()


def test_cases_differ_and_are_told_apart():
    words = [case.words for case in CASES]
    assert len(set(words)) == len(words)
    assert sum(case.linked == 0 for case in CASES) > 5
    assert {case.scenario for case in CASES} >= {"null", "tide", "agenda flood", "newly called"}


def test_no_records():
    with pytest.raises(UsageError) as error:
        records_of(CASES[0], 0)
    assert error.value.where == "scenarios"


def test_a_table_by_hand():
    rows = pd.DataFrame(
        {
            "case": ["a"] * 4 + ["b"],
            "quantity": "plain",
            "estimate": [1.0, 2.0, 3.0, 4.0, 9.0],
            "truth": 1.0,
            "inside": [True, True, False, False, False],
            "printed": [True, False, True, True, False],
        }
    )
    table = coverage_table(rows).set_index("case")
    assert table.loc["a", ["n", "bias", "covered", "printed"]].tolist() == [4, 1.5, 0.5, 0.75]
    assert table.loc["a", "covered_printed"] == pytest.approx(1 / 3)
    assert np.isnan(table.loc["b", "covered_printed"])


@pytest.mark.slow
@pytest.mark.long
def test_what_is_printed_covers_and_what_misleads_is_not_printed():
    """Twelve records a case: of 24 nine in ten intervals, 3 standard errors are 0.18.

    Where texts are added after the event on which the country stands alone, or with the other end,
    intervals hold the truth hardly ever, and none may be printed.
    """
    good = pd.concat([records_of(Case("null", jump, ALL), 12) for jump in (0.0, -0.5)])
    assert good["printed"].all()
    plain = good[good["quantity"] == "plain"]
    assert plain["inside"].mean() >= 0.72
    for scenario in ("agenda flood", "newly called", "both ends"):
        bad = records_of(Case(scenario, 0.0, ALL), 6)
        assert not bad["printed"].any(), scenario
        assert bad["inside"].mean() < 0.5, scenario
    assert not records_of(Case("tide", 0.0, 5), 2)["printed"].any()
