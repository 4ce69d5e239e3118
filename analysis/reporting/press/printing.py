"""Executed notebooks and the manifest turned into what a reader opens."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from analysis.files import throw_away
from analysis.reporting.outputs import check_outputs, read_outputs
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.brief import brief_parts, print_brief
from analysis.reporting.press.divide import (
    chapters,
    divided,
    held_elsewhere,
    of_matter,
    with_contents,
)
from analysis.reporting.press.document import MAIN, SUPPLEMENT, compose
from analysis.reporting.press.drawings import write_figures
from analysis.reporting.press.html import html_page
from analysis.reporting.press.matter import appendix, front_matter, references
from analysis.reporting.press.numbering import numbers
from analysis.reporting.press.typeset import typeset
from analysis.study import Study

__all__ = ["print_report"]

#: The files of a report and what sets them, in order.
MATTERS, FORMS = (MAIN, SUPPLEMENT), ("report", "supplement")


def print_report(
    study: Study,
    about: Mapping[str, Any],
    executed: Sequence[Path],
    folder: Path,
    name: str,
    when: datetime,
) -> list[Path]:
    """Write a study's report as PDF and HTML, its supplement, brief and figures, and the manifest.

    Parameters
    ----------
    study : Study
    about : mapping
        From `analysis.reporting.run.manifest.manifest`; the manifest written has the figures and
        tables added, as ``outputs``.
    executed : sequence of Path
        Executed notebooks, in the order of the report.
    folder : Path
        Exists; may be read by nobody until everything is written.
    name : str
        Of the files, without suffix.
    when : datetime
        Stamped into the PDF.

    Returns
    -------
    list of Path
        What was written: the report first, its supplement, the brief if the notebooks hold what
        it is made from, the HTML, and the manifest last. Beside it stands each figure in
        ``figures``.

    Raises
    ------
    UnshiftError
        If the notebooks lack a listed output, or cannot be composed or typeset.
    """
    listed = read_outputs()
    document = compose(executed, listed)
    notebooks = [path.stem for path in executed]
    check_outputs([item.label for item in document.items], notebooks, listed)
    parts = divided(document.parts)
    numbered = numbers(parts)
    items = sorted(document.items, key=lambda item: list(numbered).index(item.label))
    # A build that is to be repeated to the byte leaves out what differs from run to run.
    times = "SOURCE_DATE_EPOCH" not in os.environ
    parts += appendix(about, items, numbered, times)
    words = numbers(parts)
    meta = front_matter(study, about["record"], about["commit"], when.date())
    meta["supplement"] = chapters(of_matter(parts, SUPPLEMENT))
    short = brief_parts(document, study, words, when.date())
    written = [folder / f"{name}.pdf", folder / f"{name}-supplement.pdf"]

    def in_pages(place: Path, matter: str, form: str) -> Path:
        held = of_matter(parts, matter)
        held = [*(with_contents(held) if matter == MAIN else held), *references(held)]
        markdown = typst_markdown(held, held_elsewhere(held, words))
        return typeset(place, markdown, meta, document.pictures, when, form)

    makers: list[tuple[Path, Callable[[Path], Path]]] = [
        (path, partial(in_pages, matter=matter, form=form))
        for path, matter, form in zip(written, MATTERS, FORMS, strict=True)
    ]
    if short:
        written.append(folder / f"{name}-brief.pdf")
        brief = partial(print_brief, parts=short, pictures=document.pictures, meta=meta, when=when)
        makers.append((written[-1], brief))
    with throw_away() as place, ThreadPoolExecutor(len(makers)) as pool:
        # Pandoc and Typst leave Python free meanwhile, and each has a folder of its own.
        made = [(path, pool.submit(maker, Path(place) / path.stem)) for path, maker in makers]
        figures = write_figures(document, folder / "figures", when)
        # The page is set meanwhile, too: what it links will be there before it is read.
        beside = sorted(p.relative_to(folder).as_posix() for p in (*written, *figures))
        files = [*beside, "manifest.json"]
        every = [*parts, *references(parts)]
        page = html_page(every, document.pictures, meta, document.live, files)
        for path, pdf in made:
            shutil.copyfile(pdf.result(), path)
    written.append(folder / f"{name}.html")
    written[-1].write_text(page, encoding="utf-8")
    full = {**about, "outputs": [vars(item) for item in document.items]}
    written.append(folder / "manifest.json")
    text = json.dumps(full, ensure_ascii=False, indent=1)
    written[-1].write_text(text + "\n", encoding="utf-8")
    return written
