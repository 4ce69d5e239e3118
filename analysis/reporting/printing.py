"""Executed notebooks and the manifest turned into what a reader opens."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.reporting.document import compose
from analysis.reporting.matter import appendix, front_matter
from analysis.reporting.typeset import typeset
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
    """Write the report of a study, and ``manifest.json`` beside it.

    Parameters
    ----------
    study : Study
    about : mapping
        From `analysis.reporting.manifest.manifest`; the manifest written has the figures and
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
        What was written, the report first and the manifest last.

    Raises
    ------
    UnshiftError
        If the notebooks cannot be composed or typeset.
    """
    document = compose(executed)
    target = folder / f"{name}.pdf"
    with tempfile.TemporaryDirectory(prefix="unshift-") as place:
        pdf = typeset(
            Path(place),
            document.markdown + "\n\n" + appendix(about, document.items),
            str(document.front.get("abstract", "")),
            front_matter(study, about["record"], document.front, when.date()),
            document.pictures,
            when,
        )
        shutil.copyfile(pdf, target)
    full = {**about, "outputs": [vars(item) for item in document.items]}
    manifest = folder / "manifest.json"
    text = json.dumps(full, ensure_ascii=False, indent=1)
    manifest.write_text(text + "\n", encoding="utf-8")
    return [target, manifest]
