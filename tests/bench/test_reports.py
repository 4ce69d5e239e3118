"""Which reports are timed; how long one takes is not tested."""

from __future__ import annotations

import json
import sys

import pytest

from analysis.bench import reports
from analysis.bench.reports import measure_reports
from analysis.errors import UnshiftError

#: Notes what it was asked for, and leaves what a report leaves.
FAKE = """
import json, os, sys
from pathlib import Path
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
out = Path(given["--out"])
books = out.parent / ".unshift" / "notebooks"
(out).mkdir(parents=True, exist_ok=True)
books.mkdir(parents=True, exist_ok=True)
lacking = [n for n in ("03-agreement", "07-robustness") if not (books / f"{n}.k.ipynb").exists()]
for name in lacking:
    (books / f"{name}.k.ipynb").write_text("")
made = not (out / f"{out.name}.html").exists()
(out / f"{out.name}.html").write_text("")
with open(LOG, "a") as stream:
    cache = os.path.isdir(os.environ["UNSHIFT_CACHE"])
    row = [given.get("--country"), out.name, made, lacking, cache]
    stream.write(json.dumps(row) + "\\n")
"""


def test_each_report_is_asked_for_as_its_step_says(tmp_path, monkeypatch):
    log, told = tmp_path / "log", []
    fake = FAKE.replace("LOG", repr(str(log)))
    monkeypatch.setattr(reports, "COMMAND", (sys.executable, "-c", fake))
    rows = measure_reports("embedded", lambda done, total: told.append((done, total)))
    asked = [json.loads(line) for line in log.read_text().splitlines()]
    both = ["03-agreement", "07-robustness"]
    assert asked == [
        [None, "first", True, both, True],
        [None, "first", False, [], True],
        ["FRA", "second", True, [], True],
        [None, "first", True, ["03-agreement"], True],
        [None, "first", True, ["07-robustness"], True],
    ]
    assert told == [(k, 5) for k in range(1, 6)]
    assert [row["note"].split(";")[0] for row in rows[2:]] == ["FRA", *both]
    assert all(row["seconds"] > 0 for row in rows)
    # a start of Python takes some time of a processor, and no more than two of them have
    assert all(row["processor"] is None or 0 < row["processor"] < 60 for row in rows)
    forbidden = ["bytecode" in row["note"] for row in rows]
    assert forbidden == [sys.dont_write_bytecode] * len(rows)


def test_a_report_that_fails_says_why(monkeypatch):
    fails = "import sys; sys.exit('unshift: no room left')"
    monkeypatch.setattr(reports, "COMMAND", (sys.executable, "-c", fails))
    with pytest.raises(UnshiftError) as failed:
        measure_reports("embedded")
    assert failed.value.where == "report, from nothing"
