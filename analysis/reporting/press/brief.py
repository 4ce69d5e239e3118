"""The brief: what a report says, on two pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.record.states import in_sentence
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.document import REFERENCE, Document, Part, section
from analysis.reporting.press.numbering import numbers
from analysis.reporting.press.typeset import compile_typst, pandoc
from analysis.shift.quantities import group_in_words
from analysis.study import Study
from analysis.words import day_in_words

__all__ = ["FIGURE", "TABLES", "brief_parts", "print_brief", "question"]

FIGURE = "fig-quantities"
#: Tags of the cells that begin the sections taken over.
AGENDA, LIMITS = "section-agenda", "section-limits"
#: Tag of the part after which the key numbers are set.
ASKED = "question"
#: The table of a brief: the first that the document has.
TABLES = ("tbl-agenda", "tbl-quantities")
PAGES = 2
#: Begins the second page.
TURN = "```{=typst}\n#pagebreak(weak: true)\n```"
#: Sizes of type in points, tried in turn until the text fits.
SIZES = (10.5, 10.25, 10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5, 8.25, 8.0)


def question(study: Study) -> str:
    """Put the study's question in one sentence.

    Examples
    --------
    >>> question(Study()).split(":")[0]
    'How far did the votes of the United States move from 20 January 2025 on'
    >>> question(Study(country="ARG", allies=["NATO", "G7"])).split(": ")[1]
    'as a whole, between Russia and the members of NATO and G7, and on one issue?'
    """
    since = day_in_words(study.event)
    group, rival = group_in_words(study), in_sentence(study.rival)
    # "Russia and its allies" would be taken for Russia's.
    sides = f"{group} and {rival}" if group.startswith("its") else f"{rival} and {group}"
    return (
        f"How far did the votes of {in_sentence(study.country)} move from {since} on: as a whole, "
        f"between {sides}, and on one issue?"
    )


def brief_parts(document: Document, study: Study) -> list[Part]:
    """Choose what a brief holds.

    Parameters
    ----------
    document : Document
    study : Study

    Returns
    -------
    list of Part
        Question, answer, figure, agenda with a table, limits, and how to read the numbers.
        Empty if the document lacks the figure, the table or the abstract.
    """
    abstract = str(document.front.get("abstract", ""))
    shown = {p.about["label"]: p for p in document.parts if p.kind != "prose"}
    table = next((shown[label] for label in TABLES if label in shown), None)
    if not abstract or FIGURE not in shown or table is None:
        return []
    kept = {FIGURE, table.about["label"]}
    words = numbers(document.parts)
    rival = in_sentence(study.rival)

    def prose(text: str) -> Part:
        return Part("prose", _elsewhere(text, kept, words))

    def limits(part: Part) -> Part:
        return Part(part.kind, _elsewhere(part.text, kept, words), part.about, part.notebook)

    agenda = [prose(part.text) for part in section(document, AGENDA) if part.kind == "prose"]
    cannot = [prose(part.text) for part in section(document, LIMITS) if part.kind == "prose"]
    return [
        replace(prose("## The question\n\n" + question(study)), tags=(ASKED,)),
        prose("## What the votes say\n\n" + abstract),
        limits(shown[FIGURE]),
        prose(f"{TURN}\n\n## What the agenda explains"),
        *agenda,
        limits(table),
        prose("## What this cannot show"),
        *cannot,
        prose(
            "## How to read the numbers\n\n"
            "*Raw agreement* is 1 for two states that cast the same votes and 0 for two that vote "
            "yes and no against each other; an abstention stands half-way. *Kappa* is 1 for the "
            "same votes, 0 for as much agreement as the two states' shares of yes, abstention and "
            "no give by themselves, and negative below that. An *ideal point* is a state's place "
            "on the line that divides the votes best, in standard deviations of all "
            f"state-periods. *Allies less {rival}* is negative if the state moved towards {rival} "
            "as measured against the allies. Absence is not abstention and is left out. An "
            "interval that holds zero leaves open whether there was a change; a number without "
            "one rests on fewer than five days of voting in a window."
        ),
        prose(
            "## Where they come from\n\nThe full report, of which this is a part, gives every "
            "design, the votes one by one, the files of the record with their hashes, and the "
            "program that makes each figure and table."
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
    after = 1 + next(i for i, part in enumerate(parts) if ASKED in part.tags)
    source = "\n\n".join(
        [
            '#import "/brief.typ": *',
            '#let meta = json("/meta.json")',
            "#show: brief.with(meta)",
            pandoc(typst_markdown(parts[:after])),
            "#key-numbers(meta.key_numbers)",
            pandoc(typst_markdown(parts[after:])),
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
