"""The typeface is there, matplotlib finds it, and the part of it in a drawing is the same bytes."""

from __future__ import annotations

import base64
import io
import re

import pycountry
import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from analysis.figures.dress.typeface import (
    FAMILY,
    FOLDER,
    LATIN,
    SIGNS,
    font_face,
    font_files,
    registered,
)
from analysis.record.states import state_name


def test_matplotlib_finds_the_files_that_are_shipped():
    for weight, path in font_files().items():
        found = findfont(FontProperties(family=registered(), weight=weight))
        assert found == str(path)


def test_the_licence_stands_beside_the_files():
    assert "SIL Open Font License" in (FOLDER / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("path", font_files().values(), ids=lambda p: p.stem)
def test_it_has_the_letters_of_every_name(path):
    known = TTFont(path).getBestCmap()
    letters = "".join(state_name(country.alpha_3) for country in pycountry.countries) + "–−’“”■▲"
    assert [c for c in letters if ord(c) not in known] == []


def parts(css: str) -> list[TTFont]:
    return [
        TTFont(io.BytesIO(base64.b64decode(data))) for data in re.findall(r"base64,([^)]+)\)", css)
    ]


def test_a_drawing_carries_the_letters_it_uses_and_no_more():
    for font in parts(font_face("Türkiye")):
        assert {chr(c) for c in font.getBestCmap()} == set("Türkiye")
        assert FAMILY in str(font["name"].getDebugName(1))


def test_without_letters_given_it_carries_latin():
    for font in parts(font_face()):
        assert {"é", "ş", "−", "A"} <= {chr(c) for c in font.getBestCmap()}
    assert font_face() == font_face(LATIN + SIGNS)
    assert len(font_face()) < 150_000
