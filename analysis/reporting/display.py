"""What a notebook shows: figures, tables and sentences that carry their captions with them.

Each function displays one bundle. Beside the picture or table for the reader in JupyterLab it
holds ``application/vnd.unshift+json``, from which the report takes kind, label, caption and the
function that made it (`analysis.stamp`).
Captions are computed where the result is, so that they can state n, dates and source.
"""

from __future__ import annotations

import hashlib
import html
import io
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from analysis.errors import UnshiftError
from analysis.figures.dress.data import as_csv, data_of
from analysis.figures.dress.heading import headed
from analysis.figures.dress.narrow import is_legible, narrowed
from analysis.figures.dress.typeface import font_face
from analysis.figures.style import style
from analysis.reporting.references import as_words, name_of
from analysis.stamp import made_by
from analysis.tables import Cells, html_table, minus, table_cells
from analysis.words import days_in_words

__all__ = ["MIME", "show_figure", "show_live", "show_prose", "show_table", "svg", "with_typeface"]

MIME = "application/vnd.unshift+json"
#: Set where a person looks on: by Jupyter's server for a notebook that is open, and by Colab.
OPEN = ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG")
_BARE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLIP = re.compile(r'<clipPath id="([^"]+)">(.*?)</clipPath>', re.S)
_LABEL = re.compile(r"^(fig|tbl)-[a-z0-9-]+$")


def svg(figure: Figure) -> str:
    """Draw a figure as SVG, the same bytes for the same figure."""
    stream = io.StringIO()
    with mpl.rc_context(style()):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": "unshift"})
    return _named_as_printed(stream.getvalue())


def _named_as_printed(drawing: str) -> str:
    """Name clip paths by their number and what is printed of them.

    matplotlib names them by all digits of their corners, of which the layout's solver, whose sums
    are in the order of addresses in memory, leaves the last ones to chance.
    """
    for number, (name, printed) in enumerate(_CLIP.findall(drawing)):
        new = "p" + hashlib.sha256(f"{number} {printed}".encode()).hexdigest()[:10]
        drawing = drawing.replace(f'id="{name}"', f'id="{new}"')
        drawing = drawing.replace(f"url(#{name})", f"url(#{new})")
    return drawing


def show_figure(
    figure: Figure,
    label: str,
    caption: str,
    alt: str,
    headline: str = "",
    subtitle: str = "",
    source: str = "",
    supplement: bool = False,
) -> None:
    """Show a figure with its caption.

    Parameters
    ----------
    figure : Figure
    label : str
        ``fig-`` and a name; the text refers to it as ``@fig-name``.
    caption : str
        Markdown: what is drawn, n, dates, source, and what the bands are.
    alt : str
        The figure in words, for readers who cannot see it.
    headline, subtitle, source : str
        Set above and below the drawing, see `analysis.figures.dress.heading.headed`.
    supplement : bool
        Whether it is printed in the supplement.

    Raises
    ------
    UnshiftError
        If the label does not begin with ``fig-``, or caption or alternative text is empty.
    """
    _check(label, "fig", caption)
    if not alt.strip():
        raise UnshiftError("a figure without alternative text", label)
    caption, alt = days_in_words(caption), days_in_words(alt)
    with narrowed(figure) as small:
        narrow = svg(small)
    wide = svg(headed(figure, headline, subtitle, source))
    data = data_of(figure)
    _show(
        {"image/svg+xml": with_typeface(wide) if any(map(os.environ.get, OPEN)) else wide},
        {
            "kind": "figure",
            "label": label,
            "caption": caption,
            "alt": alt,
            "program": made_by(figure),
            "headline": headline,
            "subtitle": subtitle,
            "narrow": narrow if is_legible(narrow, wide) else "",
            "csv": "" if data is None else as_csv(data),
            **_matter(supplement),
        },
    )
    words = f"**{name_of(label)}.** {as_words(caption)}"
    display({"text/markdown": words}, raw=True)
    _in_words(alt)


