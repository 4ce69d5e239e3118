"""Figures within a page: their parts keep apart, and nothing but drawing is left of them."""

from __future__ import annotations

import re

import pytest

from analysis.errors import UnshiftError
from analysis.reporting.press.page.drawings import inline_svg

from ....helpers import raises


class TestInlineSvg:
    def test_ids_and_what_refers_to_them(self):
        made = inline_svg(
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            'width="9pt" height="9pt" viewBox="0 0 9 9"><defs><path id="m"/></defs>'
            '<use xlink:href="#m"/><g clip-path="url(#c)" style="fill: url(#d)"/></svg>',
            "fig-x",
            "A & B",
        )
        assert 'id="fig-x-m"' in made
        assert 'href="#fig-x-m"' in made
        assert 'clip-path="url(#fig-x-c)"' in made
        assert "url(#fig-x-d)" in made
        assert "pt" not in re.sub(r"descr?ipt", "", made)
        assert 'aria-label="A &amp; B"' in made

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            "<style>*{display:none}</style>",
            "<foreignObject><b>x</b></foreignObject>",
            '<a href="https://example.org"><path/></a>',
            "<metadata>x</metadata>",
        ],
    )
    def test_what_does_more_than_draw_is_dropped(self, inside):
        made = inline_svg(
            f'<svg xmlns="http://www.w3.org/2000/svg">{inside}<path d="M0 0"/></svg>', "f", "x"
        )
        assert re.findall(r"<(\w+)", made) == ["svg", "path"]

    @pytest.mark.parametrize("attribute", ['onclick="x()"', 'href="https://example.org"'])
    def test_attributes_that_act_or_fetch_are_dropped(self, attribute):
        made = inline_svg(
            f'<svg xmlns="http://www.w3.org/2000/svg"><use {attribute} x="1"/></svg>', "f", "x"
        )
        assert '<use x="1" />' in made

    def test_what_is_no_svg(self):
        with raises(UnshiftError, "fig-x", "SVG"):
            inline_svg("<svg", "fig-x", "x")

    def test_ids_that_nothing_refers_to_are_dropped(self):
        made = inline_svg(
            '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path id="b"/></g></svg>', "f", "x"
        )
        assert "id=" not in made

    def test_places_are_rounded_and_factors_are_not(self):
        made = inline_svg(
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1.00499 -2.5000001 L3 1e-7.125"/>'
            '<use x="0.001234" transform="scale(0.015625)"/></svg>',
            "f",
            "x",
        )
        assert 'd="M1 -2.5 L3' in made
        assert 'x="0"' in made
        assert "scale(0.015625)" in made
