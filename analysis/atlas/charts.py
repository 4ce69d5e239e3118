"""Drawings of a page as plain SVG: readable without scripts, coloured by the site's style."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.atlas.markup import Html, el, join

__all__ = ["Line", "Part", "line_chart", "spread_out", "stacked_bars"]

Floats = npt.NDArray[np.float64]
#: A drawing in its own units, which are pixels where it is shown at full size.
WIDE, HIGH = 480, 270
LEFT, TOP, BOTTOM = 42, 10, 24
LETTER = 9.5
#: Least distance of two labels at the ends of lines.
LABELS_APART = 14.0


@dataclass(frozen=True)
class Line:
    """A line over years, with or without a band; years without a value break it.

    Attributes
    ----------
    name : str
        Written at its end; "" for none.
    values, low, high : ndarray of float, shape (n_years,)
        The last two may be empty.
    look : str
        Class of the style.
    """

    name: str
    values: Floats
    low: Floats = field(default_factory=lambda: np.array([]))
    high: Floats = field(default_factory=lambda: np.array([]))
    look: str = "c0"


@dataclass(frozen=True)
class Part:
    """A part of stacked bars: its name, a share for each year, and its look."""

    name: str
    values: Floats
    look: str


def spread_out(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move labels apart that would cover one another, as little as it takes, in their order.

    Examples
    --------
    >>> spread_out([50.0, 52.0, 10.0], 10.0, 0.0, 100.0)
    [46.0, 56.0, 10.0]
    """
    order = np.argsort(places, kind="stable")
    at = np.array(places, dtype=float)[order]
    for _ in range(200):
        moved = False
        for k in range(len(at) - 1):
            lack = apart - (at[k + 1] - at[k])
            if lack > 1e-9:
                at[k] -= lack / 2
                at[k + 1] += lack / 2
                moved = True
        if not moved:
            break
    # Those at an end stay within it, and push the rest: moved together they would leave the other.
    for k in range(len(at)):
        at[k] = max(at[k], low if k == 0 else at[k - 1] + apart)
    for k in range(len(at))[::-1]:
        at[k] = min(at[k], high if k == len(at) - 1 else at[k + 1] - apart)
    out = np.empty_like(at)
    out[order] = at
    return [round(float(v), 1) for v in out]


def line_chart(
    years: Sequence[int],
    lines: Sequence[Line],
    alt: str,
    *,
    ends: tuple[float, float] | None = None,
    percent: bool = False,
    marks: Sequence[tuple[int, float]] = (),
) -> Html:
    """Draw lines over years.

    Parameters
    ----------
    years : sequence of int
        In order; the same for all lines.
    lines : sequence of Line
        The last is drawn on top.
    alt : str
        What a reader hears in place of it.
    ends : tuple of float, optional
        Of the scale; default what the values need.
    percent : bool
        Whether values are shares, written in percent.
    marks : sequence of (year, value)
        Drawn as rings.

    Returns
    -------
    Html
        An element ``svg``; empty if no line has a value.
    """
    known = [v for s in lines for v in (s.values, s.low, s.high) if v.size and not _none(v)]
    if not known:
        return Html("")
    low, high = ends or (min(map(np.nanmin, known)), max(map(np.nanmax, known)))
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    named = [s for s in lines if s.name and not _none(s.values)]
    right = WIDE - 12 - LETTER * max((len(s.name) for s in named), default=0)
    first, last = years[0], years[-1]
    span = max(last - first, 1)

    def x(year: float) -> float:
        return LEFT + (year - first) / span * (right - LEFT)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HIGH - TOP - BOTTOM)

    grid = []
    for tick in _ticks(low, high):
        words = f"{100 * tick:.0f}%" if percent else f"{tick:g}".replace("-", "\N{MINUS SIGN}")
        grid.append(el("path", d=f"M{LEFT} {y(tick):.1f}H{right:.1f}", class_="grid"))
        grid.append(el("text", words, x=LEFT - 5, y=f"{y(tick) + 4:.1f}", class_="end"))
    for year in _year_ticks(first, last):
        grid.append(el("text", year, x=f"{x(year):.1f}", y=HIGH - 6, class_="mid"))
    drawn = []
    for s in lines:
        for run in _runs(s.values):
            if s.low.size:
                there = [f"{x(years[k]):.1f} {y(s.high[k]):.1f}" for k in run]
                back = [f"{x(years[k]):.1f} {y(s.low[k]):.1f}" for k in reversed(run)]
                drawn.append(el("path", d=f"M{'L'.join(there + back)}Z", class_=f"band {s.look}"))
            at = [f"{x(years[k]):.1f} {y(s.values[k]):.1f}" for k in run]
            if len(at) == 1:
                cx, cy = at[0].split()
                drawn.append(el("circle", cx=cx, cy=cy, r=2, class_=f"dot {s.look}"))
            else:
                drawn.append(el("path", d=f"M{'L'.join(at)}", class_=f"line {s.look}"))
    for year, value in marks:
        drawn.append(el("circle", cx=f"{x(year):.1f}", cy=f"{y(value):.1f}", r=4, class_="ring"))
    last_at = [int(np.flatnonzero(~np.isnan(s.values))[-1]) for s in named]
    places = spread_out(
        [y(s.values[k]) for s, k in zip(named, last_at, strict=True)],
        LABELS_APART,
        TOP + 4,
        HIGH - BOTTOM,
    )
    labels = [
        el("text", s.name, x=f"{right + 6:.1f}", y=f"{place + 4:.1f}", class_=f"label {s.look}")
        for s, place in zip(named, places, strict=True)
    ]
    return _svg(join([*grid, *drawn, *labels]), alt)


