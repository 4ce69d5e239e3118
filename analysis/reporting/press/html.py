"""The report as one HTML file: no network, no scripts, figures inline, tables for screen readers.

What is not markdown of a notebook is escaped or, for figures, parsed and cleaned before it is
put in; a policy in the page's head forbids scripts and addresses whatever it holds.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from defusedxml.ElementTree import fromstring

from analysis.errors import UnshiftError
from analysis.reporting.press.document import REFERENCE, Part
from analysis.reporting.press.numbering import DISPLAYED, HEADING, Counter, numbers, prose_pieces
from analysis.reporting.press.spacing import aligned, unbroken
from analysis.reporting.press.typeset import REFERENCES, TEMPLATE, pandoc
from analysis.tables import Cells, html_table

__all__ = ["html_page", "inline_svg"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_DROPPED = ("metadata", "script", "style", "foreignObject", "title", "desc", "a")
#: A cell flush left that holds a number or a day, from `analysis.tables.html_table`.
_FIRM = re.compile(
    '(<td style="text-align: left)(">(?:&lt;)?'
    "[\\d.,\\-\\[\\]\N{MINUS SIGN}\N{FIGURE SPACE}\N{NO-BREAK SPACE}]+</td>)"
)
_PLACE = re.compile(r"<unshift-piece n=(\d+)>")


def html_page(parts: Sequence[Part], pictures: Mapping[str, str], meta: Mapping[str, Any]) -> str:
    """Write the report as one page.

    Parameters
    ----------
    parts : sequence of Part
        The main part, the supplement and the references.
    pictures : mapping of file name to SVG
    meta : mapping
        Data of the title page, from `analysis.reporting.press.matter.front_matter`.

    Returns
    -------
    str

    Raises
    ------
    UnshiftError
        If pandoc cannot read a text, or a picture is no SVG.
    """
    body = _Body(parts, pictures)
    variables = {
        "pagetitle": f"{meta['title']}: {meta['subtitle']}",
        **{k: meta[k] for k in ("title", "subtitle", "series", "author", "date_text")},
        **{k: meta[k] for k in ("record_text", "record_line", "cite", "licence")},
        "keywords": ", ".join(meta["keywords"]),
        "iso_date": f"{meta['year']:04d}-{meta['month']:02d}-{meta['day']:02d}",
    }
    written = {key: html.escape(str(text)) for key, text in variables.items()}
    written["style"] = (TEMPLATE / "page.css").read_text(encoding="utf-8")
    options = ["--standalone", f"--template={TEMPLATE / 'page.html'}", "--mathml"]
    options += ["--toc", "--toc-depth=3"]
    # pandoc puts the values of variables in as they are.
    options += [f"--variable={key}={text}" for key, text in written.items()]
    page = pandoc(body.markdown, REFERENCES, "html5", options)
    return _PLACE.sub(lambda m: body.pieces[int(m[1])], page)


def inline_svg(text: str, label: str, alt: str) -> str:
    """Make a figure fit to stand in a page beside others.

    Parameters
    ----------
    text : str
        SVG.
    label : str
        Put before every id, so that figures do not refer to each other's parts.
    alt : str
        Read out in place of the figure.

    Raises
    ------
    UnshiftError
        If it is no SVG.

    Examples
    --------
    >>> inline_svg('<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/></svg>', "fig-x", "A line")
    '<svg class="drawn" role="img" aria-label="A line"><g id="fig-x-a" /></svg>'
    """
    try:
        root = fromstring(text)
    except ET.ParseError as error:
        raise UnshiftError(f"not an SVG: {error}", label) from None
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in _DROPPED:
                parent.remove(child)
    for node in root.iter():
        node.tag = _local(node.tag)
        old = dict(node.attrib)
        node.attrib.clear()
        for key, value in old.items():
            key = _local(key)
            if key.lower().startswith("on"):
                continue
            if key == "id":
                value = f"{label}-{value}"
            elif key == "href":
                if not value.startswith(("#", "data:image/")):
                    continue
                value = f"#{label}-{value[1:]}" if value.startswith("#") else value
            else:
                value = re.sub(r"url\(#", f"url(#{label}-", value)
            node.set(key, value)
    for name in ("version", "width", "height"):
        root.attrib.pop(name, None)
    # What matplotlib's style element says of every element, said where it reaches this one only.
    if "viewBox" in root.attrib:
        root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    root.attrib = {"class": "drawn", "role": "img", "aria-label": alt, **root.attrib}
    return ET.tostring(root, encoding="unicode")


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _columns(widths: Sequence[float]) -> str:
    """Give columns their relative widths, where a table has them."""
    shares = [100 * width / sum(widths) for width in widths]
    columns = "".join(f'<col style="width: {share:.1f}%">' for share in shares)
    return f"<colgroup>{columns}</colgroup>" if columns else ""


class _Body:
    """The markdown of a page, with a mark where a piece of HTML is to stand."""

    def __init__(self, parts: Sequence[Part], pictures: Mapping[str, str]) -> None:
        self.pieces: list[str] = []
        self.words = numbers(parts)
        self.counter = Counter()
        self.pictures = pictures
        self.markdown = "\n\n".join(self._part(part) for part in parts)

    def _piece(self, text: str) -> str:
        """Keep HTML, and return the mark for it as a word of markdown."""
        self.pieces.append(text)
        return f"`<unshift-piece n={len(self.pieces) - 1}>`{{=html}}"

    def _block(self, text: str) -> str:
        """Keep HTML that is no part of a paragraph."""
        self.pieces.append(text)
        return f"```{{=html}}\n<unshift-piece n={len(self.pieces) - 1}>\n```"

    def text(self, markdown: str) -> str:
        """Write references, headings and equations of a text as HTML; code is left alone."""
        return "".join(
            piece if code else self._prose(piece) for piece, code in prose_pieces(markdown)
        )

    def _part(self, part: Part) -> str:
        self.counter.enter(part.matter)
        text = self.text(part.text)
        if part.kind == "prose":
            return text
        about = part.about
        label = html.escape(str(about["label"]))
        numbered = self._piece(f"<strong>{self.words[about['label']]}.</strong>") + " " + text
        if part.kind == "figure":
            drawn = inline_svg(self.pictures[f"{about['label']}.svg"], label, str(about["alt"]))
            opening, closing = (
                f'<figure id="{label}">{drawn}<figcaption>',
                "</figcaption></figure>",
            )
        else:
            cells = Cells(
                tuple(about["heads"]),
                tuple(about["right"]),
                tuple(map(tuple, aligned(about["rows"], about["right"]))),
            )
            table = html_table(cells, note=str(about["note"]))
            table = _FIRM.sub(r"\1; white-space: nowrap\2", table)
            opening = f'<figure id="{label}" class="table"><table><caption>'
            columns = _columns(about["widths"])
            closing = f"</caption>{columns}{table.removeprefix('<table>')}</figure>"
        return "\n\n".join([self._block(opening), numbered, self._block(closing)])

    def _prose(self, text: str) -> str:
        text = DISPLAYED.sub(self._equation, unbroken(text))
        text = HEADING.sub(self._heading, text)
        return REFERENCE.sub(self._reference, text)

    def _reference(self, match: re.Match[str]) -> str:
        label = match[1]
        return self._piece(f'<a href="#{label}">{html.escape(self.words[label])}</a>')

    def _heading(self, match: re.Match[str]) -> str:
        """Set headings one level lower, below the title, with their number."""
        level, label, plain = len(match["level"]), match["label"], match["plain"]
        number = "" if plain else self.counter.heading(level)
        before = f"{self._piece(f'<span class=number>{number}</span>')} " if number else ""
        mark = f" {{#{label}}}" if label else ""
        return f"{'#' * (level + 1)} {before}{match['text']}{mark}"

    def _equation(self, match: re.Match[str]) -> str:
        number, label = self.counter.next("Equation"), match["label"]
        mark = f' id="{label}"' if label else ""
        opening = self._block(f'<div class="equation"{mark}>')
        closing = self._block(f'<span class="number">({number})</span></div>')
        return f"\n\n{opening}\n\n$${match['tex'].strip()}$$\n\n{closing}\n\n"
