"""Every number of a report set against the number expected.

``reports/expected.json`` holds the numbers that the answer says and those in the cells of tables,
for the embedded record and for the history, each with its tolerance.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.files import read_json, whole_file
from analysis.paths import REPORTS, shown
from analysis.reporting.press.divide import ANSWER
from analysis.reporting.press.document import compose
from analysis.study import Study
from analysis.tables import MINUS

__all__ = [
    "EXPECTED",
    "RECORDS",
    "TOLERANCES",
    "Difference",
    "Expected",
    "Numbers",
    "compare",
    "numbers_in",
    "numbers_of",
    "read_expected",
    "write_expected",
]

EXPECTED = REPORTS / "expected.json"
RECORDS = ("embedded", "history")
#: Said in the file of expected numbers.
TOLERANCES = (
    "Each number has its tolerance beside it. A whole number must be the same; a number with "
    "decimals may differ by one in its last printed place, since processors and libraries round "
    "differently."
)
#: A number that stands by itself: no part of a date, a range of years or the symbol of a text.
_NUMBER = re.compile(
    rf"(?<![\w/.,\-\N{{EN DASH}}{MINUS}])(?P<sign>{MINUS}|-)?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?![\w/\-\N{EN DASH}]|[.,]\d)"
)
Numbers = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Difference:
    """A number that is not as expected.

    Attributes
    ----------
    name : str
        Such as "tbl-quantities, row 3, change, 1".
    expected, found : float or None
        None if the number is not there.
    tolerance : float
    """

    name: str
    expected: float | None
    found: float | None
    tolerance: float


@dataclass
class Expected:
    """Numbers that a study should give.

    Attributes
    ----------
    study : Study
    inputs : dict of record to dict of input file to SHA-256
    numbers : dict of record to dict of name to number and tolerance
    """

    study: Study
    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: dict[str, Numbers] = field(default_factory=dict)


def numbers_in(text: str) -> Iterator[tuple[float, float]]:
    """Yield the numbers of a text, each with its tolerance.

    Examples
    --------
    >>> list(numbers_in("−0.34 [−0.46, −0.23], 1,451 votes on A/RES/ES-11/7 of 2025-02-24"))
    [(-0.34, 0.01), (-0.46, 0.01), (-0.23, 0.01), (1451.0, 0.0)]
    """
    for match in _NUMBER.finditer(text):
        part = match["part"] or ""
        value = float(match["whole"].replace(",", "") + (f".{part}" if part else ""))
        yield -value if match["sign"] else value, 10.0 ** -len(part) if part else 0.0


def numbers_of(notebooks: Sequence[Path]) -> Numbers:
    """Collect the numbers of page one and those in tables of executed notebooks.

    Parameters
    ----------
    notebooks : sequence of Path

    Returns
    -------
    dict of name to number and tolerance
    """
    document = compose(notebooks)
    found: Numbers = {}

    def take(name: str, text: str) -> None:
        for place, number in enumerate(numbers_in(text), start=1):
            found[f"{name}, {place}"] = number

    answer = [p for p in document.parts if ANSWER in p.tags and p.kind == "prose"]
    for i, part in enumerate(answer, start=1):
        take(f"answer, paragraph {i}", part.text)
    for part in document.parts:
        if part.kind != "table":
            continue
        for i, cells in enumerate(part.about["rows"], start=1):
            for j, (head, text) in enumerate(zip(part.about["heads"], cells, strict=True), 1):
                # Two columns may be headed alike, such as the n of two estimates.
                again = part.about["heads"].index(head) + 1 != j or head != head.strip()
                column = f"{head.strip()} (column {j})" if again else head
                take(f"{part.about['label']}, row {i}, {column}", text)
    return found


def compare(
    expected: Mapping[str, tuple[float, float]], found: Mapping[str, tuple[float, float]]
) -> list[Difference]:
    """List the numbers that differ by more than their tolerance, or are on one side only.

    Examples
    --------
    >>> compare({"a": (0.33, 0.01), "b": (5, 0)}, {"a": (0.34, 0.01), "b": (6, 0)})
    [Difference(name='b', expected=5, found=6, tolerance=0)]
    """
    out = []
    for name, (value, tolerance) in expected.items():
        other = found.get(name, (None, 0.0))[0]
        # The slack is for 0.34 - 0.33, which is a little more than 0.01.
        if other is None or abs(other - value) > tolerance + 1e-9 * max(1.0, abs(value)):
            out.append(Difference(name, value, other, tolerance))
    new = [name for name in found if name not in expected]
    return out + [Difference(name, None, found[name][0], found[name][1]) for name in new]


def read_expected(path: Path = EXPECTED) -> Expected:
    """Read the numbers that are expected.

    Raises
    ------
    UnshiftError
        If the file is not there or does not hold what it should.
    """
    try:
        held: Any = read_json(path)
        expected = Expected(Study(**held["study"]))
        for record, part in held["records"].items():
            expected.inputs[record] = {str(k): str(v) for k, v in part["inputs"].items()}
            expected.numbers[record] = {
                str(k): (_finite(v), _finite(t)) for k, (v, t) in part["numbers"].items()
            }
    except OSError as error:
        raise UnshiftError(
            f"no expected numbers: {error.strerror}", shown(path), "restore the file from git"
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UnshiftError(
            "this does not hold expected numbers",
            shown(path),
            "restore the file from git, or make it with `unshift replicate --write`",
        ) from None
    return expected


def write_expected(expected: Expected, path: Path = EXPECTED) -> None:
    """Write the numbers that are expected, one a line."""
    records = []
    for record, numbers in expected.numbers.items():
        lines = ",\n".join(
            f"    {json.dumps(name, ensure_ascii=False)}: {json.dumps(list(number))}"
            for name, number in numbers.items()
        )
        inputs = json.dumps(expected.inputs.get(record, {}), ensure_ascii=False, indent=1)
        records.append(f'  "{record}": {{"inputs": {inputs},\n   "numbers": {{\n{lines}}}}}')
    study = json.dumps(expected.study.to_dict(), ensure_ascii=False)
    text = (
        f'{{"about": {json.dumps(TOLERANCES)},\n "study": {study},\n "records": {{\n'
        + ",\n".join(records)
        + "}}\n"
    )
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not math.isfinite(number := float(value)):
        raise ValueError
    return number
