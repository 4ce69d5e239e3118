"""Hostile files that commands are pointed to: studies, tables of them, reports, notebooks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from analysis.course.editions.pack import read_class
from analysis.course.marking.sheets import OPEN, read_points
from analysis.paths import ROOT
from analysis.reporting.press.page.assets import data_script

from .damage import BYTES, NO_FILES, lay
from .promise import Case, command, library

__all__ = ["classes", "notebooks", "pages", "reports", "studies", "tables"]

STUDY = (ROOT / "study.yml").read_bytes()
#: A study by itself each.
YAML = {
    "aliases that unfold": "a: &a [x]\n"
    + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnopqrstu")),
    "nested lists": "country: " + "[" * 30_000,
    "nested maps": "{a: " * 30_000,
    "nested by indentation": "".join(" " * i + f"k{i}:\n" for i in range(300)),
    "a tag of Python": "country: !!python/object/apply:os.system ['true']\n",
    "a merge": "<<: {country: USA}\n",
    "two documents": "country: USA\n---\ncountry: RUS\n",
    "a key twice": "country: USA\ncountry: RUS\n",
    "a list": "- USA\n",
    "a number": "7\n",
    "null": "null\n",
    "a key that is a list": "? [a, b]\n: 1\n",
    "a key that is a number": "1: 2\n",
    "an unknown name": "nation: USA\n",
    "a tab": "country:\n\tUSA\n",
    "a day that is none": "event: 2025-02-30\n",
    "a moment": "event: 2025-01-20 25:61:00\n",
    "a day in sexagesimal": "draws: 190:20:30\n",
    "infinite": "level: .inf\n",
    "not a number": "level: .nan\n",
    "a truth": "draws: true\n",
    "binary": "country: !!binary aGVsbG8=\n",
    "a set": "allies: !!set {NATO}\n",
    "5,000 digits": "draws: " + "9" * 5000 + "\n",
    "5,000 hexadecimal digits": "draws: 0x" + "f" * 5000 + "\n",
    "an alliance that is none": "allies: [NOSUCH]\n",
    "allies without end": "allies: [" + "NATO, " * 9000 + "]\n",
    "a state that is none": "country: ZZZ\n",
    "the same two": "country: USA\nrival: USA\n",
    "a name with escapes": 'window_names: ["\\e[2J", "a", "b"]\n',
    "a name with a break": 'window_names: ["a\\nb", "c", "d"]\n',
    "a name of markup": 'window_names: ["#read(\\"/etc/passwd\\")", "$x", "*"]\n',
    "event before before": "event: 2020-01-20\nbefore: 2021-01-20\n",
    "until before event": "until: 2024-01-01\n",
    "years from another age": "event: 1066-10-14\n",
    "a record that is none": "record: moon\n",
    "an issue that is none": "issue: nosuch\n",
    "an issue with a path": "issue: ../../x\n",
}


def studies(seed: int) -> Iterator[Case]:
    """`report --study`, which makes its plan and nothing else."""
    made = [(kind, "text", text.encode()) for kind, text in YAML.items()]
    for number, (kind, damage) in enumerate(BYTES.items()):
        for again in range(2):
            rng = random.Random(seed * 100 + 2 * number + again)
            made.append((kind, f"damage {again + 1}", damage(STUDY, rng)))
    everything = [*made, *((kind, "no file", lay_there) for kind, lay_there in NO_FILES.items())]
    for kind, name, what in everything:
        yield Case(
            "study files",
            kind,
            name,
            lambda folder: command(
                "report", "--study", folder / "s.yml", "--record", "embedded", "--plan",
                folder / "p.json",
            ),
            lambda folder, what=what: lay(folder / "s.yml", what),
        )  # fmt: skip


def tables(seed: int) -> Iterator[Case]:
    """`report --studies` and `replicate --expected`."""
    table = b"country,rival,event\nUSA,RUS,2025-01-20\nFRA,RUS,2025-01-20\n"
    for number, (kind, damage) in enumerate(BYTES.items()):
        what = damage(table, random.Random(seed + number))
        yield _table(kind, what)
    for kind, lay_there in NO_FILES.items():
        yield _table(kind, lay_there)
        yield _expected(kind, lay_there)
    held = (ROOT / "reports" / "expected.json").read_bytes()
    for kind in ("empty", "cut", "noise", "NUL bytes", "UTF-16", "packed", "a web page"):
        yield _expected(kind, BYTES[kind](held, random.Random(seed)))
    for kind, text in {
        "a list": "[]", "a number": "1", "nothing known": "{}", "nested": "[" * 200_000,
        "5,000 digits": "9" * 5000, "null": "null", "a study that is none": '{"study": 1}',
        "a study of lists": '{"study": {"country": []}, "records": {}}',
    }.items():  # fmt: skip
        yield _expected(kind, text.encode())


def _table(kind: str, what: object) -> Case:
    return Case(
        "tables of studies",
        kind,
        "studies.csv",
        lambda folder: command(
            "report", "--studies", folder / "t.csv", "--record", "embedded", "--plan",
            folder / "p.json",
        ),
        lambda folder: lay(folder / "t.csv", what),
    )  # fmt: skip


def _expected(kind: str, what: object) -> Case:
    # a record that is not here ends the command before anything is run anew
    return Case(
        "expected numbers",
        kind,
        "expected.json",
        lambda folder: command("replicate", "--expected", folder / "e.json", "--record", "history"),
        lambda folder: lay(folder / "e.json", what),
    )


MANIFESTS = {
    "a list": [],
    "a number": 1,
    "nothing known": {},
    "notebooks are a number": {"notebooks": 1, "files": []},
    "files are a number": {"notebooks": [], "files": 1},
    "files climb": {"notebooks": [], "files": ["../../x"], "key": "k"},
    "a notebook without a hash": {"notebooks": [{"name": "a"}], "files": []},
    "a name with NUL": {"notebooks": [], "files": ["a\0b"]},
    "a surrogate": {"notebooks": [], "files": ["\ud800"]},
    "null": None,
}


def reports(seed: int) -> Iterator[Case]:
    """Finished reports that are none: `findings`, `archive`, `outputs`."""
    whole = json.dumps({"key": "k", "notebooks": [], "files": ["manifest.json"], "outputs": []})
    made: list[tuple[str, object]] = [(k, json.dumps(v).encode()) for k, v in MANIFESTS.items()]
    made += [("nested", b"[" * 200_000), ("5,000 digits", b"9" * 5000)]
    made += [
        (k, BYTES[k](whole.encode(), random.Random(seed)))
        for k in ("empty", "cut", "noise", "NUL bytes", "UTF-16", "packed", "a web page")
    ]
    made += list(NO_FILES.items())
    for kind, what in made:
        for name, words in {
            "findings": ("findings", "r"),
            "archive": ("archive", "r", "--allow-dirty", "--out", "z.zip"),
            "outputs": ("outputs", "--report", "r"),
            "moved": ("moved", "r", "r"),
        }.items():

            def prepare(folder: Path, what=what) -> None:
                (folder / "r").mkdir()
                lay(folder / "r" / "manifest.json", what)

            yield Case(
                "finished reports",
                kind,
                name,
                lambda folder, words=words: command(*words),
                prepare,
            )


def notebooks(seed: int) -> Iterator[Case]:
    """`course check` on files that are no notebooks of the course."""
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    made: list[tuple[str, object]] = [
        (k, json.dumps(v).encode())
        for k, v in {
            "no cells": book,
            "a cell without an id": {**book, "cells": [{**cell, "execution_count": None}]},
            "ids twice": {
                **book, "cells": [{**cell, "execution_count": None, "id": "a"}] * 2
            },
            "a cell of another type": {**book, "cells": [{**cell, "cell_type": "x", "id": "a"}]},
            "cells are a number": {**book, "cells": 1},
            "a source that is a number": {**book, "cells": [{**cell, "source": 1, "id": "a"}]},
            "a surrogate": {**book, "cells": [{**cell, "source": "\ud800", "id": "a"}]},
            "an older format": {**book, "nbformat": 2},
            "a format to come": {**book, "nbformat": 99},
            "metadata is a list": {**book, "metadata": []},
            "a list": [],
            "null": None,
        }.items()
    ]  # fmt: skip
    made += [("nested", b"[" * 200_000), ("5,000 digits", b'{"nbformat": ' + b"9" * 5000 + b"}")]
    for number, (kind, damage) in enumerate(BYTES.items()):
        made.append((kind, damage(json.dumps(book).encode(), random.Random(seed + number))))
    made += list(NO_FILES.items())
    for kind, what in made:

        def prepare(folder: Path, what=what) -> None:
            (folder / "students").mkdir()
            lay(folder / "students" / "lesson-1.ipynb", what)

        yield Case(
            "students' notebooks",
            kind,
            "lesson-1.ipynb",
            lambda folder: command("course", "check", folder / "students"),
            prepare,
        )


def classes(seed: int) -> Iterator[Case]:
    """Lists of a class for `course pack`, and sheets that a marker filled in."""
    sheet = b"notebook,exercise,points,remark\nlesson-1.ipynb,1.2,2,good\na.ipynb,1.2,1.5,\n"
    students = b"student,group\nAda Lovelace,1\nGrace Hopper,2\n"
    for title, whole, read in (
        ("class.csv", students, lambda folder: read_class(folder / "class.csv")),
        (OPEN, sheet, lambda folder: _finite(read_points(folder))),
    ):
        made = [
            (kind, damage(whole, random.Random(seed + number)))
            for number, (kind, damage) in enumerate(BYTES.items())
        ]
        for kind, what in [*made, *NO_FILES.items()]:
            yield Case(
                "lists and sheets of a class",
                kind,
                title,
                lambda folder, read=read: library(lambda: read(folder)),
                lambda folder, title=title, what=what: lay(folder / title, what),
            )


def _finite(points: dict[tuple[str, str], tuple[float | None, str]]) -> None:
    for given, _ in points.values():
        if given is not None and not abs(given) < 1e6:
            raise ValueError(f"points: {given}")


TITLES = {
    "an end of a script": "</script><script>alert(1)</script>",
    "a comment": "<!--<script>",
    "an end of a comment": "-->",
    "a section": "]]>",
    "an entity": "&lt;script&gt;",
    "a line of another kind": "a\u2028b\u2029c",
    "quotation marks": "\"'`\\",
    "a template": "${alert(1)} {{7*7}}",
    "NUL": "a\0b",
    "a surrogate": "\ud800",
    "the other direction": "\u202egnp.exe",
    "a prototype": "__proto__",
    "long": "x" * 1_000_000,
    "5,000 digits": "9" * 5000,
}


def pages(seed: int) -> Iterator[Case]:
    """Titles of roll calls in the data of the report's page."""
    for kind, title in TITLES.items():
        for name, value in {
            "a value": [{"id": "fig", "rows": [[title, 1]]}],
            "a name": [{title: {"id": title}}],
        }.items():
            yield Case(
                "the page's data",
                kind,
                name,
                lambda folder, value=value: library(lambda: _harmless(value)),
            )


def _harmless(value: list[object]) -> None:
    start, end = '<script type="application/json" id="live-data">', "</script>"
    element = data_script(value)
    element.encode("utf-8")
    within = element.removeprefix(start).removesuffix(end)
    if len(within) != len(element) - len(start + end) or set("<>&\u2028\u2029") & set(within):
        raise ValueError("the element is ended by what it holds")
    if json.loads(within) != value:
        raise ValueError("the page gets other data")
