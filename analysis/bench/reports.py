"""How long reports take, as who asks for one waits: each run is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.errors import UnshiftError
from analysis.files import throw_away
from analysis.rollcalls.load import load_rollcalls

__all__ = ["measure_reports"]

#: The country of the second report, and the chapters of which one by one is run again.
SECOND, AGAIN = "FRA", ("03-agreement", "07-robustness")
#: Starts the command in the Python that runs here.
COMMAND = (sys.executable, "-c", "from analysis.start import main; main()", "report")


def measure_reports(
    record: str = "auto", progress: Callable[[int, int], None] | None = None
) -> list[dict[str, Any]]:
    """Time a report from nothing, unchanged, of a second country, and with one chapter anew.

    Parameters
    ----------
    record : {"auto", "history", "embedded"}
    progress : callable, optional
        Called with reports made and reports in all.

    Returns
    -------
    list of dict
        ``step, seconds, processor, note``; ``processor`` are the seconds of processors that all
        processes of the step took together, which other programs hardly change, and None where the
        system does not count them. The record is in the cache, which holds nothing else; compiled
        code is kept, as it is after the first report of all, if Python may keep it.

    Raises
    ------
    UnshiftError
        If a report could not be made.
    """
    with throw_away() as place:
        cache, out = Path(place) / "cache", Path(place) / "reports"
        load_rollcalls(record, cache=cache)
        environment = os.environ | {"UNSHIFT_CACHE": str(cache)}
        rows = []

        def timed(step: str, note: str, name: str, *options: str) -> None:
            command = [*COMMAND, "--record", record, "--out", str(out / name), *options]
            begin, used = time.perf_counter(), _processor()
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            seconds, more = time.perf_counter() - begin, _processor()
            if done.returncode:
                words = done.stderr.strip().splitlines()
                raise UnshiftError(words[-1] if words else "no report was made", step)
            processor = None if used is None or more is None else more - used
            said = "" if processor is None else f"; {processor:.1f} s of processors"
            if sys.dont_write_bytecode:
                said += "; Python may not keep bytecode here, and reads every module anew"
            rows.append(
                {"step": step, "seconds": seconds, "processor": processor, "note": note + said}
            )
            if progress is not None:
                progress(len(rows), 3 + len(AGAIN))

        timed("report, from nothing", "the study of study.yml; aim: under 45 s", "first")
        timed("report, unchanged", "aim: under 3 s", "first")
        timed(
            "report, of a second country", f"{SECOND}; aim: under 25 s", "second",
            "--country", SECOND,
        )  # fmt: skip
        for chapter in AGAIN:
            # As after a change of its text: its executed copy is not there, nor the page.
            if copies := list((out / ".unshift" / "notebooks").glob(f"{chapter}.*.ipynb")):
                for path in copies:
                    path.unlink()
                (out / "first" / "first.html").unlink()
                timed("report, one chapter anew", f"{chapter}; aim: under 15 s", "first")
        return rows


def _processor() -> float | None:
    """Return the seconds of processors that processes which have ended took, theirs included."""
    try:
        import resource
    except ImportError:  # not there on Windows
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
