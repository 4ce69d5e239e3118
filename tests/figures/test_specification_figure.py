"""The specification curve: as much drawn as there is, and readable."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.estimate import Estimate
from analysis.figures.specification import specification_figure
from analysis.figures.style import COLOURS, GREY, SMALL, WIDTH


def curve(n: int = 60) -> Estimate:
    """Estimates from -0.5 to 0.5; the band holds all but the ten largest."""
    estimate = np.linspace(-0.5, 0.5, n)
    table = pd.DataFrame(
        {
            "index": np.resize(["kappa", "ordinal", "pi"], n),
            "window": np.resize(["4 years", "8 years"], n),
            "agenda": np.resize(["4 Noes or more", "all", "all"], n),
            "texts": "all",
            "adoptions": "left out",
            "allies": np.resize(["FIVE_EYES", "all", "NATO", "EU"], n),
            "estimate": estimate,
            "band_low": estimate - 0.2,
            "band_high": np.where(np.arange(n) >= n - 10, estimate - 0.1, estimate + 0.2),
        }
    )
    return Estimate("specification.rival", "x", 0.0, table=table, n=n)


def rendered(figure: Figure) -> Figure:
    FigureCanvasAgg(figure).draw()
    return figure


def dots(ax, colour: str) -> int:
    return sum(
        len(c.get_offsets())
        for c in ax.collections
        if len(c.get_facecolor()) and tuple(c.get_facecolor()[0]) == to_rgba(colour)
    )


def test_a_dot_for_each_and_those_outside_the_band_in_colour():
    top = rendered(specification_figure(curve())).axes[0]
    assert dots(top, COLOURS["country"]) == 10
    assert dots(top, GREY) == 50


def test_a_mark_for_each_choice():
    bottom = rendered(specification_figure(curve())).axes[1]
    marks = [len(c.get_segments()) for c in bottom.collections]
    # Three indices, two windows, two agendas, four groups; texts never vary.
    assert marks == [20, 20, 20, 30, 30, 40, 20, 15, 15, 15, 15]
    labels = [t.get_text() for t in bottom.get_yticklabels()]
    assert labels[:3] == ["ordinal", "kappa", "pi"]
    assert "Five Eyes" in labels
    assert "FIVE_EYES" not in labels
    assert {"Index", "Before", "Roll calls", "Allies"} == {t.get_text() for t in bottom.texts}


@pytest.mark.parametrize("n", [12, 60, 400])
def test_readable_without_a_warning(n, caplog):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = rendered(specification_figure(curve(n), "Title"))
    assert not caplog.records
    assert figure.get_size_inches()[0] == WIDTH
    texts = [
        t for t in figure.findobj(lambda a: isinstance(a, Text)) if t.get_visible() and t.get_text()
    ]
    assert min(t.get_fontsize() for t in texts) >= SMALL
    boxes = [(t.get_text(), Text.get_window_extent(t)) for t in texts]
    for text, box in boxes:
        if box.width:
            assert box.x0 >= figure.bbox.x0 - 1, text
            assert box.x1 <= figure.bbox.x1 + 1, text


def test_every_axis_is_labelled():
    for ax in specification_figure(curve()).axes:
        assert ax.get_ylabel()
    assert specification_figure(curve()).axes[1].get_xlabel().startswith("60 specifications")