def with_typeface(drawing: str) -> str:
    """Put into a drawing the typeface that it is laid out for; reports and pages bring it along.

    With another, as the reader's machine would choose, words run over the edges.
    """
    opening = re.search(r"<svg\b[^>]*>", drawing)
    end = opening.end() if opening else 0
    return f"{drawing[:end]}<style>{font_face()}</style>{drawing[end:]}" if opening else drawing


def show_table(
    table: pd.DataFrame,
    label: str,
    caption: str,
    note: str = "",
    widths: Sequence[float] = (),
    counts: Sequence[Sequence[str]] = (),
    supplement: bool = False,
    **options: Any,
) -> None:
    """Show a table with its caption.

    Parameters
    ----------
    table : DataFrame
    label : str
        ``tbl-`` and a name.
    caption : str
        Markdown.
    note : str
        Stands below the table.
    widths : sequence of float
        Relative widths of the columns in the report, for tables with long texts; default as
        wide as their longest cell.
    counts : sequence of sequence of str
        For each row, the name of what is counted in each of its cells, or "".
    supplement : bool
        Whether it is printed in the supplement.
    **options
        Passed to `analysis.tables.table_cells`: columns, digits, plain.

    Raises
    ------
    UnshiftError
        If the label does not begin with ``tbl-``, there is no caption, or widths or counts do
        not match columns and rows.
    """
    _check(label, "tbl", caption)
    caption, note = days_in_words(caption), days_in_words(note)
    cells = _dated(table_cells(table, **options))
    if widths and len(widths) != len(cells.heads):
        raise UnshiftError(f"{len(widths)} widths for {len(cells.heads)} columns", label)
    if counts and [len(row) for row in counts] != [len(cells.heads)] * len(cells.rows):
        raise UnshiftError("counts that are not one for each cell", label)
    about = {
        "kind": "table",
        "label": label,
        "caption": caption,
        "note": note,
        "program": made_by(table),
    }
    _show(
        {"text/html": html_table(cells, f"{name_of(label)}. {as_words(caption)}", note)},
        {
            **about,
            "heads": list(cells.heads),
            "right": list(cells.right),
            "rows": [list(row) for row in cells.rows],
            "widths": list(widths),
            **({"counts": [list(row) for row in counts]} if counts else {}),
            **_matter(supplement),
        },
    )


def show_prose(text: str) -> None:
    """Show sentences computed from results, in markdown; minus signs and days are set."""
    text = days_in_words(minus(text))
    _show({"text/markdown": as_words(text)}, {"kind": "prose", "text": text})


def show_live(kind: str, at: str, values: Mapping[str, Any]) -> None:
    """Hand data to the page; JupyterLab shows nothing of it.

    Parameters
    ----------
    kind : {"chart", "calls"}
    at : str
        Label of the figure or table that it belongs to.
    values : mapping
        JSON.
    """
    about = {"kind": "live", "live": kind, "at": at, "values": dict(values)}
    _show({"text/plain": ""}, about)


def _dated(cells: Cells) -> Cells:
    """Write the days in headings and in sentences of a table as prose has them.

    A cell that is a day and nothing else stays short, as a column of days is read and sorted.
    """
    heads = tuple(map(days_in_words, cells.heads))
    rows = tuple(
        tuple(text if _BARE_DAY.fullmatch(text) else days_in_words(text) for text in row)
        for row in cells.rows
    )
    return Cells(heads, cells.right, rows)


def _matter(supplement: bool) -> dict[str, str]:
    return {"matter": "supplement"} if supplement else {}


def _in_words(alt: str) -> None:
    """Offer a figure in words: JupyterLab gives the picture itself no alternative text."""
    words = html.escape(alt)
    folded = f"<details><summary>The figure in words</summary><p>{words}</p></details>"
    display({"text/markdown": folded}, raw=True)


def _check(label: str, kind: str, caption: str) -> None:
    if not _LABEL.match(label) or not label.startswith(kind):
        raise UnshiftError(f"label {label!r}", "notebook", f"begin it with {kind}-, in lower case")
    if not caption.strip():
        raise UnshiftError("no caption", label)


def _show(bundle: dict[str, Any], about: dict[str, Any]) -> None:
    display({**bundle, MIME: about}, raw=True)
