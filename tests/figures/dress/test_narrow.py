"""A narrow drawing is used only where it can be read."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from analysis.figures.dress.heading import keyed
from analysis.figures.dress.narrow import NARROW, is_legible, narrowed, words_of
from analysis.figures.style import new_figure
from analysis.reporting.display import svg


def drawn(*words: tuple[float, str], width: float = 6.3) -> Figure:
    figure, ax = new_figure(2.0, width=width)
    ax.plot([0, 1], [0, 1])
    for x, text in words:
        figure.text(x, 0.97, text, fontsize=8.5).set_in_layout(False)
    return figure


def legible(figure: Figure) -> bool:
    with narrowed(figure) as small:
        narrow = svg(small)
    return is_legible(narrow, svg(figure))


def test_a_plain_figure_can_be_narrow_and_is_left_as_it_was():
    figure = drawn((0.1, "A key"))
    before = svg(figure)
    assert legible(figure)
    assert svg(figure) == before


def test_words_of_a_key_keep_their_distance_in_points():
    figure = drawn((0.1, "One"), (0.4, "Another"))
    places = []
    for width in (None, NARROW):
        if width is None:
            places.append({w.text: w.left for w in words_of(svg(figure))})
        else:
            with narrowed(figure) as small:
                places.append({w.text: w.left for w in words_of(svg(small))})
    for text in ("One", "Another"):
        assert places[0][text] == pytest.approx(places[1][text], abs=0.1)


def test_marks_of_a_key_move_with_its_words():
    figure, ax = new_figure(2.0)
    ax.plot([0, 1], [0, 1])
    keyed(figure, [("s", "One", "k"), ("s", "Another", "k")])
    wide = [float(mark.get_xdata()[0]) for mark in figure.artists]
    with narrowed(figure) as small:
        assert [float(m.get_xdata()[0]) * NARROW for m in small.artists] == pytest.approx(
            [6.3 * x for x in wide]
        )
    assert [float(mark.get_xdata()[0]) for mark in figure.artists] == wide


def test_words_beyond_the_edge_or_on_each_other():
    assert not legible(drawn((0.9, "A long key that stands far on the right")))
    figure, ax = new_figure(2.0)
    for x in (0.0, 0.3):
        ax.annotate("Some twenty letters.", (x, 0.5), xycoords="axes fraction")
    assert not legible(figure)


def test_words_that_lay_on_each_other_before_are_no_reason():
    figure, ax = new_figure(2.0)
    for text in ("Here", "Over"):
        ax.annotate(text, (0.5, 0.5), xycoords="axes fraction")
    assert legible(figure)


def test_turned_words_are_passed_over():
    figure, ax = new_figure(2.0)
    ax.set_ylabel("A long label of the axis, turned")
    assert "A long label of the axis, turned" not in {w.text for w in words_of(svg(figure))}
