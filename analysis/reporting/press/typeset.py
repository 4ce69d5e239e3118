"""From markdown to PDF: pandoc writes Typst, Typst sets the pages. Both come as wheels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl

from analysis.errors import UnshiftError
from analysis.figures.dress.typeface import FOLDER
from analysis.paths import REPORTS
from analysis.reporting.press.as_typst import meta_json

__all__ = [
    "CSL",
    "MARKDOWN",
    "REFERENCES",
    "TEMPLATE",
    "compile_typst",
    "compiler",
    "from_reports",
    "pandoc",
    "typeset",
]

TEMPLATE = REPORTS / "template"
REFERENCES = REPORTS / "references.bib"
#: The one style of citations, for PDF, brief and HTML.
CSL = REPORTS / "unshift.csl"
#: No raw HTML or TeX: what is not markdown is printed as it stands. Raw Typst is what
#: `analysis.reporting.press.document` writes, with every text in it a string.
MARKDOWN = (
    "markdown-raw_html-raw_tex-yaml_metadata_block-pandoc_title_block-native_divs-native_spans"
    "+fenced_divs-auto_identifiers"
)
#: Quotation marks as they are: Typst would take one after a digit for a prime.
_AS_WRITTEN = "-smart"


def pandoc(
    markdown: str, references: Path | None = None, to: str = "typst", options: Sequence[str] = ()
) -> str:
    """Turn markdown into Typst, or into what else pandoc writes.

    Parameters
    ----------
    markdown : str
    references : Path, optional
        A BibTeX file; with it citations are resolved, in the style of `CSL`.
    to : str
        Pandoc's name of the format.
    options : sequence of str
        Further options of pandoc; files in them by `from_reports`.

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
        f"--from={MARKDOWN}" + ("+auto_identifiers" if to.startswith("html") else ""),
        f"--to={to}" + (_AS_WRITTEN if to == "typst" else ""),
        "--wrap=preserve",
        "--fail-if-warnings",
        "--sandbox",
        *options,
    ]
    if references is not None and to == "typst":
        command[2] += "-citations"
    if references is not None:
        command += ["--citeproc", f"--bibliography={from_reports(references)}"]
        command += [f"--csl={from_reports(CSL)}"]
        command += ["--metadata=link-citations:true"]
    done = subprocess.run(
        command, input=markdown, capture_output=True, text=True, encoding="utf-8", cwd=CSL.parent
    )
    if done.returncode:
        lines = [w for w in done.stderr.splitlines() if w.strip()]
        raise UnshiftError(
            "pandoc: " + " ".join(lines)[:300], "report", "correct the text of the notebook"
        )
    return done.stdout


def from_reports(path: Path) -> str:
    """Name a file as `pandoc` takes it, which runs where the style of citations lies.

    Where the locale is C, it opens none whose path has a letter with an accent, as that of a
    home may.
    """
    return os.path.relpath(path, CSL.parent)


def typeset(
    folder: Path,
    markdown: str,
    meta: Mapping[str, Any],
    pictures: Mapping[str, str],
    when: datetime,
    form: str = "report",
) -> Path:
    """Write a PDF.

    Parameters
    ----------
    folder : Path
        Where sources and pictures are put, and the PDF.
    markdown : str
    meta : mapping
        Data of the title; see ``reports/template/report.typ``.
    pictures : mapping of file name to SVG
    when : datetime
        Stamped into the PDF: the same inputs and date give the same bytes.
    form : {"report", "supplement"}
        The function of the template that sets it.

    Returns
    -------
    Path
        ``report.pdf`` or ``supplement.pdf`` in the folder.

    Raises
    ------
    UnshiftError
        If pandoc or Typst cannot make it.
    """
    parts = [
        '#import "/report.typ": *',
        f'#let meta = json("/meta.json")\n#show: {form}.with(meta)',
        pandoc(markdown, REFERENCES),
    ]
    return compile_typst(folder, form, "\n\n".join(parts), meta, pictures, when)


def compile_typst(
    folder: Path,
    name: str,
    source: str,
    meta: Mapping[str, Any],
    pictures: Mapping[str, str],
    when: datetime,
) -> Path:
    """Set a Typst source as PDF/A-2b.

    Parameters
    ----------
    folder : Path
        Where source, template and pictures are put, and the PDF.
    name : str
        Of the PDF, without suffix.
    source : str
    meta : mapping
        Read by the template as ``/meta.json``.
    pictures : mapping of file name to SVG
    when : datetime
        Stamped into the PDF.

    Raises
    ------
    UnshiftError
        If Typst cannot make it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for picture, text in pictures.items():
        (folder / picture).write_text(text, encoding="utf-8")
    for path in sorted(TEMPLATE.glob("*.typ")):
        shutil.copyfile(path, folder / path.name)
    (folder / "meta.json").write_text(meta_json(meta), encoding="utf-8")
    main = folder / f"{name}-source.typ"
    main.write_text(source, encoding="utf-8")
    try:
        _place_figures(main)
        pdf = compiler(main).compile(pdf_standards=["a-2b"], timestamp=int(when.timestamp()))
    except RuntimeError as error:
        raise UnshiftError(
            "typst: " + " ".join(str(error).split())[:300], "report", "correct the template"
        ) from None
    target = folder / f"{name}.pdf"
    target.write_bytes(pdf)
    return target


def compiler(main: Path) -> Any:
    """Return a compiler of a Typst source that finds the typefaces of text and figures."""
    import typst

    return typst.Compiler(
        str(main),
        root=str(main.parent),
        font_paths=[str(FOLDER), str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
        ignore_system_fonts=True,
    )


def _place_figures(main: Path, rounds: int = 12) -> None:
    """Name in ``floats.json`` the figures for which there is no room where the text asks for them.

    What comes after such a figure moves up, so that it is looked at anew: in each round the first
    of every chapter is taken. One for which there is room after all is given back, once. Typst
    keeps what it has set and does not change, so that a round costs a part of the first.
    """
    floats: list[str] = []
    given_back: set[str] = set()
    named = main.with_name("floats.json")
    named.write_text("[]", encoding="utf-8")
    for _ in range(rounds):
        rows = json.loads(compiler(main).query("<unshift-figures>", field="value"))
        wrong: dict[int, str] = {}
        for row in rows[0] if rows else []:
            name, late = row["name"], row["stands"] > row["asked"]
            if (late and name not in floats) or (
                not late and name in floats and name not in given_back
            ):
                wrong.setdefault(row["chapter"], name)
        if not wrong:
            return
        for name in wrong.values():
            if name in floats:
                floats.remove(name)
                given_back.add(name)
            else:
                floats.append(name)
        named.write_text(json.dumps(floats), encoding="utf-8")
