"""What the public record says of the United States: figures that reports quote."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.agreement import expected, joint_table, pairwise
from analysis.rollcalls import RollCalls


def value(record: RollCalls, index: str, other: str, year: int) -> float:
    part = record.select(start=f"{year}-01-01", end=f"{year}-12-31", states=["USA", other])
    return float(pairwise(part, index).pair("USA", other)["value"][0])


# Half a unit of the second decimal: the figures are quoted to two.
@pytest.mark.parametrize(
    ("index", "other", "year", "quoted"),
    [
        ("ordinal", "RUS", 2019, 0.29),
        ("ordinal", "RUS", 2025, 0.19),
        ("ordinal", "GBR", 2019, 0.65),
        ("ordinal", "GBR", 2025, 0.28),
        ("kappa", "RUS", 2023, -0.42),
        ("kappa", "RUS", 2025, -0.09),
        ("kappa", "GBR", 2023, 0.60),
        ("kappa", "GBR", 2025, 0.03),
        # Where the chance correction charges the difference in vote shares to the states,
        # the United States moves away from Russia, as by the raw index.
        ("pi", "RUS", 2023, -0.49),
        ("pi", "RUS", 2025, -0.66),
        ("alpha", "RUS", 2023, -0.53),
        ("alpha", "RUS", 2025, -0.71),
    ],
)
def test_quoted_figures(record, index, other, year, quoted):
    assert value(record, index, other, year) == pytest.approx(quoted, abs=0.0051)


def test_joint_votes_of_2025(record):
    table = joint_table(record.select(start="2025-01-01"), "USA", "RUS")
    assert table.to_numpy().tolist() == [[3, 1, 6], [1, 2, 5], [138, 16, 20]]


def test_expected_agreement_fell_by_more_than_observed(record):
    rows = expected(record.select(start="2023-01-01"), "USA", "RUS").set_index("period")
    fall = rows.loc[2023] - rows.loc[2025]
    assert fall["expected"] > fall["observed"] > 0
    # And it left kappa hardly any room below zero.
    assert rows.loc[2025, "lowest"] > -0.2
    assert rows.loc[2023, "lowest"] < -0.5


def test_kappa_moved_towards_zero_with_nearly_everybody(record):
    kappa = pairwise(record.select(start="2023-01-01"), "kappa").of("USA")
    both = pd.DataFrame({"before": kappa.loc[2023], "after": kappa.loc[2025]}).dropna()
    assert len(both) > 150
    assert (both["after"].abs() < both["before"].abs()).mean() > 0.8
