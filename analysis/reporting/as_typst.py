"""A document written as markdown that holds Typst, for `analysis.reporting.typeset`.

Figures and tables are written as Typst, so that their numbers, captions and cells come out
exactly; a cell's text is a Typst string, never markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.reporting.document import EQUATION, REFERENCE, SECTION, Part

__all__ = ["meta_json", "table_block", "typst_markdown", "typst_string"]


def typst_markdown(parts: Sequence[Part]) -> str:
    r"""Write parts as one markdown text.

    Examples
    --------
    >>> print(typst_markdown([Part("prose", "See @fig-a.")]))
    See `@fig-a`{=typst}.
    """
    return "\n\n".join(_written(part) for part in parts)


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
    heads = _array(about["heads"])
    right = "(" + "".join("true, " if r else "false, " for r in about["right"]) + ")"
    widths = "(" + "".join(f"{w}fr, " for w in about["widths"]) + ")"
    rows = "(" + "".join(_array(row) + ", " for row in about["rows"]) + ")"
    opening = f"#unshift-table({heads}, {right}, {widths}, {rows}, ["
    closing = f"], note: {typst_string(about['note'])}) <{about['label']}>"
    return "\n\n".join([_raw(opening), caption, _raw(closing)])


def meta_json(values: Mapping[str, Any]) -> str:
    """Write values for the template, which reads them as data and not as markup."""
    return json.dumps(dict(values), ensure_ascii=False, indent=1, sort_keys=True)


def _written(part: Part) -> str:
    text = EQUATION.sub(r"$$`<\1>`{=typst}", part.text)
    text = SECTION.sub(r"\1 {#\2}", text)
    text = REFERENCE.sub(r"`@\1`{=typst}", text)
    if part.kind == "prose":
        return text
    if part.kind == "table":
        return table_block(part.about, text)
    label = part.about["label"]
    opening = f'#unshift-figure("{label}.svg", {typst_string(part.about["alt"])}, ['
    return "\n\n".join([_raw(opening), text, _raw(f"]) <{label}>")])


def _raw(typst: str) -> str:
    return f"```{{=typst}}\n{typst}\n```"


def _array(texts: Sequence[str]) -> str:
    return "(" + "".join(typst_string(t) + ", " for t in texts) + ")"
