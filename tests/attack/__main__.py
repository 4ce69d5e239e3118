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


KILLED = """Killed at random times, and then run to its end: nothing half-written, no process left,
nothing in the temporary folder after Ctrl-C and after a termination (after a kill the next run
clears it), and in the end the same bytes as of a run that nobody disturbed.
"""


def main() -> int:
    """Run the cases asked for; 1 if the promise was not kept in all."""
    asked = argparse.ArgumentParser(prog="python -m tests.attack")
    asked.add_argument("--list", action="store_true", help="name the cases and run none")
    asked.add_argument("--group", default="", help="only groups with these words in their names")
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "empty").mkdir()
        os.environ.update(quiet(Path(home)))
        cases = [c for c in all_cases(given.seed) if given.group in c.group]
        if given.list:
            print(*cases, f"{len(cases):,} cases", sep="\n")
            return 0
        found: list[Outcome] = []
        for number, case in enumerate(cases):
            found.append(attempt(case, Path(home) / f"case-{number}"))
            if found[-1].broken:
                print(f"BROKEN {case}: {'; '.join(found[-1].broken)}", flush=True)
    text, killed = table(found), []
    if not given.group:
        killed = kills.all_kills(given.seed)
        text += f"\n{KILLED}\n{kills.table(killed)}"
    print(text)
    if not given.group and given.seed == SEED:
        with whole_file(TABLE) as part:
            part.write_text(f"{HEAD}\n{text}", "utf-8")
    return int(any(o.broken for o in (*found, *killed)))


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