def stacked_bars(
    years: Sequence[int], parts: Sequence[Part], alt: str, pale: Collection[int] = ()
) -> Html:
    """Draw a bar for each year, its parts shares of one.

    Parameters
    ----------
    years : sequence of int
    parts : sequence of Part
    alt : str
        What a reader hears in place of it.
    pale : collection of int
        Years that rest on little: their bars are pale.

    Returns
    -------
    Html
        An element ``svg`` and a key; empty if no year has a value.
    """
    held = [k for k in range(len(years)) if not all(np.isnan(p.values[k]) for p in parts)]
    if not held:
        return Html("")
    first, last = years[held[0]], years[held[-1]]
    right = WIDE - 6
    step = (right - LEFT) / (last - first + 1)
    tall = HIGH - TOP - BOTTOM
    drawn = []
    for share in (0.0, 0.5, 1.0):
        at = TOP + (1 - share) * tall
        drawn.append(el("path", d=f"M{LEFT} {at:.1f}H{right}", class_="grid"))
        drawn.append(el("text", f"{100 * share:.0f}%", x=LEFT - 5, y=f"{at + 4:.1f}", class_="end"))
    for year in _year_ticks(first, last):
        middle = LEFT + (year - first + 0.5) * step
        drawn.append(el("text", year, x=f"{middle:.1f}", y=HIGH - 6, class_="mid"))
    wide = max(step - 1, step * 0.7)
    base = np.zeros(len(years))
    for part in parts:
        shares = np.nan_to_num(part.values)
        pieces: dict[bool, list[str]] = {False: [], True: []}
        for k in held:
            if shares[k] > 0:
                pieces[years[k] in pale].append(
                    f"M{LEFT + (years[k] - first) * step + (step - wide) / 2:.1f} "
                    f"{TOP + (1 - base[k] - shares[k]) * tall:.1f}"
                    f"h{wide:.1f}v{shares[k] * tall:.1f}h-{wide:.1f}z"
                )
        base = base + shares
        for is_pale, path in pieces.items():
            if path:
                look = f"bar {part.look}{' pale' if is_pale else ''}"
                drawn.append(el("path", d="".join(path), class_=look))
    key = el(
        "ul",
        *(el("li", el("span", class_=f"chip {p.look}"), p.name) for p in parts),
        class_="key",
    )
    return join([key, _svg(join(drawn), alt)])


def _svg(inner: Html, alt: str) -> Html:
    return el(
        "svg", inner, viewBox=f"0 0 {WIDE} {HIGH}", role="img", aria_label=alt, class_="chart"
    )


def _none(values: Floats) -> bool:
    return not values.size or bool(np.isnan(values).all())


def _runs(values: Floats) -> list[list[int]]:
    """Return the positions of values that follow each other without a gap."""
    out: list[list[int]] = []
    for k in np.flatnonzero(~np.isnan(values)):
        if out and out[-1][-1] == k - 1:
            out[-1].append(int(k))
        else:
            out.append([int(k)])
    return out


def _ticks(low: float, high: float) -> list[float]:
    """Return some round numbers between two."""
    step = next(
        s for s in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 1e9) if (high - low) / s <= 5.5
    )
    first = np.ceil(low / step - 1e-9) * step
    return [round(float(first + k * step), 6) for k in range(int((high - first) / step + 1e-9) + 1)]


def _year_ticks(first: int, last: int) -> list[int]:
    span = last - first
    step = next(s for s in (1, 2, 5, 10, 20, 50, 1000) if span / s <= 6)
    return [year for year in range(first, last + 1) if year % step == 0]
