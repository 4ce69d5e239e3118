"""The figures of a report as files beside it: SVG and PNG, and the numbers drawn as CSV."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from analysis.errors import UnshiftError
from analysis.figures.dress.typeface import font_face
from analysis.files import throw_away
from analysis.reporting.press.document import Document
from analysis.reporting.press.typeset import compiler

__all__ = ["pixels", "standing_alone", "write_figures"]

#: Pixels per inch: a figure as wide as the text is some 1,600 wide.
DENSITY = 240
_OPENING = re.compile(r"<svg\b[^>]*>")
_WORDS = re.compile(r"<text\b[^>]*>([^<]*)</text>")


def write_figures(document: Document, folder: Path, when: datetime) -> list[Path]:
    """Write every figure of a document as SVG, PNG and CSV, named by its label.

    Parameters
    ----------
    document : Document
    folder : Path
        Made if there is a figure.
    when : datetime
        The same figures and day give the same bytes.

    Returns
    -------
    list of Path
        In the order of the document; a figure that carries no data has no CSV.

    Raises
    ------
    UnshiftError
        If a picture cannot be drawn.
    """
    figures = [part.about for part in document.parts if part.kind == "figure"]
    written: list[Path] = []
    if not figures:
        return written
    folder.mkdir(parents=True, exist_ok=True)
    labels = [str(about["label"]) for about in figures]
    images = pixels({label: document.pictures[f"{label}.svg"] for label in labels}, when)
    # One part of the typeface for all: to cut it takes longer than to draw a figure.
    letters = "".join(_letters(document.pictures[f"{label}.svg"]) for label in labels)
    for about, label, image in zip(figures, labels, images, strict=True):
        headline = str(about.get("headline") or label)
        drawing, alt = document.pictures[f"{label}.svg"], str(about["alt"])
        drawn = standing_alone(drawing, headline, alt, letters)
        paths = [folder / f"{label}.{kind}" for kind in ("svg", "png", "csv")]
        paths[0].write_text(drawn, encoding="utf-8")
        paths[1].write_bytes(image)
        if about.get("csv"):
            # With a mark of its encoding, which spreadsheets need.
            paths[2].write_text(str(about["csv"]), encoding="utf-8-sig", newline="")
        written += [path for path in paths if path.is_file()]
    return written


def standing_alone(drawing: str, title: str, alt: str, letters: str | None = None) -> str:
    """Put into an SVG its title, its words for those who cannot see it, and its typeface.

    Parameters
    ----------
    drawing : str
        SVG whose words are text.
    title, alt : str
    letters : str, optional
        Those that the typeface is to hold; default those of the drawing.

    Returns
    -------
    str
        SVG that is drawn alike where the typeface is not installed.

    Examples
    --------
    >>> made = standing_alone("<svg><text>A</text></svg>", "One", "A < B")
    >>> made.startswith("<svg><title>One</title><desc>A &lt; B</desc><style>@font-face")
    True
    """
    opening = _OPENING.search(drawing)
    if opening is None:
        return drawing
    held = _letters(drawing) if letters is None else letters
    words = (
        f"<title>{html.escape(title)}</title><desc>{html.escape(alt)}</desc>"
        f"<style>{font_face(held)}</style>"
    )
    return drawing[: opening.end()] + words + drawing[opening.end() :]


def _letters(drawing: str) -> str:
    """Return the letters that the words of a drawing use, each once."""
    return "".join(sorted(set(html.unescape("".join(_WORDS.findall(drawing))))))


def pixels(drawings: Mapping[str, str], when: datetime, density: float = DENSITY) -> list[bytes]:
    """Draw SVGs as PNGs, by the program that sets them in the PDF.

    Parameters
    ----------
    drawings : mapping of name to SVG
    when : datetime
    density : float
        Pixels per inch.

    Raises
    ------
    UnshiftError
        If one cannot be drawn.
    """
    with throw_away() as place:
        main = Path(place) / "figures.typ"
        for label, text in drawings.items():
            (main.parent / f"{label}.svg").write_text(text, encoding="utf-8")
        pages = [f'#page(image("/{label}.svg"))' for label in drawings]
        look = "#set page(width: auto, height: auto, margin: 8pt, fill: white)\n"
        main.write_text(look + "\n".join(pages), encoding="utf-8")
        try:
            made = compiler(main).compile(
                format="png", ppi=density, timestamp=int(when.timestamp())
            )
        except RuntimeError as error:
            raise UnshiftError(
                "typst: " + " ".join(str(error).split())[:300], "figures", "correct the figure"
            ) from None
    return list(made) if isinstance(made, list) else [made]
