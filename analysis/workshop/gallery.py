"""Every figure of the report as a picture, as wide as in print and as on a telephone.

Run ``python -m analysis.workshop.gallery --out FOLDER [--country KEN --event 2013-04-09]`` and look
at what it drew. A note says which cell of a chapter could not be run.
"""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from analysis.chapters.pieces import Picture
from analysis.commands.shared.dates import study_by_flags
from analysis.figures.dress.heading import headed
from analysis.paths import NOTEBOOKS
from analysis.reporting.display import svg
from analysis.reporting.press.drawings import pixels
from analysis.study import load_study

__all__ = ["Drawn", "draw", "pictures"]

#: Pixels per inch: a figure as on paper, and scaled to a telephone of 390 pixels, twice as sharp.
PRINT, TELEPHONE = 110.0, 2 * 390 / 6.52


@dataclass(frozen=True)
class Drawn:
    """What a notebook shows, and why a cell of it could not be run.

    Attributes
    ----------
    pictures : list of Picture
    failures : list of str
        Tracebacks.
    """

    pictures: list[Picture]
    failures: list[str]


def pictures(notebook: Path, parameters: dict[str, Any]) -> Drawn:
    """Run the cells of a notebook, and keep the pictures that it would show.

    Parameters
    ----------
    notebook : Path
    parameters : mapping
        Of the study; those that the notebook declares are set.
    """
    drawn = Drawn([], [])

    def keep(*given: Any) -> None:
        for piece in given:
            if isinstance(piece, Picture):
                drawn.pictures.append(piece)
            elif isinstance(piece, (tuple, list)):
                keep(*piece)

    names: dict[str, Any] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        try:
            exec(compile(cell.source, str(notebook), "exec"), names)
        except Exception:  # the other cells still have pictures to look at
            drawn.failures.append(traceback.format_exc())
        if "parameters" in cell.metadata.get("tags", ()):
            names |= {name: value for name, value in parameters.items() if name in names}
        names["show"] = keep
    return drawn


def draw(found: Sequence[Picture], folder: Path) -> Iterator[Path]:
    """Write pictures as PNGs of two widths, and as they stand in the report's SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    for p in found:
        headed(p.figure, p.headline, p.subtitle, p.source)
    drawings = {p.label: svg(p.figure) for p in found}
    for label, text in drawings.items():
        (folder / f"{label}.svg").write_text(text, encoding="utf-8")
    for name, density in (("", PRINT), ("-390", TELEPHONE)):
        images = pixels(drawings, datetime(2026, 1, 1, tzinfo=UTC), density)
        for label, image in zip(drawings, images, strict=True):
            path = folder / f"{label}{name}.png"
            path.write_bytes(image)
            yield path


def main() -> None:
    """Draw the figures of one study."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--notebook", default="", help="only those whose name holds this")
    for name in ("country", "rival", "event", "before", "until", "record"):
        ask.add_argument(f"--{name}")
    given = ask.parse_args()
    study = study_by_flags(
        load_study(),
        ally=[],
        **{
            k: getattr(given, k) for k in ("country", "rival", "event", "before", "until", "record")
        },
    )
    for notebook in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        if given.notebook in notebook.stem:
            drawn = pictures(notebook, study.to_dict())
            print(notebook.stem, *[p.label for p in drawn.pictures], *drawn.failures)
            if drawn.pictures:
                list(draw(drawn.pictures, given.out))


if __name__ == "__main__":
    main()
