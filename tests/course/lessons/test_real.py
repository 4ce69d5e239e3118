"""The small tables of the real case: what they hold, and what is read off them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course.lessons import real
from analysis.course.lessons.lesson_2 import yearly_agreement
from analysis.course.lessons.real import (
    NOES,
    TABLES,
    TERMS,
    agreement_by_noes,
    noes_class,
    real_table,
    term_of,
    treated_by_term,
)
from analysis.errors import RecordError, UsageError


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_shipped_and_whole(name):
    table = real_table(name)
    assert len(table)
    assert not table.isna().all().any()


def test_counts_agree_with_the_other_shipped_tables():
    """The roll calls of a year are those on which the yearly agreement rests, but for absences."""
    calls = real_table("calls").groupby("year")[["n", "absent"]].sum()
    most = yearly_agreement().groupby("year")["n"].max()
    voted = calls["n"] - calls["absent"]
    assert (voted >= most[voted.index]).all()
    assert voted[2025] == most[2025] == 192
    agenda = real_table("agenda").query("left_out == 'nothing'").set_index("period")["n"]
    assert (agenda[calls.index] == calls["n"]).all()


def test_votes_of_the_united_states_add_up():
    calls = real_table("calls")
    assert (calls[["yes", "abstain", "no", "absent"]].sum(axis=1) == calls["n"]).all()
    assert (calls["alone"] <= calls["no"]).all()
    assert calls.loc[calls["noes"] != "1", "alone"].sum() == 0


def test_agreement_with_russia_is_that_of_the_yearly_table():
    sums = real_table("agreement").query("other == 'RUS'").groupby("year")[["sum", "n"]].sum()
    mean = sums["sum"] / sums["n"]
    yearly = yearly_agreement().query("other == 'RUS'").set_index("year")
    for year in (2023, 2025):
        assert sums.loc[year, "n"] == yearly.loc[year, "n"]
        assert mean[year] == pytest.approx(yearly.loc[year, "ordinal"], abs=0.0005)


@pytest.mark.parametrize(
    ("noes", "kind"), [(0, "0"), (1, "1"), (2, "2–3"), (3, "2–3"), (10, "4–10"), (11, "over 10")]
)
def test_classes_of_noes(noes, kind):
    assert noes_class([noes]).tolist() == [kind]


def test_a_term_holds_its_years():
    years = pd.Series(range(2015, 2028))
    assert (term_of(years) != "").sum() == sum(b - a + 1 for a, b in TERMS.values())


def test_leaving_out_nothing_averages_all_pairs():
    table = real_table("agreement").assign(term=lambda t: term_of(t["year"]))
    sums = table.groupby(["other", "term"])[["sum", "n"]].sum()
    for (other, term), row in sums.iterrows():
        assert agreement_by_noes().loc[other, term] == pytest.approx(row["sum"] / row["n"])
    assert not np.allclose(agreement_by_noes(), agreement_by_noes(4))


def test_newly_called_texts_of_a_year_on_average():
    table, calls = treated_by_term(), real_table("calls")
    mine = calls[calls["year"].between(2021, 2024) & (calls["treated"] == "without a vote")]
    assert table.loc["without a vote", ("roll calls a year", "2021–2024")] == mine["n"].sum() / 4
    assert set(mine["noes"]) <= set(NOES)


@pytest.mark.parametrize("call", [lambda: real_table("x"), lambda: agreement_by_noes(3)])
def test_what_there_is_not_is_refused(call):
    with pytest.raises(UsageError) as refused:
        call()
    assert refused.value.where == "shipped counts"


def test_a_missing_file_says_which(tmp_path, monkeypatch):
    monkeypatch.setattr(real, "DERIVED", tmp_path)
    with pytest.raises(RecordError) as refused:
        real_table("calls")
    assert refused.value.where == TABLES["calls"]
