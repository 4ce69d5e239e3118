"""A figure drawn once more for a telephone: narrower, with type of the same size.

Not every figure can be: a narrow one is used only if its words neither run into each other nor
out of the drawing. Else the page scales the wide one down.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

__all__ = ["NARROW", "Words", "is_legible", "narrowed", "words_of"]

#: Inches: on a screen of 390 pixels type of 8.5 points is then some 11 pixels high.
NARROW = 3.7
#: A panel keeps its height; words that stood beside each other need some more.
TALLER = 1.08
#: Points by which words may leave the drawing, and share of a word that another may cover.
BEYOND, COVERED = 2.0, 0.15

_TEXT = re.compile(r'<text style="([^"]*)"([^>]*)>([^<]*)</text>')
_PLACE = re.compile(r'\b([xy])="([-\d.]+)"')
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_SIZE = re.compile(r"font(?:-size)?:[^;]*?([\d.]+)px")
_ANCHOR = re.compile(r"text-anchor: (\w+)")
_SIDES = {"start": 0.0, "middle": 0.5, "end": 1.0}
#: Breadths of letters that are not about half as broad as the type is high.
_BREADTHS = dict.fromkeys("ijl.,:;'|!ftr ()[]", 0.3) | dict.fromkeys("MWmw%@—", 0.82)


@contextmanager
def narrowed(figure: Figure) -> Iterator[Figure]:
    """Let a figure be as narrow as a telephone for a while.

    Parameters
    ----------
    figure : Figure
        Laid out by matplotlib's constrained layout, without a headline: a page sets that as text.
        Words of its own, such as a key, keep their distances in points.

    Examples
    --------
    >>> figure = Figure(figsize=(6.3, 3))
    >>> with narrowed(figure) as small:
    ...     float(small.get_figwidth())
    3.7
    >>> float(figure.get_figwidth())
    6.3
    """
    width, height = figure.get_size_inches()
    small = min(NARROW, width)
    places = [text.get_position() for text in figure.texts]
    marks = [mark for mark in figure.artists if isinstance(mark, Line2D)]
    across = [np.asarray(mark.get_xdata(), dtype=np.float64) for mark in marks]
    figure.set_size_inches(small, height * (TALLER if width > NARROW else 1))
    for text, (x, _) in zip(figure.texts, places, strict=True):
        text.set_x(x * width / small)
    for mark, at in zip(marks, across, strict=True):
        mark.set_xdata(at * width / small)
    try:
        yield figure
    finally:
        figure.set_size_inches(width, height)
        for text, place in zip(figure.texts, places, strict=True):
            text.set_position(place)
        for mark, at in zip(marks, across, strict=True):
            mark.set_xdata(at)


@dataclass(frozen=True)
class Words:
    """Words of a drawing, with the box they take, in points from the left and from the top."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Words) -> bool:
        """Say whether these and others lie on each other, for more than a touch."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across <= 0 or along <= 0:
            return False
        areas = ((w.right - w.left) * (w.bottom - w.top) for w in (self, other))
        return across * along > COVERED * min(areas)


def words_of(drawing: str) -> list[Words]:
    """List the level words of an SVG that matplotlib drew, about as wide as they are.

    Parameters
    ----------
    drawing : str
        SVG whose words are text (``svg.fonttype: none``).

    Examples
    --------
    >>> text = '<text style="font-size: 10px; text-anchor: end" x="50" y="20">ab</text>'
    >>> words_of(text)
    [Words(text='ab', left=40.2, top=12.0, right=50.0, bottom=22.0)]
    """
    found = []
    for style, attributes, text in _TEXT.findall(drawing):
        places = dict(_PLACE.findall(attributes))
        turned = _TURNED.search(attributes)
        if not {"x", "y"} <= set(places) or (turned and float(turned[1])):
            continue
        size = float(_SIZE.search(style)[1]) if _SIZE.search(style) else 10.0  # type: ignore[index]
        words = html.unescape(text).strip()
        width = size * sum(_BREADTHS.get(letter, 0.49) for letter in words)
        x, y = float(places["x"]), float(places["y"])
        anchor = _ANCHOR.search(style)
        left = x - width * _SIDES[anchor[1] if anchor else "start"]
        box = (left, y - 0.8 * size, left + width, y + 0.2 * size)
        found.append(Words(words, *(round(value, 2) for value in box)))
    return found


def is_legible(narrow: str, wide: str) -> bool:
    """Say whether the words of a narrow drawing stand within it, and apart if they stood apart.

    Parameters
    ----------
    narrow, wide : str
        SVG.

    Examples
    --------
    >>> words = '<text style="font-size: 10px" x="{}" y="20">abcdefgh</text>'
    >>> wide = words.format(0) + words.format(80)
    >>> [is_legible(words.format(0) + words.format(x), wide) for x in (60, 20, 240)]
    [True, False, False]
    """
    now = words_of(narrow)
    if any(w.left < -BEYOND or w.right > 72 * NARROW + BEYOND for w in now):
        return False
    before = _covering(words_of(wide))
    return not _covering(now) - before


def _covering(words: list[Words]) -> set[tuple[str, str]]:
    """Return the pairs of words that lie on each other."""
    pairs = combinations(sorted(words, key=lambda w: w.text), 2)
    return {(one.text, two.text) for one, two in pairs if one.covers(two)}
