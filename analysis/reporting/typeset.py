"""From markdown to PDF: pandoc writes Typst, Typst sets the pages. Both come as wheels."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl

from analysis.errors import UnshiftError
from analysis.paths import REPORTS
from analysis.reporting.document import meta_json

__all__ = ["pandoc", "typeset"]

TEMPLATE = REPORTS / "template"
#: No raw HTML or TeX: what is not markdown is printed as it stands. Raw Typst is what
#: `analysis.reporting.document` writes, with every text in it a string.
MARKDOWN = (
    "markdown-raw_html-raw_tex-yaml_metadata_block-pandoc_title_block-auto_identifiers"
    "-native_divs-native_spans+fenced_divs"
)


def pandoc(markdown: str, references: Path | None = None) -> str:
    """Turn markdown into Typst.

    Parameters
    ----------
    markdown : str
    references : Path, optional
        A BibTeX file; with it citations are resolved.

    Returns
    -------
    str

    Raises
    ------
    UnshiftError
        If pandoc fails, or warns: a citation that is not in the bibliography, TeX it does not
        know.

    Examples
    --------
    >>> pandoc("A *word*.").strip()
    'A #emph[word].'
    """
    import pypandoc

    command = [
        pypandoc.get_pandoc_path(),
        f"--from={MARKDOWN}",
        "--to=typst-citations" if references else "--to=typst",
        "--wrap=preserve",
        "--fail-if-warnings",
        "--sandbox",
    ]
    if references is not None:
        command += ["--citeproc", f"--bibliography={references}", "--metadata=link-citations:true"]
    done = subprocess.run(command, input=markdown, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        lines = [w for w in done.stderr.splitlines() if w.strip()]
        raise UnshiftError(
            "pandoc: " + " ".join(lines)[:300], "report", "correct the text of the notebook"
        )
    return done.stdout


def typeset(
    folder: Path,
    markdown: str,
    abstract: str,
    meta: Mapping[str, Any],
    pictures: Mapping[str, str],
    when: datetime,
) -> Path:
    """Write the PDF.

    Parameters
    ----------
    folder : Path
        Where sources and pictures are put, and the PDF.
    markdown, abstract : str
    meta : mapping
        Data of the title page; see ``reports/template/report.typ``.
    pictures : mapping of file name to SVG
    when : datetime
        Stamped into the PDF: the same inputs and date give the same bytes.

    Returns
    -------
    Path
        ``report.pdf`` in the folder.

    Raises
    ------
    UnshiftError
        If pandoc or Typst cannot make it.
    """
    import typst

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pictures.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in sorted(TEMPLATE.glob("*.typ")):
        shutil.copyfile(path, folder / path.name)
    (folder / "meta.json").write_text(meta_json(dict(meta)), encoding="utf-8")
    references = REPORTS / "references.bib"
    parts = [
        '#import "/report.typ": *',
        f'#show: report.with(json("/meta.json"), [\n{pandoc(abstract)}\n])',
        pandoc(markdown, references),
    ]
    source = folder / "main.typ"
    source.write_text("\n\n".join(parts), encoding="utf-8")
    try:
        pdf = typst.compile(
            str(source),
            root=str(folder),
            font_paths=[str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
            ignore_system_fonts=True,
            pdf_standards=["a-2b"],
            timestamp=int(when.timestamp()),
        )
    except RuntimeError as error:
        raise UnshiftError(
            "typst: " + " ".join(str(error).split())[:300], "report", "correct the template"
        ) from None
    target = folder / "report.pdf"
    target.write_bytes(pdf)
    return target
