"""How fast a bulk file is read, side by side with pandas, on a file made for it.

The real file is not free to be passed on, so one of its size is written: the columns of the
UN Digital Library's layout of 2026, the embedded states, and votes drawn from a model.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import UnshiftError, UsageError
from analysis.files import throw_away
from analysis.paths import SITE
from analysis.record.facts import read_assembly_facts
from analysis.record.states import state_name

__all__ = ["LAYOUT", "measure_bulk", "write_bulk"]

LAYOUT = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,"
    "agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,total_ms,"
    "undl_link"
)
#: From the first vote with all of today's German, Yemeni and Chinese seats.
FIRST_DAY, DAYS = np.datetime64("1990-10-04"), 35 * 365
SUBJECTS = ("NUCLEAR DISARMAMENT", "HUMAN RIGHTS ADVANCEMENT", "SUSTAINABLE DEVELOPMENT", "PEACE")
#: What each child does. Only reading is timed. Linux counts the memory of the parent at the
#: fork into `ru_maxrss`, so there the peak is read where it is the child's own.
CHILD = """
import resource, sys, time
from pathlib import Path
{imports}
path = Path(sys.argv[1])
begin = time.perf_counter()
table = {call}
seconds = time.perf_counter() - begin
status = Path("/proc/self/status")
own = [x for x in status.read_text().splitlines() if "VmHWM" in x] if status.exists() else []
peak = own[0].split()[1] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, peak)
"""
#: Name, imports, call, and what is got for the time. Since 3.1 pandas reads large files on all
#: processors; `low_memory=False` is the one way to have it read as every pandas before.
READERS = (
    (
        "read_bulk",
        "from analysis.record.readers.library.digital_library import read_bulk",
        "read_bulk(path)",
        "votes checked and in a grid, file hashed",
    ),
    (
        "pandas.read_csv",
        "import pandas",
        "pandas.read_csv(path)",
        "rows as they stand, texts as NaN where they read NA",
    ),
    (
        "pandas.read_csv(low_memory=False)",
        "import pandas",
        "pandas.read_csv(path, low_memory=False)",
        "the same on one processor",
    ),
)


def write_bulk(path: Path, rows: int, seed: int = 2026) -> int:
    """Write a bulk file of simulated votes in the layout of 2026.

    Each roll call has a row for each of 193 states, whose votes follow one dimension with
    noise; titles, agenda items and subjects are as long as in the real file, about 360 bytes
    a row.

    Parameters
    ----------
    path : Path
    rows : int
        At least; the last roll call is written whole.
    seed : int

    Returns
    -------
    int
        Rows written.
    """
    rng = np.random.default_rng(seed)
    states = read_assembly_facts().states
    names = [_cell(state_name(s).upper()) for s in states]
    n = -(-rows // len(states))
    place = rng.normal(size=len(states))
    letters = np.array(["N", "A", "X", "Y"])
    days = FIRST_DAY + (np.arange(n) * DAYS // n).astype("timedelta64[D]")
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        stream.write(LAYOUT + "\n")
        for j in range(n):
            at = rng.normal() * place + rng.normal(scale=0.7, size=len(states))
            votes = letters[np.searchsorted([-1.5, -0.8, -0.7], at)]
            total = {letter: int((votes == letter).sum()) for letter in letters}
            about = _about(j, str(days[j]), total, len(states))
            stream.writelines(
                f"{3_000_000 + j},{s},{name},{v},{about}\n"
                for s, name, v in zip(states, names, votes, strict=True)
            )
    return n * len(states)


def measure_bulk(rows: int = 1_000_000) -> dict[str, Any]:
    """Time the reading of a bulk file, and of the same file by ``pandas.read_csv``.

    Each runs in a process of its own, once to warm the file and once for the figure.

    Parameters
    ----------
    rows : int

    Returns
    -------
    dict
        ``rows, mb``; ``readers``, a list of ``{reader, seconds, times_ours, peak_memory_mb,
        note}``, of which ``times_ours`` is the time as a multiple of that of `read_bulk`.

    Raises
    ------
    UsageError
        If `rows` is not positive, or the system does not tell the memory of a process.
    """
    if rows < 1:
        raise UsageError(f"cannot write {rows} rows", "--bulk", "give a number above 0")
    if sys.platform == "win32":
        raise UsageError("Windows does not tell the peak memory of a process", "--bulk")
    with throw_away() as folder:
        path = Path(folder) / "2026_01_01_ga_voting.csv"
        written = write_bulk(path, rows)
        size = path.stat().st_size / 1e6
        found = [_read(*reader, path) for reader in READERS]
    for row in found:
        row["times_ours"] = row["seconds"] / found[0]["seconds"]
    return {"rows": written, "mb": size, "readers": found}


def _read(name: str, imports: str, call: str, note: str, path: Path) -> dict[str, Any]:
    code = CHILD.format(imports=imports, call=call)
    for _ in range(2):
        child = subprocess.run(
            [sys.executable, "-c", code, str(path)], cwd=SITE, capture_output=True, text=True
        )
        if child.returncode:
            last = (child.stderr.strip().splitlines() or ["no message"])[-1]
            raise UnshiftError(f"{name} failed: {last}", "bench")
    seconds, peak = map(float, child.stdout.split())
    per_mb = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return {"reader": name, "seconds": seconds, "peak_memory_mb": peak / per_mb, "note": note}


def _about(j: int, day: str, total: dict[str, int], members: int) -> str:
    """Write what is the same in every row of a roll call, from the date on."""
    session = int(day[:4]) - 1945
    subject = SUBJECTS[j % len(SUBJECTS)]
    return ",".join(
        [
            day,
            str(session),
            f"A/RES/{session}/{j}",
            f"A/{session}/L.{j}",
            f"A/{session}/{400 + j % 80}",
            f"A/{session}/PV.{j % 90}",
            _cell(
                f"Measure {j}, on {subject.lower()} and the follow-up to the conference of "
                "states : resolution / adopted by the General Assembly"
            ),
            _cell(f"A/{session}/251 {j % 120} General and complete item of the agenda, {subject}."),
            "|".join(SUBJECTS[: 1 + j % 4]),
            "",
            *(str(total[letter]) for letter in "YNAX"),
            str(members),
            f"https://digitallibrary.un.org/record/{3_000_000 + j}",
        ]
    )


def _cell(text: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([text])
    return out.getvalue()
