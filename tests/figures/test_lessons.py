"""Figures of the lessons: as much drawn as there is, and where it belongs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.figures.lessons import false_alarms_figure, panels_figure, step_figure
from analysis.figures.style import COLOURS, WIDTH

from ..helpers import raises

STRAIGHT = pd.Series([0.0, 1.0, 2.0, 3.0, 7.0], index=[2021, 2022, 2023, 2024, 2025], name="kappa")
NAMES = {"a": "one", "b": "two", "c": "three"}


def drawn(figure: Figure) -> Figure:
    FigureCanvasAgg(figure).draw()
    assert figure.get_size_inches()[0] == WIDTH
    return figure


def test_the_step_stands_on_the_line_carried_on():
    ax = drawn(step_figure([STRAIGHT], "2025-01-20", ["All"])).axes[0]
    (bar,) = [c.get_segments()[0] for c in ax.collections]
    assert bar[:, 0].tolist() == [2025, 2025]
    assert bar[:, 1] == pytest.approx([4.0, 7.0])
    assert ax.get_ylabel() == "kappa"


def test_each_series_has_its_panel_and_its_own_line():
    axes = drawn(step_figure([STRAIGHT, STRAIGHT.loc[2022:]], "2025-01-20", ["A", "B"])).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["A", "B"]
    assert axes[1].lines[0].get_xdata().min() == 2022


@pytest.mark.parametrize("event", ["2021-01-20", "2026-01-20"])
def test_a_step_needs_years_on_both_sides(event):
    with raises(UsageError, "step_figure", "two years"):
        step_figure([STRAIGHT], event, ["All"])


def test_a_line_for_each_kind_of_errors_named_beside_it():
    found = pd.DataFrame(
        {"rho": [0.0, 0.5] * 3, "errors": list("aabbcc"), "share": np.arange(6) / 10, "n": 10}
    )
    ax = drawn(false_alarms_figure(found, NAMES)).axes[0]
    assert [t.get_text() for t in ax.texts] == list(NAMES.values())
    assert ax.lines[1].get_ydata().tolist() == [0.2, 0.3]
    assert ax.lines[-1].get_ydata().tolist() == [0.05, 0.05]


def test_dots_are_filled_where_the_interval_excludes_zero():
    estimates = [
        Estimate("a", "a", 2.0, low=1.0, high=3.0),
        Estimate("b", "b", 0.1, low=-0.1, high=0.3),
        Estimate("c", "c", 0.4),
    ]
    figure = drawn(panels_figure({"One": estimates, "Two": estimates}, ["A", "B", "C"]))
    above, below = figure.axes[0], figure.axes[2]
    faces = [line.get_markerfacecolor() for line in (*above.lines, *below.lines)]
    assert faces.count(COLOURS["country"]) == 1
    assert faces.count("white") == 2
    assert len(below.collections) == 1  # the third has no interval
    assert [t.get_text() for t in below.get_yticklabels()] == ["B", "C"]


def test_as_many_labels_as_estimates():
    with pytest.raises(ValueError, match="zip"):
        panels_figure({"One": [Estimate("a", "a", 2.0)]}, ["A", "B"])
