"""The brief: what a report says, on two pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.record.states import in_sentence
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.divide import ANSWER
from analysis.reporting.press.document import REFERENCE, Document, Part, section
from analysis.reporting.press.typeset import compile_typst, pandoc
from analysis.shift.quantities import group_names
from analysis.study import Study
from analysis.words import day_in_words

__all__ = ["brief_parts", "print_brief", "question"]

#: The figure and the tables of page one, where it has them; the figure of changes.
FIGURE, TABLE, AGENDA_TABLE = "fig-answer", "tbl-answer", "tbl-answer-agenda"
CHANGES = "fig-quantities"
#: Tags of the cells that begin the sections taken over.
AGENDA, LIMITS = "section-agenda", "section-limits"
PAGES = 2
#: Sizes of type in points, tried in turn until the text fits.
SIZES = (10.5, 10.25, 10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5, 8.25, 8.0)


def question(study: Study, end: date | None = None) -> str:
    """Put the study's question in one sentence.

    Parameters
    ----------
    study : Study
    end : date, optional
        Day of the report: a window that ended before it is told to its last day.

    Examples
    --------
    >>> question(Study())
    'How did the United States vote at the United Nations from 20 January 2025 on, and with whom?'
    """
    ended = end is not None and study.until < end
    if ended:
        span = f"{day_in_words(study.event)} to {day_in_words(study.until)}"
        return f"How did {in_sentence(study.country)} vote from {span}, and with whom?"
    return (
        f"How did {in_sentence(study.country)} vote at the United Nations from "
        f"{day_in_words(study.event)} on, and with whom?"
    )


def brief_parts(
    document: Document, study: Study, words: Mapping[str, str], end: date | None = None
) -> list[Part]:
    """Choose what a brief holds: the levels of page one first, then what explains them.

    Parameters
    ----------
    document : Document
    study : Study
    words : mapping of label to str
        From `analysis.reporting.press.numbering.numbers`; how what the brief lacks is named.
    end : date, optional
        As for `question`.

    Returns
    -------
    list of Part
        Question, answer, figure and table, the agenda, changes, limits, and how to read the
        numbers.
        Empty if the document answers nothing.
    """
    answer = [p for p in document.parts if ANSWER in p.tags and p.kind == "prose"]
    if not answer:
        return []
    shown = {p.about["label"]: p for p in document.parts if p.kind != "prose"}
    kept = {label for label in (FIGURE, TABLE, AGENDA_TABLE, CHANGES) if label in shown}

    def taken(part: Part) -> Part:
        return Part(part.kind, _elsewhere(part.text, kept, words), part.about)

    def prose(text: str) -> Part:
        return Part("prose", _elsewhere(text, kept, words))

    def those(*labels: str) -> list[Part]:
        return [taken(shown[label]) for label in labels if label in kept]

    agenda = [taken(part) for part in section(document, AGENDA) if part.kind == "prose"]
    cannot = [taken(part) for part in section(document, LIMITS) if part.kind == "prose"]
    explained = [*those(AGENDA_TABLE), *agenda]
    return [
        prose("## " + question(study, end)),
        *map(taken, answer),
        *those(FIGURE, TABLE),
        *([prose("## What the agenda has to do with it"), *explained] if explained else []),
        *([prose("## How large the changes are"), *those(CHANGES)] if CHANGES in kept else []),
        *([prose("## What this cannot show"), *cannot] if cannot else []),
        prose(
            "## How to read the numbers\n\n"
            "*Raw agreement* is 1 for two states that cast the same votes and 0 for two that vote "
            "yes and no against each other; an abstention stands half-way. *The gap* is agreement "
            f"with {group_names(study)[0]} minus agreement with {in_sentence(study.rival)}: it "
            "falls where the first falls by more, or rises by less, than the second. Absence is "
            "not abstention and is left out. Counts are complete and have no interval; a change "
            "of an estimate has one, and an interval that holds zero leaves open whether there "
            "was a change."
        ),
        prose(
            "## Where they come from\n\nThe report, of which this is a part, gives the figures and "
            "what else could explain them. Its supplement gives every design, the votes one by "
            "one, the files of the record, and the program that makes each figure and table."
        ),
    ]


def print_brief(
    folder: Path,
    parts: Sequence[Part],
    pictures: Mapping[str, str],
    meta: Mapping[str, Any],
    when: datetime,
) -> Path:
    """Set a brief, in the largest type in which it has two pages.

    Parameters
    ----------
    folder : Path
    parts : sequence of Part
        From `brief_parts`.
    pictures : mapping of file name to SVG
    meta : mapping
        From `analysis.reporting.press.matter.front_matter`.
    when : datetime

    Returns
    -------
    Path
        ``brief.pdf``. A text too long for two pages in the smallest type has three.
    """
    source = "\n\n".join(
        [
            '#import "/brief.typ": *',
            '#let meta = json("/meta.json")',
            "#show: brief.with(meta)",
            pandoc(typst_markdown(parts)),
        ]
    )
    about = {**meta, "series": "unshift brief"}
    for size in SIZES:
        pdf = compile_typst(folder, "brief", source, {**about, "size": size}, pictures, when)
        if _pages(folder / "brief-source.typ", folder) <= PAGES:
            break
    return pdf


def _elsewhere(text: str, kept: set[Any], words: Mapping[str, str]) -> str:
    """Name what stands in the report only, in place of a reference to it."""
    return REFERENCE.sub(lambda m: m[0] if m[1] in kept else f"{words[m[1]]} of the report", text)


def _pages(source: Path, root: Path) -> int:
    """Count the pages of a brief that has been set."""
    import json

    import matplotlib as mpl
    import typst

    found = typst.query(
        str(source),
        "<brief-pages>",
        field="value",
        one=True,
        root=str(root),
        font_paths=[str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
        ignore_system_fonts=True,
    )
    return int(json.loads(found))
