"""What a chapter returns: pictures, tables and prose, each with all that is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import pandas as pd

from analysis.stamp import maker

if TYPE_CHECKING:  # what only plans a report draws nothing
    from matplotlib.figure import Figure

__all__ = ["Live", "Piece", "Picture", "Prose", "Table", "pieces"]

#: Below every figure.
SOURCE = "Source: recorded votes of the United Nations; calculations by unshift"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure of a chapter.

    Attributes
    ----------
    figure : Figure
    label : str
        ``fig-`` and a name; the text refers to it as ``@fig-name``.
    caption : str
        Markdown: what is drawn, n, dates, source, and what the bands are.
    alt : str
        The figure in words, for readers who cannot see it.
    headline : str
        What the figure says, from `analysis.prose.headlines`; stands above it.
    subtitle : str
        What is measured, in plain words.
    source : str
        Stands below the drawing, for when it is shown by itself.
    supplement : bool
        Whether it is printed in the supplement.
    """

    figure: Figure
    label: str
    caption: str
    alt: str
    headline: str = ""
    subtitle: str = ""
    source: str = SOURCE
    supplement: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a chapter.

    Attributes
    ----------
    rows : DataFrame
    label : str
        ``tbl-`` and a name.
    caption : str
        Markdown.
    columns : mapping of column to heading
        Those shown, in order.
    note : str
        Stands below the table.
    widths : sequence of float
        Relative widths of the columns, for tables with long texts.
    digits : int
        Decimals of numbers that are not whole.
    plain : sequence of str
        Columns of whole numbers without a thousands separator, such as years.
    counts : sequence of sequence of str
        For each row, the name of what is counted in each of its cells, or "": the page opens the
        roll calls behind it (`analysis.chapters.live`).
    supplement : bool
        Whether it is printed in the supplement.
    """

    rows: pd.DataFrame
    label: str
    caption: str
    columns: Mapping[str, str]
    note: str = ""
    widths: Sequence[float] = ()
    digits: int = 2
    plain: Sequence[str] = ()
    counts: Sequence[Sequence[str]] = ()
    supplement: bool = False


@dataclass(frozen=True)
class Prose:
    """Sentences computed from results.

    Attributes
    ----------
    text : str
        Markdown; hyphens before numbers become minus signs where it is shown.
    """

    text: str


@dataclass(frozen=True)
class Live:
    """What a reader of the page can ask for where scripts run; on paper nothing of it is seen.

    Attributes
    ----------
    kind : {"chart", "calls"}
    at : str
        Label of the figure or table that it belongs to.
    values : mapping
        JSON; `analysis.chapters.live` says of what.
    """

    kind: str
    at: str
    values: Mapping[str, Any]


Piece = Picture | Table | Prose | Live


def pieces(function: Callable[P, Iterator[T]]) -> Callable[P, tuple[T, ...]]:
    """Let a function that yields pieces return them together, stamped with its name.

    Examples
    --------
    >>> @pieces
    ... def said():
    ...     yield Prose("One.")
    >>> said()
    (Prose(text='One.'),)
    """

    @maker
    @wraps(function)
    def together(*args: P.args, **kwargs: P.kwargs) -> tuple[T, ...]:
        return tuple(function(*args, **kwargs))

    return together
