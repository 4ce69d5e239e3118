"""Tables: a DataFrame as clean HTML, for JupyterLab and for the report alike."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Cells", "cell_text", "html_table", "literal", "minus", "shortened", "table_cells"]

#: Shown where there is no number.
EMPTY = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
_NEGATIVE = re.compile(r"(?<![\w)\]\-\\])-(?=\d)")
_SHARE = re.compile(r"[<−-]?\d[\d,]*(\.\d+)?%?")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$^@:'\"])")


def literal(text: str) -> str:
    r"""Escape a text so that markdown prints it as it stands.

    Examples
    --------
    >>> print(literal("*a* #b $c$ @fig-x"))
    \*a\* \#b \$c\$ \@fig\-x
    """
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def minus(text: str) -> str:
    """Write the hyphens before numbers as minus signs; those within dates and ranges stay.

    Examples
    --------
    >>> minus("-0.34 [-0.46, -0.23] since 2025-01-20")
    '−0.34 [−0.46, −0.23] since 2025-01-20'
    """
    return _NEGATIVE.sub(MINUS, text)


def shortened(text: str, width: int = 80) -> str:
    r"""Cut a text between words, with an ellipsis where something is left out.

    Examples
    --------
    >>> shortened("Human rights in the occupied territories of Ukraine", 30)
    'Human rights in the occupied\xa0…'
    >>> shortened("x" * 2000, 8)
    'xxxxxxx…'
    """
    ellipsis = "\N{HORIZONTAL ELLIPSIS}"
    # Joined to the last word, it never stands in a line by itself; a word is not cut at a hyphen.
    short = textwrap.shorten(
        text, width, placeholder=f"\N{NO-BREAK SPACE}{ellipsis}", break_on_hyphens=False
    )
    # A text without blanks has no place between words.
    return f"{text.strip()[: width - 1]}{ellipsis}" if short.strip() == ellipsis else short


def cell_text(value: Any, digits: int = 2) -> str:
    """Write one value as a reader expects it.

    Examples
    --------
    >>> cell_text(1234), cell_text(-0.5), cell_text(float("nan")), cell_text("a")
    ('1,234', '−0.50', '–', 'a')
    """
    missing = not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)
    if value is None or missing:
        return EMPTY
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Integral):
        return f"{int(value):,}".replace("-", MINUS)
    if isinstance(value, Real):
        text = f"{float(value):,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.removeprefix("-")
        return text.replace("-", MINUS)
    return str(value)


@dataclass(frozen=True)
class Cells:
    """A table as text, ready to be written in any format.

    Attributes
    ----------
    heads : tuple of str
    right : tuple of bool
        Whether a column holds numbers and stands flush right.
    rows : tuple of tuple of str
    """

    heads: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def table_cells(
    table: pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    plain: Sequence[str] = (),
) -> Cells:
    """Write a table's values as text.

    Parameters
    ----------
    table : DataFrame
        The index is not shown.
    columns : mapping of column to heading, optional
        Chooses, orders and names the columns; default all, as they are.
    digits : int or mapping of column to int
        Decimals of numbers that are not whole.
    plain : sequence of str
        Columns of whole numbers without a thousands separator, such as years.

    Returns
    -------
    Cells

    Raises
    ------
    KeyError
        If a column is not in the table.

    Examples
    --------
    >>> table_cells(pd.DataFrame({"year": [2025], "x": [0.5]}), plain=["year"]).rows
    (('2025', '0.50'),)
    """
    heads = dict(columns) if columns else {c: str(c) for c in table.columns}
    rows = []
    for row in table[list(heads)].itertuples(index=False):
        texts = []
        for column, value in zip(heads, row, strict=True):
            places = digits if isinstance(digits, int) else digits.get(column, 2)
            # A column of years with a gap in it holds floats.
            year = column in plain and isinstance(value, Real)
            text = cell_text(value, 0 if year else places)
            texts.append(text.replace(",", "") if year else text)
        rows.append(tuple(texts))
    cells = list(zip(*rows, strict=True)) or [()] * len(heads)
    right = tuple(
        _is_number(table[c]) or _reads_so(texts) for c, texts in zip(heads, cells, strict=True)
    )
    return Cells(tuple(heads.values()), right, tuple(rows))


def html_table(cells: Cells, caption: str = "", note: str = "") -> str:
    """Write a table as HTML: text left, numbers right, every cell escaped.

    Headings are marked as those of columns. The first cell of a row is marked as its heading
    if the column holds texts and others follow it, so that screen readers read it out.

    Parameters
    ----------
    cells : Cells
    caption, note : str
        Stand above and below.

    Examples
    --------
    >>> html_table(table_cells(pd.DataFrame({"a": ["<b>"]}))).count("&lt;b&gt;")
    1
    """
    sides = ["text-align: right" if r else "text-align: left" for r in cells.right]
    out = ["<table>"]
    if caption:
        out.append(f'<caption style="text-align: left">{html.escape(caption)}</caption>')
    out.append("<thead><tr>")
    out += [
        f'<th scope="col" style="{side}">{html.escape(head)}</th>'
        for head, side in zip(cells.heads, sides, strict=True)
    ]
    out.append("</tr></thead>\n<tbody>")
    named = len(cells.heads) > 1 and not cells.right[0]
    for row in cells.rows:
        out.append("<tr>")
        for i, (text, side) in enumerate(zip(row, sides, strict=True)):
            if i == 0 and named:
                shape = f'<th scope="row" style="{side}; font-weight: normal">'
                out.append(f"{shape}{html.escape(text)}</th>")
            else:
                out.append(f'<td style="{side}">{html.escape(text)}</td>')
        out.append("</tr>\n")
    out.append("</tbody></table>")
    if note:
        out.append(f"<p><small>{html.escape(note)}</small></p>")
    return "".join(out)


def _reads_so(texts: Sequence[str]) -> bool:
    """Whether texts are numbers or shares, dashes and gaps among them."""
    told = [text for text in texts if text not in ("", EMPTY)]
    return bool(told) and all(map(_SHARE.fullmatch, told))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
