"""The list of models, and models set beside the first of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.prediction.hidden import Target
from analysis.rollcalls.window import Window
from analysis.simulate import simulate
from analysis.workshop.gate_trial import WORLDS, gate_trial
from analysis.workshop.variants import (
    CASES,
    TARGETS,
    Case,
    differences,
    predict_at_random,
    predict_targets,
)


@pytest.fixture(scope="module")
def small():
    return simulate("null", 5, n_states=25, years=3, calls_per_year=40).rollcalls


def test_every_case_can_be_made(small):
    for case in CASES.values():
        assert IdealPoints(small, **case.model).fit(max_iter=2, **case.fit).n_iter <= 2


def test_models_are_set_beside_the_first(small):
    bits = {n: predict_at_random(small, c) for n, c in
            {"one": Case(), "same": Case(), "other": Case(fit={"tails": 4.0})}.items()}  # fmt: skip
    table = differences({n: b.assign(all="all") for n, b in bits.items()}, "all").set_index("case")
    assert table.loc["one", "less"] == table.loc["same", "less"] == 0
    expected = bits["other"]["model"].mean() - bits["one"]["model"].mean()
    assert table.loc["other", "less"] == pytest.approx(expected)
    assert table.loc["other", "se_less"] > 0


def test_targets_are_named_in_the_table(small):
    window = Window(date(2024, 1, 1), date(2024, 12, 31))
    table, bits = predict_targets(small, Case(), [Target("USA", window), Target("RUS", window)], 2)
    assert table["state"].tolist() == ["USA", "RUS"]
    assert table["n"].tolist() == bits.groupby("target").size().tolist()
    assert len(TARGETS) == len(set(TARGETS)) == 6


def test_the_trial_tells_lines_from_others():
    names = ["a line, nothing happens", list(WORLDS)[-1]]
    table = gate_trial(1, names)
    assert isinstance(table, pd.DataFrame)
    own = table[table["whose"] == "country"].set_index("world")
    assert own.loc[names[0], "not_described"] == 0
    assert own.loc[names[1], "not_described"] == 1
    assert table.groupby("whose")["n"].first().to_dict() == {"country": 1, "nine others": 9}
    assert np.isfinite(table["difference"]).all()
