"""An estimate draws itself as its design is best seen."""

from __future__ import annotations

import string

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis.estimate import Estimate
from analysis.shift.designs.placebo import placebo_rank
from analysis.shift.designs.specification import specification_curve
from analysis.shift.designs.synthetic import synthetic
from analysis.simulate import simulate
from analysis.study import Study


def texts(figure) -> str:
    FigureCanvasAgg(figure).draw()
    found = [t.get_text() for ax in figure.axes for t in ax.texts]
    return " ".join([*found, *(ax.get_title(loc="left") for ax in figure.axes)])


def wide(move: float) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    table = pd.DataFrame(rng.normal(size=(30, 10)), index=range(1990, 2020))
    table.columns = [f"S{j:02d}" for j in range(10)]
    table["USA"] = table[["S00", "S01"]].mean(axis=1) + move * (table.index >= 2015)
    table["USA"] += rng.normal(size=30) / 10
    return table


def test_an_estimate_without_a_table_stands_beside_zero():
    figure = Estimate("x", "change in agreement", 0.3, low=0.1, high=0.5).plot()
    assert "0.30 [0.10, 0.50]" in texts(figure)
    assert len(figure.axes) == 1


def test_a_placebo_shows_the_state_that_was_ranked():
    changes = pd.Series([k / 10 for k in range(20)], index=list(string.ascii_uppercase[:20]))
    e = placebo_rank(changes, "T", name="x", estimand="a change")
    assert "T: 1 of 20" in texts(e.plot())


@pytest.mark.parametrize("move", [0.0, 4.0])
def test_a_synthetic_control_shows_both_paths_and_its_rank(move):
    e = synthetic(wide(move), "USA", "2015-01-01")
    figure = e.plot()
    rank = round(e.p_value * 11)
    assert f"USA: {rank} of 11" in texts(figure)
    left = figure.axes[0]
    lines = [line.get_ydata() for line in left.lines if len(line.get_ydata()) == 30]
    path = e.table[e.table["kind"] == "path"]
    assert np.array_equal(lines[0], path["actual"])
    assert np.array_equal(lines[1], path["synthetic"])
    filled = [line.get_ydata() for line in left.lines if len(line.get_ydata()) == 5]
    assert np.array_equal(filled[0], path["actual"].iloc[-5:])


def test_an_exact_fit_is_drawn_without_a_rank():
    table = wide(0.0)
    table["USA"] = table["S00"]
    assert "of 11" not in texts(synthetic(table, "USA", "2015-01-01").plot())


def test_a_curve_is_drawn_as_one():
    rollcalls = simulate("realignment", 1, n_states=20, years=6, calls_per_year=20).rollcalls
    curve = specification_curve(rollcalls, Study(draws=20, record="embedded"), "rival")
    assert len(curve.plot().axes) == 2
