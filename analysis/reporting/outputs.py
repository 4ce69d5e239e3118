"""Which figure and table each notebook makes, and the function it comes from.

``reports/outputs.csv`` lists them, as finished reports hold them. A report is refused if it lacks
one of the listed outputs that its notebooks always make.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.files import whole_file
from analysis.paths import REPORTS, shown

__all__ = [
    "ALWAYS",
    "LIST",
    "SOMETIMES",
    "Output",
    "check_outputs",
    "listed_as",
    "read_outputs",
    "updated",
    "write_outputs",
]

LIST = REPORTS / "outputs.csv"
ALWAYS, SOMETIMES = "always", "where it applies"


@dataclass(frozen=True)
class Output:
    """A figure or table that a notebook makes.

    Attributes
    ----------
    label : str
        With a star where a part of it differs from study to study.
    kind : {"figure", "table"}
    notebook : str
    made : {"always", "where it applies"}
        The latter if a finished report had none.
    program : str
        The functions of `analysis` that made it, separated by commas; by its stamp, or, of what
        has none, as it was listed.
    """

    label: str
    kind: str
    notebook: str
    made: str
    program: str


def listed_as(label: str, notebook: str, listed: Sequence[Output]) -> Output | None:
    """Find an output in the list; None if it is not there.

    Examples
    --------
    >>> rows = [Output("fig-year-*", "figure", "01-record", SOMETIMES, "")]
    >>> listed_as("fig-year-1999", "01-record", rows) == rows[0]
    True
    """
    here = [output for output in listed if output.notebook == notebook]
    same = [output for output in here if output.label == label]
    return next(iter(same + [o for o in here if fnmatchcase(label, o.label)]), None)


def updated(listed: Sequence[Output], reports: Sequence[Mapping[str, Any]]) -> list[Output]:
    """Bring a list up to date with finished reports.

    Parameters
    ----------
    listed : sequence of Output
        A line that no report has any more stays if it is made where it applies: whether it would
        be made again cannot be seen.
    reports : sequence of mapping
        Manifests; ``outputs`` lists kind, label, notebook and program.

    Returns
    -------
    list of Output
        By notebook, in the order in which they stand.
    """
    found = list(listed)
    for about in reports:
        place, here = -1, {book["name"] for book in about["notebooks"]}
        seen: set[Output] = set()
        for item in about["outputs"]:
            old = listed_as(item["label"], item["notebook"], found)
            if old is None:
                everywhere = all(_has(other, item) for other in reports)
                made = ALWAYS if everywhere else SOMETIMES
                new = Output(item["label"], item["kind"], item["notebook"], made, item["program"])
                place = place + 1 if _notebook(found, place) == new.notebook else len(found)
                found.insert(place, new)
            else:
                place = found.index(old)
                new = replace(old, kind=item["kind"], program=item["program"])
                found[place] = new
            seen.add(new)
        found = [
            replace(o, made=SOMETIMES) if o.notebook in here and o not in seen else o for o in found
        ]
    return sorted(found, key=lambda output: output.notebook)


def _has(about: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return any(item["label"] == other["label"] for other in about["outputs"])


def _notebook(found: Sequence[Output], place: int) -> str:
    return found[place].notebook if place >= 0 else ""


def read_outputs(path: Path = LIST) -> list[Output]:
    """Read the list of outputs.

    Raises
    ------
    UnshiftError
        If it is not there or has other columns.
    """
    if not path.is_file():
        raise UnshiftError("no list of outputs", shown(path), "run `unshift outputs --write`")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    names = [f.name for f in fields(Output)]
    if not rows or rows[0] != names or any(len(row) != len(names) for row in rows):
        raise UnshiftError(
            f"the columns are not {', '.join(names)}", shown(path), "run `unshift outputs --write`"
        )
    return [Output(*row) for row in rows[1:]]


def write_outputs(outputs: Sequence[Output], path: Path = LIST) -> bool:
    """Write the list; return whether it changed."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([f.name for f in fields(Output)])
    writer.writerows(astuple(output) for output in outputs)
    text = stream.getvalue()
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
    return True


def check_outputs(made: Sequence[str], notebooks: Sequence[str], listed: Sequence[Output]) -> None:
    """See that a report has what the list says its notebooks always make.

    Parameters
    ----------
    made : sequence of str
        Labels.
    notebooks : sequence of str
        Names of the notebooks that were executed.
    listed : sequence of Output

    Raises
    ------
    UnshiftError
        If not; it names what is missing.
    """
    for name in notebooks:
        always = [o.label for o in listed if o.notebook == name and o.made == ALWAYS]
        missing = [label for label in always if label not in made]
        if missing:
            raise UnshiftError(
                f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} listed and not made",
                f"notebook {name}",
                f"correct the notebook, or take the line out of {shown(LIST)}",
            )
