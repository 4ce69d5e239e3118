"""The work of one job each: a record described, a notebook executed, a report printed.

Every job writes its result whole, or nothing. What goes wrong is kept beside it, in one line and
with the traceback in the job's log, so that one study's failure can be told when all is over.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.files import throw_away, whole_file
from analysis.record.planned import VARIABLE, reading, write_planned
from analysis.reporting.run.place import put_in_place
from analysis.reporting.run.plan import Plan
from analysis.reporting.run.reach import imported_by

__all__ = [
    "Progress",
    "describe_record",
    "execute",
    "print_study",
    "make_ready",
    "told_in",
    "warm_up",
]

#: Called with the name of a job, what is done of it and what there is to do.
Progress = Callable[[str, int, int], None]


def told_in(events: Path) -> Progress:
    """Tell progress in a file, a line each, for jobs in processes of their own."""

    def told(job: str, done: int, total: int) -> None:
        line = json.dumps({"job": job, "done": done, "total": total}) + "\n"
        with suppress(OSError), events.open("a", encoding="utf-8") as stream:
            stream.write(line)

    return told


def describe_record(plan: Plan, key: str, tell: Progress) -> None:
    """Join the record, which fills the cache, and write what it holds.

    Parameters
    ----------
    plan : Plan
    key : str
        Of the record.
    tell : callable
        Is told of progress.
    """
    from analysis.reporting.run.manifest import described
    from analysis.rollcalls.load import load_rollcalls

    with _job(plan, key):
        record = plan.records[key]
        with reading(record.files):
            about = described(load_rollcalls(record.name))
        _write(plan.file("record", key), about)
        tell(key, 1, 1)


def execute(plan: Plan, name: str, tell: Progress) -> None:
    """Execute a notebook; a copy that is not complete is kept among what failed."""
    from analysis.reporting.run.execute import run_notebook

    run, target, partial = plan.runs[name], plan.file("run", name), plan.file("partial", name)
    with _job(plan, name):
        warm_up(plan)
        files, listed = plan.records[run.record].files, plan.file("files", run.record)
        write_planned(files, listed)
        for path in (target, partial, plan.file("log", name)):
            path.parent.mkdir(parents=True, exist_ok=True)
        with reading(files):  # says in one line, before the notebook runs, if one has changed
            run_notebook(
                Path(run.notebook),
                run.parameters,
                partial,
                lambda _, done, total: tell(name, done, total),
                plan.file("log", name),
                {VARIABLE: str(listed)},
            )
        partial.replace(target)


def make_ready(plan: Plan, jobs: int) -> None:
    """Import what printing needs while the process that kernels are forked from imports its own.

    Before any job begins: two threads that import at once can meet modules half imported.
    """
    with suppress(Exception):  # the job that needs it will say what is wrong
        if any(not plan.file("run", name).is_file() for name in plan.runs):
            warm_up(plan, max(1, (os.cpu_count() or 1) // jobs))
        import_module("analysis.reporting.press.printing")
        import_module("analysis.figures.dress.typeface").font_face()


_LOCK = threading.Lock()


def warm_up(plan: Plan, threads: int | None = None) -> None:
    """Let the kernels to come begin with what those notebooks import that are to run.

    Once in a process: what a first call has begun with stays, and the notebook imports the rest.

    Parameters
    ----------
    plan : Plan
    threads : int, optional
        See `analysis.reporting.run.kernels.warm`.
    """
    from analysis.reporting.run.kernels import warm

    due = {r.notebook for name, r in plan.runs.items() if not plan.file("run", name).is_file()}
    with _LOCK:
        warm(_modules(tuple(sorted(due))), threads)


@cache
def _modules(notebooks: tuple[str, ...]) -> list[str]:
    return sorted({name for path in notebooks for name in imported_by(Path(path))})


def print_study(plan: Plan, name: str, tell: Progress) -> None:
    """Print the report of a study and put its folder in place, then write the stamp."""
    # What typesets takes long to import; the first notebook need not wait for it.
    from analysis.reporting.press.printing import print_report
    from analysis.reporting.run.execute import read_executed
    from analysis.reporting.run.manifest import manifest
    from analysis.study import Study

    report = plan.reports[name]
    target, study = Path(report.target), Study(**report.study)
    with _job(plan, name):
        tell(name, 0, 1)
        begun = time.perf_counter()
        about = json.loads(plan.file("record", report.record).read_text(encoding="utf-8"))
        place = plan.file("report", name).parent
        place.mkdir(parents=True, exist_ok=True)
        with throw_away(place) as folder:
            work = Path(folder) / target.name
            work.mkdir()
            runs = []
            for run in report.runs:
                copy = work / f"{plan.runs[run].stem}.ipynb"
                shutil.copyfile(plan.file("run", run), copy)
                runs.append(read_executed(copy.stem, copy))
            sources = [Path(plan.runs[run].notebook) for run in report.runs]
            made = manifest(study, about, runs, sources)
            written = print_report(
                study, made, [run.path for run in runs], work, target.name, _today()
            )
            _sign(written[-1], report.key)
            tell(name, 0, 1)  # a run that has been ended meanwhile puts nothing in place
            put_in_place(work, target)
        _write(plan.file("report", name), {"seconds": time.perf_counter() - begun})
        tell(name, 1, 1)


def _sign(path: Path, key: str) -> None:
    """Say in the manifest what the report was made from, and which files make it up."""
    about = json.loads(path.read_text(encoding="utf-8"))
    about["key"] = key
    folder = path.parent
    about["files"] = sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )
    _write(path, about)


def _today() -> datetime:
    """Return midnight of the day, or of ``SOURCE_DATE_EPOCH`` for builds to be repeated."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        part.write_text(text + "\n", encoding="utf-8")


@contextmanager
def _job(plan: Plan, name: str) -> Iterator[None]:
    """Log a job, and keep in one line why it failed."""
    log, failure = plan.file("log", name), plan.file("failure", name)
    begun = time.time()
    with suppress(OSError):
        failure.unlink()
    try:
        yield
    except BaseException as error:
        what, where, todo, kind = str(error) or type(error).__name__, name, "", "UnshiftError"
        if isinstance(error, UnshiftError):
            what, where, todo, kind = error.what, error.where, error.todo, type(error).__name__
        elif isinstance(error, OSError):
            what, where = f"{error.strerror or error}", error.filename or name
            todo = "see that there is room and leave to write, or name another folder with --out"
        else:
            what = f"{type(error).__name__}: {' '.join(what.split())[:300]}"
        with suppress(OSError):  # a full disk has no room for this either; the log of the graph has
            _write(failure, {"what": what, "where": where, "todo": todo, "kind": kind})
            _log(log, begun, traceback.format_exc())
        raise
    with suppress(OSError):
        _log(log, begun, "done\n")


def _log(path: Path, begun: float, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    when = datetime.fromtimestamp(begun, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{when}, {time.time() - begun:.1f} s: {text}")
