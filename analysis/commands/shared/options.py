"""The options of all commands, each defined once: its flag, its kind, its words and its limits.

What may be chosen from a short list that stays as it is is an Enum, and the parser refuses the
rest. Lists that grow (issues, indices, designs, alliances, states) are known to the library alone,
and it refuses what is not in them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = [
    "Warmup",
    "Thin",
    "Dimensions",
    "Chains",
    "Absence",
    "Absences",
    "Allies",
    "Anchor",
    "AtlasFolder",
    "Before",
    "Bodies",
    "Body",
    "Countries",
    "Country",
    "CourseFolder",
    "Csv",
    "DrawsOfStudy",
    "Edition",
    "Editions",
    "End",
    "Event",
    "Events",
    "FinishedReports",
    "Force",
    "Friend",
    "Grouping",
    "Groupings",
    "Issue",
    "Jobs",
    "Json",
    "KeptDraws",
    "Lessons",
    "Level",
    "MarksFolder",
    "PackFolder",
    "Paragraphs",
    "Prior",
    "Priors",
    "Record",
    "RecordOfStudy",
    "Replicated",
    "ReplicatedRecord",
    "ReportFolder",
    "Rival",
    "Rivals",
    "Scope",
    "Seed",
    "SeedOfStudy",
    "SlidesFolder",
    "Start",
    "States",
    "To",
    "Until",
    "WriteAccount",
    "WriteExpected",
    "WriteOutputs",
    "Zip",
]


class Scope(StrEnum):
    """Which record of votes is read."""

    AUTO = "auto"
    HISTORY = "history"
    EMBEDDED = "embedded"


class Replicated(StrEnum):
    """Which records are run anew."""

    EMBEDDED = "embedded"
    HISTORY = "history"
    ALL = "all"


class Grouping(StrEnum):
    """What a period is."""

    YEAR = "year"
    MONTH = "month"
    SESSION = "session"
    ALL = "all"


class Body(StrEnum):
    """A body of the United Nations."""

    GA = "GA"
    SC = "SC"


class Absence(StrEnum):
    """What an absence says of a state's ideal point."""

    IGNORED = "ignored"
    HURDLE = "hurdle"


class Prior(StrEnum):
    """What an issue's ideal points are drawn towards."""

    NONE = "none"
    GLOBAL = "global"


