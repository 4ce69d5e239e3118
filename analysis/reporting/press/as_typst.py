"""A document written as markdown that holds Typst, for `analysis.reporting.press.typeset`.

Figures and tables are written as Typst, so that their numbers, captions and cells come out
exactly; a cell's text is a Typst string, never markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from analysis.reporting.press.document import EQUATION, REFERENCE, SECTION, Part
from analysis.reporting.press.spacing import NO_BREAK, aligned, unbroken

__all__ = ["meta_json", "table_block", "typst_markdown", "typst_string"]

#: Letters of a table's type in a line as wide as the text.
LETTERS = 118
NOTHING: Mapping[str, str] = MappingProxyType({})
#: A table lower than this, in points, is kept on one page: a third of it.
WHOLE = 230


def typst_markdown(parts: Sequence[Part], elsewhere: Mapping[str, str] = NOTHING) -> str:
    r"""Write parts as one markdown text.

    Parameters
    ----------
    parts : sequence of Part
        Of one file.
    elsewhere : mapping of label to str
        How what stands in another file is named; references to it are words.

    Examples
    --------
    >>> print(typst_markdown([Part("prose", "See @fig-a.")]))
    See `@fig-a`{=typst}.
    >>> print(typst_markdown([Part("prose", "See @tbl-b.")], {"tbl-b": "Table S3"}))
    See Table\xa0S3.
    """
    before = [None, *parts]
    return "\n\n".join(_written(part, _heads(before[i]), elsewhere) for i, part in enumerate(parts))


def typst_string(text: str) -> str:
    r"""Write a text as a Typst string, in which nothing is markup.

    Examples
    --------
    >>> print(typst_string('#eval("1") $x$ \\'))
    "#eval(\"1\") $x$ \\"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def table_block(about: Mapping[str, Any], caption: str) -> str:
    """Write a table as markdown that holds Typst.

    Parameters
    ----------
    about : mapping
        ``label, heads, right, rows, widths, note``; all texts literal.
    caption : str
        Markdown.
    """
    # A heading that occurs twice is told apart by a space, which would stand at the right edge.
    heads = _array([head.strip() for head in about["heads"]])
    right = "(" + "".join("true, " if r else "false, " for r in about["right"]) + ")"
    widths = "(" + "".join(f"{w}fr, " for w in about["widths"]) + ")"
    cells = aligned(about["rows"], about["right"])
    rows = "(" + "".join(_array(row) + ", " for row in cells) + ")"
    whole = _height(cells, about["widths"]) < WHOLE
    # A figure that is still to be placed comes to stand before a table and not within it.
    opening = "" if whole else "#place.flush()\n"
    opening += f"#unshift-table({heads}, {right}, {widths}, {rows}, ["
    closing = f"], note: {typst_string(about['note'])}, whole: {str(whole).lower()})"
    closing += f" <{about['label']}>"
    return "\n\n".join([_raw(opening), caption, _raw(closing)])


def meta_json(values: Mapping[str, Any]) -> str:
    """Write values for the template, which reads them as data and not as markup."""
    return json.dumps(dict(values), ensure_ascii=False, indent=1, sort_keys=True)


def _written(part: Part, first: bool, elsewhere: Mapping[str, str]) -> str:
    """Write a part; `first` says whether it is the first below a heading."""
    text = EQUATION.sub(r"$$`<\1>`{=typst}", unbroken(part.text))
    text = SECTION.sub(r"\1 {#\2}", text)
    text = REFERENCE.sub(lambda match: _reference(match[1], elsewhere), text)
    if part.kind == "prose":
        return text
    if part.kind == "table":
        return table_block(part.about, text)
    label = part.about["label"]
    opening = f'#unshift-figure("{label}.svg", {typst_string(part.about["alt"])}, ['
    closing = f'], name: "{label}", loose: {str(not first).lower()})'
    return "\n\n".join([_raw(opening), text, _raw(closing)])


def _reference(label: str, elsewhere: Mapping[str, str]) -> str:
    if label in elsewhere:
        return elsewhere[label].replace(" ", NO_BREAK)
    return f"`@{label}`{{=typst}}"


def _heads(part: Part | None) -> bool:
    """Say whether a part ends with a heading."""
    if part is None or part.kind != "prose":
        return False
    return part.text.rstrip().rpartition("\n")[2].startswith("#")


def _height(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> float:
    """Guess the height of a table's rows in points, from the letters that a line holds."""
    letters = [LETTERS * width / sum(widths) for width in widths] or [LETTERS] * 99
    lines = [
        max((-(-len(text) // room) for text, room in zip(row, letters, strict=False)), default=1)
        for row in rows
    ]
    return sum(4.5 + 9.5 * max(1, n) for n in lines)


def _raw(typst: str) -> str:
    return f"```{{=typst}}\n{typst}\n```"


def _array(texts: Sequence[str]) -> str:
    return "(" + "".join(typst_string(t) + ", " for t in texts) + ")"
