"""Run every case and write the table: ``python -m tests.attack [--list] [--group WORDS]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from analysis.files import whole_file
from analysis.paths import ROOT

from . import kills
from .cases import SEED, all_cases
from .flags import quiet
from .promise import MEMORY, SECONDS, Outcome, attempt

TABLE = ROOT / "docs" / "attack.md"
HEAD = f"""# Under attack

What was tried, and how often the promise was kept: exit 0, 1 or 2; where it fails one line on
stderr, and no traceback or warning; nothing half-written, and nothing left in the temporary
folder; an end within {SECONDS} seconds and {MEMORY >> 30} GB. `make attack` runs every case
(seed {SEED}) and writes this page; `python -m tests.attack --list` lists them, and the ordinary
tests run a sample. The cases are those of [tests/attack](../tests/attack/cases.py).
"""


KILLS = "## Killed at random times\n"
KILLED = """
By a signal at a moment drawn by lot, once or a few times, and then left to go on to its end. It
is to leave nothing half-written; no process; nothing in the temporary folder after Ctrl-C (SIGINT,
to all of the terminal's processes) and SIGTERM, and after SIGKILL nothing that the run that goes
on does not clear; and to make in the end the bytes that a run makes that nobody disturbed. Votes
are the embedded ones, sampling is of 2 chains of 160 sweeps, downloads are of four files from a
server on the same machine. `make attack ARGS=--kills` does these alone.

"""


def main() -> int:
    """Run the cases asked for; 1 if the promise was not kept in all."""
    asked = argparse.ArgumentParser(prog="python -m tests.attack")
    asked.add_argument("--list", action="store_true", help="name the cases and run none")
    asked.add_argument("--group", default="", help="only groups with these words in their names")
    asked.add_argument("--kills", action="store_true", help="only the kills")
    asked.add_argument("--cases", action="store_true", help="all but the kills")
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "empty").mkdir()
        os.environ.update(quiet(Path(home)))
        cases = [c for c in all_cases(given.seed) if given.group in c.group]
        if given.list:
            print(*cases, f"{len(cases):,} cases", sep="\n")
            return 0
        for number, case in enumerate([] if given.kills else cases):
            found.append(attempt(case, Path(home) / f"case-{number}"))
            if found[-1].broken:
                print(f"BROKEN {case}: {'; '.join(found[-1].broken)}", flush=True)
    killed = [] if given.group or given.cases else kills.all_kills(given.seed)
    tables = table(found) if found else "", kills.table(killed) if killed else ""
    print(*tables, sep="\n")
    if not given.group and given.seed == SEED:
        text = page(TABLE.read_text("utf-8"), *tables)
        with whole_file(TABLE) as part:
            part.write_text(text, "utf-8")
    return int(any(o.broken for o in found) or not all(k.kept for k in killed))


def page(before: str, cases: str, kills: str) -> str:
    """Write the page; a table that is empty was not made anew and stays as it is."""
    was, _, of_kills = before.partition(KILLS)
    upper = f"{HEAD}\n{cases}\n" if cases else was
    return upper + KILLS + (KILLED + kills if kills else of_kills)


def table(found: list[Outcome]) -> str:
    """Count by group: tried, kept, and how they ended."""
    lines = [
        "| attacked | cases | promise kept | done | refused (1) | refused (2) |",
        "| :--- | ---: | ---: | ---: | ---: | ---: |",
    ]
    groups = list(dict.fromkeys(o.case.group for o in found))
    for group in (*groups, "all"):
        of = [o for o in found if group in ("all", o.case.group)]
        codes = Counter(o.code for o in of)
        kept = sum(not o.broken for o in of)
        lines.append(
            f"| {group} | {len(of):,} | {kept:,} | {codes[0]:,} | {codes[1]:,} | {codes[2]:,} |"
        )
    lines += ["", "| how | cases | promise kept |", "| :--- | ---: | ---: |"]
    # of every kind of damage; kinds that are tried in one group only stand above
    kinds = Counter(o.case.kind for o in found)
    for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        kept = sum(not o.broken for o in found if o.case.kind == kind)
        lines.append(f"| {kind} | {count:,} | {kept:,} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
