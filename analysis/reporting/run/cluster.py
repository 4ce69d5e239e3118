"""Snakemake started on a plan, in a process of its own, and what it tells on the way.

What runs here is the extra ``cluster``; `analysis.reporting.run.graph` needs none of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError, UsageError
from analysis.files import throw_away
from analysis.paths import SITE, held
from analysis.reporting.run.jobs import Progress
from analysis.reporting.run.plan import Plan, throw_away_halves

__all__ = ["run_on_cluster"]

#: Seconds between looks at what the jobs have told.
PAUSE = 0.1
#: Seconds a cluster is given to cancel what was submitted.
PATIENCE = 20.0


def run_on_cluster(plan: Plan, progress: Progress, profile: Path, keep: Sequence[int] = ()) -> None:
    """Make what a plan asks for; what fails is left out, and so is all that needs it.

    Parameters
    ----------
    plan : Plan
    progress : callable
    profile : Path
        A folder with a profile of snakemake, which says how many jobs run at once.
    keep : sequence of int
        Descriptors that the graph's process keeps open (`analysis.reporting.run.graph.held`).

    Raises
    ------
    UsageError
        If snakemake is not installed.
    UnshiftError
        If the graph itself could not be run.
    """
    if find_spec("snakemake") is None:
        raise UsageError(
            "a profile needs snakemake, which is not installed",
            str(profile),
            "install the extra with pip install -e '.[cluster]', or leave --profile out",
        )
    work = Path(plan.work)
    folder = work / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    with throw_away(folder) as name:
        path, events = Path(name) / "plan.json", Path(name) / "events.jsonl"
        plan.write(path)
        events.touch()
        log = work / "logs" / "graph.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as stream:
            process = subprocess.Popen(
                _command(path, events, profile),
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
                _end(process)
                throw_away_halves(plan)
                raise
    if process.returncode and not any(plan.file("failure", n).exists() for n in plan.jobs()):
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "no word of why")
        raise UnshiftError(f"snakemake: {last[:200]}", str(log), "read the log")


def _command(plan: Path, events: Path, profile: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(held("Snakefile"))),
        *("--profile", str(profile.resolve()), "--workflow-profile", "none"),
        *("--force-use-threads", "--keep-going", "--nolock", "--rerun-incomplete"),
        *("--rerun-triggers", "input", "--scheduler", "greedy"),
        *("--config", f"plan={plan}", f"events={events}"),
    ]


def _paths() -> list[str]:
    """Put the folder of the package before what the user's PYTHONPATH names."""
    return [str(SITE), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


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


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the graph cancel what it submitted, then end it with all that it started."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
