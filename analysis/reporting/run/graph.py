"""Snakemake started on a plan, in a process of its own, and what it tells on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT
from analysis.reporting.run.plan import Plan

__all__ = ["Progress", "held", "run_graph"]

#: Called with the name of a job, what is done of it and what there is to do.
Progress = Callable[[str, int, int], None]
#: Seconds between looks at what the jobs have told.
PAUSE = 0.1
#: Seconds a cluster is given to cancel what was submitted.
PATIENCE = 20.0


@contextmanager
def held(plan: Plan) -> Iterator[list[int]]:
    """Keep the folders of a plan's reports from a second run, also if this one is killed.

    Yields
    ------
    list of int
        Descriptors; while a process has them open, the folders are held.

    Raises
    ------
    UsageError
        If another run holds one of them.
    """
    try:
        import fcntl
    except ImportError:  # not there on Windows; a second run is then not noticed
        yield []
        return
    with ExitStack() as stack:
        descriptors = []
        for target in sorted({report.target for report in plan.reports.values()}):
            path = Path(plan.work) / "locks" / Path(target).name
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = stack.enter_context(path.open("a"))
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(
                    "another run is making this report",
                    target,
                    "wait for it, or name another folder with --out",
                ) from None
            except OSError:  # a file system without locks
                continue
            descriptors.append(stream.fileno())
        yield descriptors


def run_graph(
    plan: Plan,
    jobs: int,
    progress: Progress,
    profile: Path | None = None,
    keep: Sequence[int] = (),
) -> None:
    """Make what a plan asks for; what fails is left out, and so is all that needs it.

    Parameters
    ----------
    plan : Plan
    jobs : int
        Notebooks executed at once; a profile has its own number.
    progress : callable
    profile : Path, optional
        A folder with a profile of snakemake, for a cluster.
    keep : sequence of int
        Descriptors that the graph's process keeps open (`held`).

    Raises
    ------
    UnshiftError
        If the graph itself could not be run.
    """
    work = Path(plan.work)
    folder = work / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as name:
        path, events = Path(name) / "plan.json", Path(name) / "events.jsonl"
        plan.write(path)
        events.touch()
        log = work / "logs" / "graph.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as stream:
            process = subprocess.Popen(
                _command(path, events, jobs, profile),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=work,  # receives snakemake's own notes
                env=os.environ | {"PYTHONPATH": os.pathsep.join(_paths())},
                pass_fds=tuple(keep),
                start_new_session=True,
            )
            try:
                _follow(process, events, progress)
            except BaseException:  # Ctrl-C: the graph is in a session of its own
                _end(process, PATIENCE if profile else 0.0)
                for kind in ("reports", "notebooks", "records"):
                    _tidy(work / kind)
                raise
    if process.returncode and not any(plan.file("failure", n).exists() for n in _jobs(plan)):
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "no word of why")
        raise UnshiftError(f"snakemake: {last[:200]}", str(log), "read the log")


def _command(plan: Path, events: Path, jobs: int, profile: Path | None) -> list[str]:
    """Write the command; in threads, a job costs no start of Python."""
    where = ["--profile", "none", "--workflow-profile", "none", "--cores", str(jobs)]
    warm = ["warm=1"]
    if profile is not None:
        where = ["--profile", str(profile.resolve()), "--workflow-profile", "none"]
        warm = []
    return [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")),
        *where,
        *("--force-use-threads", "--keep-going", "--nolock", "--rerun-incomplete"),
        *("--rerun-triggers", "input", "--scheduler", "greedy"),
        *("--config", f"plan={plan}", f"events={events}", *warm),
    ]


def _paths() -> list[str]:
    """Put the checkout before what the user's PYTHONPATH names."""
    return [str(ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _jobs(plan: Plan) -> list[str]:
    return [*plan.records, *plan.runs, *plan.reports]


def _follow(process: subprocess.Popen[bytes], events: Path, progress: Progress) -> None:
    with events.open(encoding="utf-8") as stream:
        rest = ""
        while True:
            ended = process.poll() is not None
            rest += stream.read()
            *lines, rest = rest.split("\n")
            for line in lines:
                with suppress(ValueError, KeyError, TypeError):  # two lines written into another
                    told: dict[str, Any] = json.loads(line)
                    progress(told["job"], told["done"], told["total"])
            if ended:
                return
            time.sleep(PAUSE)


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """End the graph with all its kernels; on a cluster, let it cancel its jobs first."""
    if patience:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tidy(folder: Path) -> None:
    """Throw away what a job that was ended had half written."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".part"):
                path.unlink(missing_ok=True)
