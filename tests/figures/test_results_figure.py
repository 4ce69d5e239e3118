"""A fit draws itself: over time, or one period as a line or a plane."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.figures.results import results_figure
from analysis.idealpoints import IdealPointResults, IdealPoints
from analysis.simulate import simulate

from ..helpers import raises


@pytest.fixture(scope="module")
def results() -> IdealPointResults:
    return IdealPoints(simulate("null", 1, n_states=30, years=5).rollcalls).fit()


def words(figure: Figure) -> set[str]:
    FigureCanvasAgg(figure).draw()
    return {t.get_text() for ax in figure.axes for t in ax.texts}


def test_trajectories_of_the_permanent_members_or_of_those_asked_for(results):
    every = {"China", "France", "Russia", "United Kingdom", "United States"}
    assert words(results.plot()) == every
    figure = results.plot(["DEU", "USA"])
    assert words(figure) == {"Germany", "United States"}
    theta = results.params.query("state == 'DEU'")["theta"].to_numpy()
    assert any(np.array_equal(line.get_ydata(), theta) for line in figure.axes[0].lines)


def test_one_period_is_a_line_of_states(results):
    year = results.params["period"].iloc[-1]
    figure = results.plot(["USA"], period=year)
    assert "United States" in words(figure)
    assert figure.axes[0].get_ylabel() == "30 states"


def test_one_period_of_two_dimensions_is_a_plane():
    rollcalls = simulate("null", 2, n_states=20, years=2, calls_per_year=40).rollcalls
    fit = IdealPoints(rollcalls, dimensions=2).fit()
    figure = fit.plot(period=fit.params["period"].iloc[-1])
    assert figure.axes[0].get_ylabel().startswith("second dimension")


@pytest.mark.parametrize(
    ("asked", "words", "todo"),
    [
        ({"states": ["ZZZ"]}, ["no ideal point", "ZZZ"], ""),
        ({"states": []}, ["0 states"], ""),
        ({"states": ["USA", "RUS", "CHN", "FRA", "GBR", "DEU"]}, ["6 states"], ""),
        ({"period": 1066}, ["period 1066"], "20"),
    ],
)
def test_what_cannot_be_drawn(results, asked, words, todo):
    with raises(UsageError, "ideal points", *words, todo=todo):
        results.plot(**asked)


def test_a_fit_of_one_period_is_drawn_as_that_period():
    params = pd.DataFrame(
        {"state": ["A", "B", "C"], "period": "all", "theta": [1.0, 0.0, -1.0]}
        | {"low": [0.8, -0.2, -1.2], "high": [1.2, 0.2, -0.8]}
    )
    plane = params.assign(theta2=params["theta"], low2=params["low"], high2=params["high"])
    for table in (params, plane):
        one, two = results_figure(table), results_figure(table, period="all")
        assert one.axes[0].get_xlabel() == two.axes[0].get_xlabel()
        assert len(one.axes[0].lines) == len(two.axes[0].lines)
