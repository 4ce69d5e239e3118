"""The report as one HTML file: no network, figures inline, everything readable without scripts.

Where scripts run, those of `analysis.reporting.press.page` let a reader choose, sort and open the
votes behind a count. What is not markdown of a notebook is escaped or, for figures, parsed and
cleaned before it is put in; a policy in the page's head allows the page's own scripts and style by
their hash, and nothing else, whatever it holds (`docs/decisions/live-page.md`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.reporting.press.document import REFERENCE, Part
from analysis.reporting.press.numbering import DISPLAYED, HEADING, Counter, numbers, prose_pieces
from analysis.reporting.press.page.assets import PAGE, data_script, policy, script, style
from analysis.reporting.press.page.classes import Classes
from analysis.reporting.press.page.drawings import inline_svg
from analysis.reporting.press.page.tables import page_table
from analysis.reporting.press.spacing import aligned, unbroken
from analysis.reporting.press.typeset import REFERENCES, from_reports, pandoc

__all__ = ["html_page"]

#: Letters of a narrow drawing at most: thousands of marks would make the page too large.
MOST = 150_000
_PLACE = re.compile(r"<unshift-piece n=(\d+)>")
#: Where style, scripts and policy are put when all else is written.
_STYLE, _SCRIPT, _POLICY = "<unshift-style>", "<unshift-script>", "unshift-policy"
#: Marks that turn the direction of the text after them, which a title must not do to a sentence.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def html_page(
    parts: Sequence[Part],
    pictures: Mapping[str, str],
    meta: Mapping[str, Any],
    live: Sequence[Mapping[str, Any]] = (),
    files: Sequence[str] = (),
) -> str:
    """Write the report as one page.

    Parameters
    ----------
    parts : sequence of Part
        The main part, the supplement and the references.
    pictures : mapping of file name to SVG
    meta : mapping
        Data of the title page, from `analysis.reporting.press.matter.front_matter`.
    live : sequence of mapping
        `analysis.reporting.press.document.Document.live`.
    files : sequence of str
        Files beside the page that it offers, as paths from its folder.

    Returns
    -------
    str

    Raises
    ------
    UnshiftError
        If pandoc cannot read a text, or a picture is no SVG.
    """
    body = _Body(parts, pictures, files)
    variables = {
        "pagetitle": f"{meta['title']}: {meta['subtitle']}",
        **{k: meta[k] for k in ("title", "subtitle", "series", "author", "date_text")},
        **{k: meta[k] for k in ("record_text", "record_line", "cite", "licence")},
        "keywords": ", ".join(meta["keywords"]),
        "iso_date": f"{meta['year']:04d}-{meta['month']:02d}-{meta['day']:02d}",
    }
    written = {key: html.escape(str(text)) for key, text in variables.items()}
    written["files"] = _files(files)
    options = ["--standalone", f"--template={from_reports(PAGE / 'page.html')}", "--mathml"]
    options += ["--toc", "--toc-depth=3"]
    # pandoc puts the values of variables in as they are.
    options += [f"--variable={key}={text}" for key, text in written.items()]
    page = pandoc(body.markdown, REFERENCES, "html5", options)
    page = _PLACE.sub(lambda m: body.pieces[int(m[1])], page)
    labels = {str(part.about["label"]) for part in parts if part.kind in ("figure", "table")}
    return _finished(page, [piece for piece in live if piece["at"] in labels])


def _finished(page: str, live: Sequence[Mapping[str, Any]]) -> str:
    """Put in style, scripts and data, and the policy that allows them."""
    classes = Classes()
    page = classes.moved(_TURNS.sub("", page))
    styled, run = f"\n{style()}{classes.rules()}\n", f"\n{script()}\n"
    page = page.replace(_POLICY, policy([run], [styled]), 1)
    page = page.replace(_STYLE, f"<style>{styled}</style>", 1)
    return page.replace(_SCRIPT, f"{data_script(list(live))}\n<script>{run}</script>", 1)


#: Files beside the page, by their names, and what they are called; in this order.
_OFFERED = (
    (re.compile(r"(?<!-brief)(?<!-supplement)\.pdf$"), "report (PDF)"),
    (re.compile(r"-brief\.pdf$"), "two pages (PDF)"),
    (re.compile(r"-supplement\.pdf$"), "supplement (PDF)"),
    (re.compile(r"^manifest\.json$"), "what it was made from (JSON)"),
)


def _files(files: Sequence[str]) -> str:
    """Link the files beside the page."""
    here = [name for name in files if "/" not in name]
    links = [_link(n, words) for which, words in _OFFERED for n in here if which.search(n)]
    return f'<p class="files">Also here: {", ".join(links)}.</p>' if links else ""


def _link(name: str, words: str) -> str:
    return f'<a href="{html.escape(name)}">{html.escape(words)}</a>'


class _Body:
    """The markdown of a page, with a mark where a piece of HTML is to stand."""

    def __init__(
        self, parts: Sequence[Part], pictures: Mapping[str, str], files: Sequence[str] = ()
    ) -> None:
        self.pieces: list[str] = []
        self.words = numbers(parts)
        self.counter = Counter()
        self.pictures = pictures
        self.files = frozenset(files)
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
        label = html.escape(str(part.about["label"]))
        number = self.words[part.about["label"]]
        numbered = self._piece(f"<strong>{number}.</strong>") + " " + text
        opening, closing = (self._figure if part.kind == "figure" else self._table)(part, label)
        return "\n\n".join([self._block(opening), numbered, self._block(closing)])

    def _figure(self, part: Part, label: str) -> tuple[str, str]:
        name = str(part.about["label"])
        drawn = self._drawings(name, part.about)
        held = [
            _link(f"figures/{name}.{kind}", kind.upper())
            for kind in ("svg", "png", "csv")
            if f"figures/{name}.{kind}" in self.files
        ]
        beside = f'<p class="files">This figure as {", ".join(held)}</p>' if held else ""
        return (
            f'<figure id="{label}">{drawn}<figcaption>',
            f"{beside}</figcaption></figure>",
        )

    def _drawings(self, name: str, about: Mapping[str, Any]) -> str:
        """Draw a figure, and once more for a narrow screen where it has such a drawing."""
        key, alt = f"f{len(self.pieces)}", str(about["alt"])
        wide = inline_svg(self.pictures[f"{name}.svg"], key, alt)
        if not 0 < len(str(about.get("narrow", ""))) <= MOST:
            return wide
        narrow = inline_svg(str(about["narrow"]), f"{key}n", alt)
        words = [
            f"<p{mark}>{html.escape(str(about[part]))}</p>"
            for part, mark in (("headline", ' class="headline"'), ("subtitle", ""))
            if about.get(part)
        ]
        return (
            wide.replace('class="drawn"', 'class="drawn wide"', 1)
            + f'<div class="heading narrow">{"".join(words)}</div>'
            + narrow.replace('class="drawn"', 'class="drawn narrow"', 1)
        )

    def _table(self, part: Part, label: str) -> tuple[str, str]:
        about = part.about
        table = page_table(
            about["heads"],
            about["right"],
            aligned(about["rows"], about["right"]),
            about["widths"],
            about.get("counts", ()),
            f"{label}-caption",
        )
        note = f'<p class="note">{html.escape(str(about["note"]))}</p>' if about["note"] else ""
        opening = f'<figure id="{label}" class="table"><figcaption id="{label}-caption">'
        return opening, f"</figcaption>{table}{note}</figure>"

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