class Edition(StrEnum):
    """For whom a lesson is made."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    BOTH = "both"


def _record(words: str) -> Any:
    return typer.Option("--record", help=words)


def _out(words: str, **limits: Any) -> Any:
    return typer.Option("--out", help=words, **limits)


def _write(words: str) -> Any:
    return typer.Option("--write", help=words)


def _draws(words: str, least: int | None = None, most: int | None = 1_000_000) -> Any:
    return typer.Option("--draws", min=least, max=most, help=words)


def _seed(least: int | None = 0, most: int | None = 2**63 - 1) -> Any:
    return typer.Option("--seed", min=least, max=most, help="Seed of the draws.")


_COUNTRY = typer.Option(
    "--country",
    help="The state studied (ISO3 code). `report` takes several, or ALL for every state that "
    "voted before and after the event.",
)
_RIVAL = typer.Option("--rival", help="The state it is compared with. `report` takes several.")
_EVENT = typer.Option("--event", help='First day of "after". `report` takes several.')

# What is printed
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

# Which votes
Record = Annotated[Scope, _record("Which record of votes to read.")]
RecordOfStudy = Annotated[Scope | None, _record("Which record of votes to read.")]
ReplicatedRecord = Annotated[Replicated, _record("Which record; all is every one that is here.")]
Groupings = Annotated[Grouping, typer.Option("--by", help="What a period is.")]
Start = Annotated[str | None, typer.Option("--start", help="First day, such as 2019-01-01.")]
End = Annotated[str | None, typer.Option("--end", help="Last day.")]
Issue = Annotated[str | None, typer.Option("--issue", help="An issue code, such as ukraine.")]
Bodies = Annotated[Body, typer.Option("--body", case_sensitive=False, help="Assembly or Council.")]
Paragraphs = Annotated[
    bool,
    typer.Option(
        "--paragraphs/--no-paragraphs",
        help="Whether votes on paragraphs and amendments count, or only those on whole texts, "
        "as in the published series by year.",
    ),
]

# Ideal points
States = Annotated[
    list[str] | None,
    typer.Option("--state", help="A state by ISO3 code or name; repeat for several. Default: all."),
]
Anchor = Annotated[str, typer.Option("--anchor", help="The state whose side is positive.")]
Absences = Annotated[
    Absence,
    typer.Option(
        "--absence", help="With hurdle, whether a state attends may depend on its ideal point."
    ),
]
Priors = Annotated[
    Prior,
    typer.Option(
        "--prior", help="With global, an issue's points are drawn towards those of other texts."
    ),
]

# The study
Country = Annotated[str | None, _COUNTRY]
Countries = Annotated[list[str] | None, _COUNTRY]
Rival = Annotated[str | None, _RIVAL]
Rivals = Annotated[list[str] | None, _RIVAL]
Event = Annotated[str | None, _EVENT]
Events = Annotated[list[str] | None, _EVENT]
Before = Annotated[
    str | None,
    typer.Option(
        "--before", help='First day of "before"; with --event alone, four years before the event.'
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", help='Last day of "after"; with --event alone, four years after the event.'
    ),
]
Allies = Annotated[
    list[str] | None,
    typer.Option("--ally", help="An alliance, such as NATO or FIVE_EYES; repeat for several."),
]
Friend = Annotated[str | None, typer.Option("--friend", help="A further state shown beside them.")]
Level = Annotated[float | None, typer.Option("--level", help="Coverage of intervals.")]

# Draws
#: Of a study: it knows its own limits, whether numbers come from a flag or a file.
DrawsOfStudy = Annotated[int | None, _draws("Bootstrap and permutation draws.", most=None)]
KeptDraws = Annotated[int, _draws("Draws kept per chain.")]
Chains = Annotated[int, typer.Option("--chains", max=64, help="Chains.")]
Warmup = Annotated[
    int, typer.Option("--warmup", help="Sweeps per chain before the first draw is kept.")
]
Thin = Annotated[int, typer.Option("--thin", help="Sweeps per draw kept.")]
Dimensions = Annotated[int, typer.Option("--dimensions", min=1, max=2, help="1, or 2 for a plane.")]
Seed = Annotated[int, _seed()]
SeedOfStudy = Annotated[int | None, _seed(None, None)]

# Where results go, and how they are made
Csv = Annotated[Path | None, _out("Write the ideal points to a CSV file.")]
ReportFolder = Annotated[
    Path | None,
    _out("Folder of the report; of several reports, the folder that receives theirs."),
]
CourseFolder = Annotated[Path | None, _out("Folder; default reports/course.")]
SlidesFolder = Annotated[Path | None, _out("Folder; default reports/course/slides.")]
PackFolder = Annotated[Path | None, _out("Folder; default reports/course/pack.")]
MarksFolder = Annotated[Path | None, _out("For the marks; default FOLDER-marks, beside it.")]
AtlasFolder = Annotated[Path | None, _out("Folder; default reports/atlas.", file_okay=False)]
Zip = Annotated[Path | None, _out("The zip; default dist/unshift-VERSION.zip.")]
WriteExpected = Annotated[
    bool, _write("Make reports/expected.json from what is found, for study.yml.")
]
WriteOutputs = Annotated[
    bool, _write("Write the list to reports/outputs.csv and into docs/outputs.md.")
]
WriteAccount = Annotated[bool, _write("Put the tables into data/README.md.")]
FinishedReports = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        help="A finished report that the list is compared with; repeat for several. Default those "
        "that study.yml names, on the history and on the embedded record, where they are there.",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Notebooks run at once.")]
Lessons = Annotated[
    list[int] | None,
    typer.Option("--lesson", help="A lesson's number; repeat for several. Default all."),
]
Editions = Annotated[Edition, typer.Option("--edition", help="For whom.")]
To = Annotated[
    Path | None, typer.Option("--to", help="Folder to file them in; default that of downloads.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
