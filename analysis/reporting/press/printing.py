"""Executed notebooks and the manifest turned into what a reader opens."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.files import throw_away
from analysis.reporting.outputs import check_outputs, read_outputs
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.brief import brief_parts, print_brief
from analysis.reporting.press.document import Part, compose
from analysis.reporting.press.drawings import write_figures
from analysis.reporting.press.html import html_page
from analysis.reporting.press.matter import appendix, front_matter
from analysis.reporting.press.numbering import numbers
from analysis.reporting.press.typeset import typeset
from analysis.study import Study

__all__ = ["print_report"]


def print_report(
    study: Study,
    about: Mapping[str, Any],
    executed: Sequence[Path],
    folder: Path,
    name: str,
    when: datetime,
) -> list[Path]:
    """Write the report of a study as PDF and HTML, its brief, its figures and ``manifest.json``.

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
        What was written: the report first, the brief if the notebooks hold what it is made
        from, the HTML, and the manifest last. Beside it stands each figure in ``figures``.

    Raises
    ------
    UnshiftError
        If the notebooks lack a listed output, or cannot be composed or typeset.
    """
    listed = read_outputs()
    document = compose(executed, listed)
    notebooks = [path.stem for path in executed]
    check_outputs([item.label for item in document.items], notebooks, listed)
    numbered = numbers(document.parts)
    # A build that is to be repeated to the byte leaves out what differs from run to run.
    times = "SOURCE_DATE_EPOCH" not in os.environ
    parts = [*document.parts, *appendix(about, document.items, numbered, times)]
    abstract = str(document.front.get("abstract", ""))
    meta = front_matter(study, about["record"], document.front, when.date())
    short = brief_parts(document, study)
    written = [folder / f"{name}.pdf"]
    with throw_away() as place:
        work = Path(place)
        answer = typst_markdown([Part("prose", abstract)])
        pdf = typeset(work, typst_markdown(parts), answer, meta, document.pictures, when)
        shutil.copyfile(pdf, written[0])
        if short:
            written.append(folder / f"{name}-brief.pdf")
            shutil.copyfile(print_brief(work, short, document.pictures, meta, when), written[1])
    written.append(folder / f"{name}.html")
    page = html_page(parts, document.pictures, abstract, meta)
    written[-1].write_text(page, encoding="utf-8")
    write_figures(document, folder / "figures", when)
    full = {**about, "outputs": [vars(item) for item in document.items]}
    written.append(folder / "manifest.json")
    text = json.dumps(full, ensure_ascii=False, indent=1)
    written[-1].write_text(text + "\n", encoding="utf-8")
    return written
