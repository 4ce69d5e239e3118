"""``unshift replicate``: rerun everything and compare every number with what is expected."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import console, counting, emit, say
from analysis.errors import UsageError
from analysis.files import check_place, throw_away
from analysis.paths import checkout

__all__ = ["replicate"]

#: Differences of a record that are printed.
SHOWN = 40


def replicate(
    record: opt.ReplicatedRecord = opt.Replicated.ALL,
    write: opt.WriteExpected = False,
    expected: Annotated[
        Path | None,
        typer.Option(
            "--expected", help="A file of expected numbers; default reports/expected.json."
        ),
    ] = None,
    jobs: opt.Jobs = 2,
    json: opt.Json = False,
) -> None:
    """Rerun the report and compare every number with the one expected; exit 1 if any differs."""
    from analysis.reporting.replicate import (
        EXPECTED,
        RECORDS,
        Expected,
        compare,
        read_expected,
        write_expected,
    )
    from analysis.study import load_study

    path = EXPECTED if expected is None else expected
    if write and expected is None:
        checkout()
    if write:
        check_place(path, "--expected")
    held = read_expected(path) if path.is_file() or not write else Expected(load_study())
    if write and held.study.changed(record="auto") != load_study().changed(record="auto"):
        held = Expected(load_study())
    results: list[dict[str, Any]] = []
    for name in RECORDS if record is opt.Replicated.ALL else (record.value,):
        study = held.study.changed(record=name)
        absent = _absent(name)
        if absent:
            count = len(held.numbers.get(name, {}))
            results.append({"record": name, "absent": absent, "not_compared": count})
            continue
        found, inputs = _rerun(study, jobs)
        other = sorted(k for k, v in held.inputs.get(name, {}).items() if inputs.get(k) != v)
        other += sorted(k for k in inputs if k not in held.inputs.get(name, {}))
        differences = compare(held.numbers.get(name, {}), found)
        results.append(
            {
                "record": name,
                "compared": len(held.numbers.get(name, {})),
                "other_files": other,
                "differences": [vars(d) for d in differences],
            }
        )
        if write:
            held.numbers[name], held.inputs[name] = found, inputs
    if write:
        write_expected(held, path)
    differ = any(r.get("differences") for r in results)
    if json:
        emit({"expected": str(path), "written": write, "same": not differ, "records": results})
    else:
        for result in results:
            _tell(result, write)
        if write:
            say(f"Written: {path}")
    if differ and not write:
        raise typer.Exit(1)


def _absent(record: str) -> str:
    """Say why a record is not here; nothing if it is."""
    from analysis.rollcalls.load import load_rollcalls

    try:
        load_rollcalls(record)
    except UsageError as error:
        return str(error)
    return ""


def _rerun(study: Any, jobs: int) -> tuple[dict[str, tuple[float, float]], dict[str, str]]:
    """Make the report in a folder that is not kept; return its numbers and its inputs."""
    from analysis.reporting.replicate import numbers_of
    from analysis.reporting.run.build import build_report, report_notebooks

    what = f"running everything on the {study.record} record"
    parts = len(report_notebooks()) + 2  # the record before them, the report after them
    ended: set[str] = set()
    with (
        throw_away() as folder,
        counting(what, "parts") as progress,
    ):
        if not console.is_terminal:
            console.print(what, markup=False)

        def heard(job: str, done: int, total: int) -> None:
            if done == total:
                ended.add(job)
                progress(len(ended), parts)

        progress(0, parts)
        made = build_report(study, Path(folder) / "report", jobs, heard)
        numbers = numbers_of(sorted(made.folder.glob("*.ipynb")))
        return numbers, {Path(i["path"]).name: i["sha256"] for i in made.manifest["inputs"]}


def _tell(result: dict[str, Any], written: bool) -> None:
    """Print what came of one record; what has just been written is not listed number by number."""
    name = result["record"]
    if "absent" in result:
        say(f"{name}: {result['not_compared']:,} numbers could not be compared: {result['absent']}")
        return
    differences = result["differences"]
    files = ", ".join(result["other_files"])
    if files:
        say(f"{name}: the files are not those the expected numbers were made from ({files})")
    if not differences:
        say(f"{name}: {result['compared']:,} numbers, all as expected")
        return
    say(f"{name}: {result['compared']:,} numbers expected, {len(differences):,} differences")
    if written:
        return
    rows = [("number", "expected", "found", "tolerance")]
    rows += [
        (d["name"], _text(d["expected"]), _text(d["found"]), _text(d["tolerance"]))
        for d in differences[:SHOWN]
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        first, *rest = (text.ljust(w) if i == 0 else text.rjust(w)
                        for i, (text, w) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        say("  ".join(["", first, *rest]).rstrip())
    if len(differences) > SHOWN:
        say(f"  and {len(differences) - SHOWN:,} more; --json prints them all")


def _text(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
