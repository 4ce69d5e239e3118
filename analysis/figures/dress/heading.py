"""Headline, subtitle and source of a figure, set within it so that it can stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from analysis.figures.dress.typeface import registered
from analysis.figures.style import GREY, INK, TYPE, WIDTH, style

__all__ = ["balanced", "headed", "headline_lines", "in_width", "is_headed", "keyed", "width_of"]

#: Sizes of headline, subtitle and source, in points, and the lines of each as parts of the size.
HEADLINE, SUBTITLE, SOURCE = 12.0, 9.0, 7.5
LINE = 1.22
#: Points between subtitle and drawing, and between drawing and source.
BELOW, ABOVE = 8.0, 6.0
#: Part of the width below which a last line reads as a word left over.
WIDOW = 0.25
_HEADED = "unshift_headed"


def headed(figure: Figure, headline: str, subtitle: str = "", source: str = "") -> Figure:
    """Set a headline and a subtitle above a figure, and a source below it.

    Parameters
    ----------
    figure : Figure
        Laid out by matplotlib's constrained layout. It grows by the height of the words, so that
        what is drawn keeps its size. One that has a headline already is left as it is.
    headline : str
        What the figure says; broken into lines of the figure's width.
    subtitle : str
        What is measured, in plain words.
    source : str

    Returns
    -------
    Figure
        The same.
    """
    if is_headed(figure) or not headline:
        return figure
    setattr(figure, _HEADED, True)
    width, height = (72 * inches for inches in figure.get_size_inches())
    placed = list(figure.texts)
    with mpl.rc_context(style()):
        first = balanced(headline, HEADLINE, width - 4, bold=True)
        second = in_width(subtitle, SUBTITLE, width - 4) if subtitle else []
        last = in_width(source, SOURCE, width - 4) if source else []
        top = LINE * (HEADLINE * len(first) + SUBTITLE * len(second)) + BELOW
        bottom = LINE * SOURCE * len(last) + ABOVE if last else 0.0
        whole = height + top + bottom
        figure.set_size_inches(width / 72, whole / 72)
        at = whole
        for lines, size, colour, weight in (
            (first, HEADLINE, INK, "bold"),
            (second, SUBTITLE, "#555555", "normal"),
        ):
            for line in lines:
                at -= LINE * size
                _write(figure, line, at + 0.25 * size, whole, size, colour, weight)
        for k, line in enumerate(reversed(last)):
            low = k * LINE * SOURCE + 0.25 * SOURCE
            _write(figure, line, low, whole, SOURCE, GREY, "normal")
    for mark in figure.artists:
        if isinstance(mark, Line2D):
            heights = np.asarray(mark.get_ydata(), dtype=np.float64)
            mark.set_ydata((bottom + heights * height) / whole)
    # What stood in the figure, and the room left for its axes, keep their places in the drawing.
    for text in placed:
        text.set_y((bottom + text.get_position()[1] * height) / whole)
    left, low, wide, high = _room(figure)
    _set_room(figure, (left, (bottom + low * height) / whole, wide, high * height / whole))
    return figure


def keyed(figure: Figure, entries: Sequence[tuple[str, str, str]]) -> Figure:
    """Name the colours of several panels in a line above them.

    Parameters
    ----------
    figure : Figure
        Without a headline yet.
    entries : sequence of (str, str, str)
        Marker, words, colour.

    Examples
    --------
    >>> [text.get_text() for text in keyed(Figure(layout="constrained"), [("o", "A", "k")]).texts]
    ['A']
    """
    width, height = (72 * inches for inches in figure.get_size_inches())
    x = 2.0
    with mpl.rc_context(style()):
        for mark, words, colour in entries:
            at = Line2D(
                [(x + 3) / width],
                [1 - 0.55 * TYPE / height],
                ls="",
                marker=mark,
                ms=5,
                color=colour,
                transform=figure.transFigure,
            )
            figure.add_artist(at)
            place = (x + 10) / width, 1 - 0.85 * TYPE / height
            figure.text(*place, words, fontsize=TYPE, color=colour, va="baseline", ha="left")
            x += 10 + width_of(words, TYPE) + 14
    for artist in (*figure.texts, *figure.artists):
        artist.set_in_layout(False)
    left, low, wide, high = _room(figure)
    _set_room(figure, (left, low, wide, high - 1.9 * TYPE / height))
    return figure


def _room(figure: Figure) -> tuple[float, float, float, float]:
    """Return the part of a figure that its axes may take: left, bottom, width, height."""
    engine = figure.get_layout_engine()
    rect = (0.0, 0.0, 1.0, 1.0) if engine is None else engine.get()["rect"]
    return tuple(rect)


def _set_room(figure: Figure, rect: tuple[float, float, float, float]) -> None:
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(rect=rect)  # type: ignore[call-arg]


def is_headed(figure: Figure) -> bool:
    """Whether a figure has a headline."""
    return bool(getattr(figure, _HEADED, False))


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Measure a line in the typeface of the figures, in points.

    Examples
    --------
    >>> width_of("iii", 8) < width_of("WWW", 8) < width_of("WWW", 8, bold=True)
    True
    """
    font = FontProperties(family=registered(), size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def in_width(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a text into lines that are no wider than so many points, at blanks.

    Examples
    --------
    >>> in_width("one two three four", 10, 50)
    ['one two', 'three four']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def balanced(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a text into as few lines as `in_width` does, but leave no word alone in the last.

    Where the last is less than `WIDOW` of the width, lines are made as even as they can be.

    Examples
    --------
    >>> in_width("one two three four on", 10, 88), balanced("one two three four on", 10, 88)
    (['one two three four', 'on'], ['one two three', 'four on'])
    """
    lines = in_width(text, size, width, bold)
    if len(lines) < 2 or width_of(lines[-1], size, bold) >= WIDOW * width:
        return lines
    narrow = width
    while len(tried := in_width(text, size, narrow - size / 2, bold)) == len(lines):
        lines, narrow = tried, narrow - size / 2
    return lines


def headline_lines(headline: str) -> int:
    """Count the lines that a headline takes in a figure as wide as the text.

    Examples
    --------
    >>> headline_lines("One"), headline_lines("word " * 30)
    (1, 2)
    """
    return len(in_width(headline, HEADLINE, 72 * WIDTH - 4, bold=True))


def _write(
    figure: Figure, text: str, at: float, whole: float, size: float, colour: str, weight: str
) -> None:
    figure.text(
        2 / (72 * figure.get_figwidth()),
        at / whole,
        text,
        fontsize=size,
        color=colour,
        fontweight=weight,
        va="baseline",
        ha="left",
        parse_math=False,
    ).set_in_layout(False)
