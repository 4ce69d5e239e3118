"""The studies that a command line asks for: one from a file and flags, or many from a table."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from analysis.commands.shared.dates import study_by_flags
from analysis.errors import UsageError
from analysis.files import read_plain
from analysis.record.states import as_code
from analysis.rollcalls import RollCalls
from analysis.shift.quantities import check_study
from analysis.study import Study

__all__ = [
    "EVERY",
    "check_friend",
    "row_of",
    "studies_by_flags",
    "studies_in_table",
    "studies_of_all",
]

#: Bytes of a table of studies.
LARGEST = 16 << 20

NAMES = tuple(f.name for f in fields(Study))
WHOLE = ("draws", "seed")
#: In the place of a country: every state that the record can answer for.
EVERY = "ALL"


def check_friend(friend: str | None, others: Sequence[str | None]) -> None:
    """Refuse a friend that is one of the states it is shown beside, where flags name both.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_friend("ISR", ["FRA", None])
    >>> check_friend("ISR", ["FRA", "isr"])
    Traceback (most recent call last):
    analysis.errors.UsageError: ISR would be shown beside itself (--friend): name another state
    """
    known = {as_code(other) for other in others if other}
    if friend and (code := as_code(friend)) in known:
        raise UsageError(f"{code} would be shown beside itself", "--friend", "name another state")


def studies_by_flags(
    base: Study,
    country: Sequence[str] = (),
    rival: Sequence[str] = (),
    event: Sequence[str] = (),
    friend: str | None = None,
    **flags: Any,
) -> list[Study]:
    """Make a study for every combination of the countries, rivals and events given.

    Parameters
    ----------
    base : Study
        What no flag says of its own country; see `analysis.commands.shared.dates.study_by_flags`.
    country, rival, event : sequence of str
        None of them leaves what `base` says.
    friend, flags
        As `analysis.commands.shared.dates.study_by_flags` takes them.

    Examples
    --------
    >>> none = {"before": None, "until": None, "ally": []}
    >>> made = studies_by_flags(Study(), ["HUN", "FRA"], event=["2022-02-24"], **none)
    >>> [(study.country, str(study.before)) for study in made]
    [('HUN', '2018-02-24'), ('FRA', '2018-02-24')]
    """
    given: list[Sequence[str | None]] = [names or [None] for names in (country, rival, event)]
    return [
        study_by_flags(
            base,
            country=state,
            rival=other,
            event=day,
            friend=friend,
            **flags,
        )
        for state, other, day in itertools.product(*given)
    ]


def studies_of_all(
    rollcalls: RollCalls, make: Callable[[list[str]], list[Study]]
) -> tuple[list[Study], dict[str, str]]:
    """Make the studies of every state that voted before and after the event.

    Parameters
    ----------
    rollcalls : RollCalls
    make : callable
        Makes the studies of a list of states.

    Returns
    -------
    studies : list of Study
        In the order of the codes.
    left_out : dict of str to str
        Why a state has none.

    Raises
    ------
    UsageError
        If no state is left.
    """
    studies: list[Study] = []
    left_out: dict[str, str] = {}
    for state in sorted(rollcalls.states.index):
        try:
            made = make([state])
            for study in made:
                check_study(rollcalls, study)
        except UsageError as error:
            left_out[state] = str(error)
        else:
            studies += made
    if not studies:
        why = next(iter(left_out.values()), "the record holds no state")
        raise UsageError(f"no state can be studied: {why}", "--country ALL")
    return studies, left_out


def studies_in_table(
    path: Path, base: Study, flags: Callable[[Study], Study] = lambda study: study
) -> list[Study]:
    """Read a table of studies, every row of which is checked.

    Parameters
    ----------
    path : Path
        CSV; columns are parameters of a study, alliances separated by spaces. An empty cell
        takes what `base` says, or for another country what `analysis.shift.company` says; an
        event alone has four years on either side.
    base : Study
    flags : callable
        Changes each study by what the command line says.

    Returns
    -------
    list of Study
        In the order of the rows.

    Raises
    ------
    UsageError
        With file, row (as in a spreadsheet, the names being row 1) and column.
    """
    try:
        with _opened(path) as stream:
            rows = list(csv.reader(stream, strict=True))
    except OSError as error:
        raise UsageError(
            f"no studies: {error.strerror}", path.name, "name a CSV file with --studies"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError("this is not a CSV table", path.name, str(error)) from None
    head = [name.strip() for name in rows[0]] if rows else []
    for name in head:
        if name not in NAMES:
            raise UsageError(
                f"unknown column {name!r}", f"{path.name}, row 1", f"known: {', '.join(NAMES)}"
            )
        if head.count(name) > 1:
            raise UsageError(
                f"column {name!r} stands twice", f"{path.name}, row 1", "leave one of them out"
            )
    made = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{path.name}, row {number}"
        if len(cells) != len(head):
            raise UsageError(
                f"{len(cells)} cells for {len(head)} columns", where, "quote cells with commas"
            )
        row = {k: v.strip() for k, v in zip(head, cells, strict=True) if v.strip()}
        try:
            made.append(flags(_study(base, row)))
        except UsageError as error:
            column = next((f", column {k}" for k in row if error.what.startswith(k)), "")
            raise UsageError(error.what, where + column, error.todo) from None
    if not made:
        raise UsageError("no studies", path.name, "write one a row, below a row of names")
    return made


def row_of(path: Path) -> Callable[[int], str]:
    """Return what names the row of a study, given its position among those that were read."""
    with _opened(path) as stream:
        rows = [
            number
            for number, cells in enumerate(csv.reader(stream), start=1)
            if number > 1 and any(cell.strip() for cell in cells)
        ]
    return lambda i: f"{path.name}, row {rows[i]}"


def _study(base: Study, row: Mapping[str, str]) -> Study:
    values: dict[str, Any] = dict(row)
    for name in WHOLE:
        if name in values:
            values[name] = _number(values[name], int)
    if "level" in values:
        values["level"] = _number(values["level"], float)
    allies = re.split(r"[\s;,]+", values.pop("allies", ""))
    friend = values.pop("friend", None)
    if "window_names" in values:  # a name may have blanks and commas in it
        values["window_names"] = [name.strip() for name in values["window_names"].split(";")]
    return study_by_flags(
        base,
        event=values.pop("event", None),
        before=values.pop("before", None),
        until=values.pop("until", None),
        ally=[name for name in allies if name],
        friend=friend,
        **values,
    )


def _number(text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:  # the study says what is wrong with it
        return text


def _opened(path: Path) -> io.StringIO:
    """Read a table of studies whole, which is a plain file of some megabytes at most."""
    return io.StringIO(read_plain(path, LARGEST).decode("utf-8-sig"), newline="")
