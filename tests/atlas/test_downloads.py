"""Files to take away hold what is shown."""

from __future__ import annotations

import gzip
import io

import pandas as pd
import pytest

from analysis.agreement import pair_series


def test_the_file_of_agreement_has_every_pair_once_and_the_suite_s_numbers(site, material):
    text = gzip.decompress((site / "data/agreement.csv.gz").read_bytes()).decode()
    table = pd.read_csv(io.StringIO(text))
    assert not table.duplicated(["year", "state", "other"]).any()
    found = table[(table["state"] == "GBR") & (table["other"] == "USA")].set_index("year")
    series = pair_series(material.assembly, "USA", "GBR", indices=["ordinal"], intervals=False)
    assert found["agreement"].tolist() == pytest.approx(series["value"].tolist(), abs=1e-4)
    assert found["n"].tolist() == series["n"].tolist()


def test_tallies_are_those_of_the_record(site, material):
    table = pd.read_csv(site / "data/roll_calls.csv", keep_default_na=False)
    tally = material.rollcalls.tally()
    assert table[["yes", "no", "abstain"]].to_numpy().tolist() == (
        tally[["yes", "no", "abstain"]].to_numpy().tolist()
    )
    assert (site / table["page"].iloc[0]).is_file()
