"""Drawings show every value that is there, and none that is not."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.atlas.charts import Line, Part, line_chart, spread_out, stacked_bars

from .test_build import Page

NAN = float("nan")


def drawn(svg: str, look: str) -> list[dict[str, str | None]]:
    return [at for _, at in Page(svg).tags if at.get("class") == look]


def test_a_gap_breaks_a_line_and_a_single_year_is_a_dot():
    years = list(range(2000, 2007))
    svg = line_chart(years, [Line("A", np.array([1, 2, NAN, 3, NAN, 4, 5.0]))], "alt")
    assert len(drawn(svg, "line c0")) == 2
    assert len(drawn(svg, "dot c0")) == 1


def test_higher_values_stand_higher_and_later_ones_further_right():
    svg = line_chart([2000, 2001], [Line("A", np.array([0.0, 1.0]))], "alt", ends=(0, 1))
    (line,) = drawn(svg, "line c0")
    one, two = (tuple(map(float, p.split())) for p in str(line["d"])[1:].split("L"))
    assert one[0] < two[0]
    assert one[1] > two[1]


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_without_a_value_there_is_no_drawing(values):
    years = list(range(len(values)))
    assert line_chart(years, [Line("A", np.array(values))], "alt") == ""
    assert stacked_bars(years, [Part("a", np.array(values), "c1")], "alt") == ""


def test_a_line_that_does_not_move_is_drawn():
    svg = line_chart([2000, 2001], [Line("A", np.array([1.0, 1.0]))], "alt")
    assert "nan" not in svg.lower()
    assert len(drawn(svg, "line c0")) == 1


def test_bars_are_as_tall_as_their_shares():
    parts = [Part("a", np.array([0.25]), "c1"), Part("b", np.array([0.75]), "c2")]
    svg = stacked_bars([2000], parts, "alt")
    tall = [
        float(str(drawn(svg, f"bar {look}")[0]["d"]).split("v")[1].split("h")[0])
        for look in ("c1", "c2")
    ]
    assert tall[1] == pytest.approx(3 * tall[0], rel=0.01)


def test_labels_keep_their_order_their_distance_and_the_frame():
    # Two at the top and one at the very bottom: none may push another out.
    for places in ([5.0, 5.0, 5.0, 90.0], [0.0, 0.0, 30.0, 30.0, 100.0]):
        found = spread_out(places, 10, 0, 100)
        assert sorted(found) == found
        assert min(np.diff(found)) >= 10 - 0.1
        assert min(found) >= 0
        assert max(found) <= 100


def test_the_alternative_text_is_what_is_given():
    svg = line_chart([2000, 2001], [Line("A", np.array([1.0, 2.0]))], 'a "b" <c>')
    assert Page(svg).tags[0][1]["aria-label"] == 'a "b" <c>'


def test_bars_of_years_that_rest_on_little_are_pale():
    part = Part("a", np.array([1.0, 0.5]), "c4")
    both = stacked_bars([2024, 2025], [part], "x", pale=[2025])
    assert both.count('class="bar c4"') == both.count('class="bar c4 pale"') == 1
    assert "pale" not in stacked_bars([2024, 2025], [part], "x")
