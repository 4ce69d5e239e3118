"""Headline, subtitle and source stand within the figure, and the drawing keeps its size."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis.figures.dress.heading import (
    HEADLINE,
    balanced,
    headed,
    in_width,
    is_headed,
    keyed,
    width_of,
)
from analysis.figures.style import new_figure, style

LONG = "One state votes less often as others do; with a second there is no clear change at all"


def drawn(figure):
    with mpl.rc_context(style()):
        FigureCanvasAgg(figure).draw()
    return figure


@pytest.fixture
def plain():
    with mpl.rc_context(style()):
        figure, ax = new_figure(2.0)
        ax.plot([0, 1], [0, 1])
    return figure


def test_the_figure_grows_and_its_axes_do_not(plain):
    before = drawn(plain).axes[0].get_window_extent().height
    low = plain.get_figheight()
    headed(plain, LONG, "What is measured", "Source: votes")
    assert plain.get_figheight() > low
    assert drawn(plain).axes[0].get_window_extent().height == pytest.approx(before, abs=2)
    assert is_headed(plain)


def test_words_stand_above_and_below_the_axes_and_within_the_page(plain):
    drawn(headed(plain, LONG, "What is measured", "Source: votes"))
    ax = plain.axes[0].get_tightbbox()
    boxes = {t.get_text(): t.get_window_extent() for t in plain.texts}
    for text, box in boxes.items():
        assert box.x0 >= 0, text
        assert box.x1 <= plain.bbox.x1, text
        assert box.y0 >= ax.y1 if text != "Source: votes" else box.y1 <= ax.y0, text


def test_twice_is_once_and_no_headline_is_none(plain):
    headed(plain, "", "What is measured")
    assert not plain.texts
    headed(plain, LONG)
    said = [t.get_text() for t in plain.texts]
    assert [t.get_text() for t in headed(plain, "Another").texts] == said


def test_signs_of_mathematics_are_letters(plain):
    headed(plain, "$5 and $6 of _a_")
    drawn(plain)
    assert plain.texts[0].get_text() == "$5 and $6 of _a_"


def test_lines_are_as_wide_as_the_measure_allows():
    lines = in_width(LONG, HEADLINE, 200, bold=True)
    assert " ".join(lines) == LONG
    assert all(width_of(line, HEADLINE, bold=True) <= 200 for line in lines)
    for one, two in zip(lines, lines[1:], strict=False):
        longer = f"{one} {two.split()[0]}"
        assert width_of(longer, HEADLINE, bold=True) > 200


def test_a_key_stays_between_headline_and_axes(plain):
    with mpl.rc_context(style()):
        keyed(plain, [("o", "Russia", "#000000"), ("s", "China", "#111111")])
    drawn(headed(plain, LONG, "Sub", "Source: x"))
    at = {t.get_text(): t.get_window_extent() for t in plain.texts}
    assert at["Sub"].y0 >= at["Russia"].y1
    assert at["Russia"].y0 >= plain.axes[0].get_tightbbox().y1
    assert at["Russia"].x1 < at["China"].x0


def test_marks_of_a_key_stand_beside_their_words(plain):
    with mpl.rc_context(style()):
        keyed(plain, [("s", "China", "#111111")])
    drawn(headed(plain, LONG, "Sub", "Source: x"))
    (mark,) = plain.artists
    box = next(t for t in plain.texts if t.get_text() == "China").get_window_extent()
    place = mark.get_window_extent()
    assert place.x1 <= box.x0
    assert box.y0 - 1 <= (place.y0 + place.y1) / 2 <= box.y1 + 1


def test_a_headline_leaves_no_word_alone_in_its_last_line():
    text = "In 2013 Hungary voted Yes on 56% of 61 roll calls and No on 21%, and abstained on 23%"
    assert in_width(text, 12, 440, bold=True)[-1] == "23%"
    first, second = balanced(text, 12, 440, bold=True)
    assert f"{first} {second}" == text
    assert width_of(second, 12, bold=True) > 0.25 * 440
    even = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    assert balanced(even, 12, 300) == in_width(even, 12, 300)
