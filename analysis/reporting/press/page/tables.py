"""Tables of the page: in a box of their own, which scrolls where they are wider than a screen."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from analysis.tables import EMPTY, MINUS

__all__ = ["page_table"]

#: What pads numbers so that they stand below each other.
PADS = "\N{FIGURE SPACE}\N{NO-BREAK SPACE}"
#: A number or a day, which is not broken over two lines.
_FIRM = re.compile("<?[\\d.,%\\-\\[\\]\N{MINUS SIGN}\N{FIGURE SPACE}\N{NO-BREAK SPACE}]+")

#: A number, a share, or the dash that stands for none.
_NUMBER = re.compile(f"[{PADS}]*(?:{EMPTY}|[<{MINUS}-]?\\d[\\d,.]*%?)")


def page_table(
    heads: Sequence[str],
    right: Sequence[bool],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float] = (),
    counts: Sequence[Sequence[str]] = (),
    named: str = "",
) -> str:
    r"""Write a table as HTML, every text in it escaped.

    Headings are marked as those of columns; the first cell of a row is marked as its heading if
    the column holds texts and others follow it.

    Parameters
    ----------
    heads : sequence of str
    right : sequence of bool
        Whether a column holds numbers and stands flush right.
    rows : sequence of sequence of str
    widths : sequence of float
        Relative widths of the columns, where it has them.
    counts : sequence of sequence of str
        For each row, the name of what is counted in each cell, or "".
    named : str
        Id of the element that says what the table is.

    Examples
    --------
    >>> text = page_table(["a", "n"], [False, True], [["<b>", "1"]], counts=[["", "no.after"]])
    >>> print(text[text.index("<tr><th scope=\"row") : text.index("</tbody>")].strip())
    <tr><th scope="row">&lt;b&gt;</th><td class="n" data-count="no.after">1</td></tr>
    """
    by = f' aria-labelledby="{named}"' if named else ""
    # Shares come as texts; a column of nothing but numbers stands flush right all the same.
    right = [
        flush or (i > 0 and bool(rows) and all(_NUMBER.fullmatch(row[i]) for row in rows))
        for i, flush in enumerate(right)
    ]
    shares = [100 * width / sum(widths) for width in widths]
    columns = "".join(f'<col style="width: {share:.1f}%">' for share in shares)
    out = [f'<div class="scroll" tabindex="0" role="region"{by}><table{by}>']
    out += [f"<colgroup>{columns}</colgroup>"] if columns else []
    out.append("<thead><tr>")
    out += [
        f'<th scope="col"{_class(["n"] if flush else [])}>{html.escape(head)}</th>'
        for head, flush in zip(heads, right, strict=True)
    ]
    out.append("</tr></thead>\n<tbody>")
    named_rows = len(heads) > 1 and not right[0]
    behind = counts or [[""] * len(heads)] * len(rows)
    for row, names in zip(rows, behind, strict=True):
        out.append("<tr>")
        for i, (text, flush, name) in enumerate(zip(row, right, names, strict=True)):
            kind = "th" if i == 0 and named_rows else "td"
            firm = not flush and kind == "td" and _FIRM.fullmatch(text)
            marks = (["n"] if flush else []) + (["firm"] if firm else [])
            count = f' data-count="{html.escape(name)}"' if name else ""
            scope = ' scope="row"' if kind == "th" else ""
            out.append(f"<{kind}{scope}{_class(marks)}{count}>{html.escape(text)}</{kind}>")
        out.append("</tr>\n")
    out.append("</tbody></table></div>")
    return "".join(out)


def _class(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""
