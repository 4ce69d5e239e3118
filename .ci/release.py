"""Writes a version, and the day of it, into every file that states it.

    python3 .ci/release.py 1.2.0             a release, of today or --day 2026-12-01
    python3 .ci/release.py 1.3.0.dev0        what comes after it

`analysis/__init__.py` is where the build takes the version from; the other files repeat it for
those who read them alone, and a test holds them together. Nothing but Python is needed.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: File to what is replaced in it: a pattern whose first group stays, and what follows the group.
PLACES = {
    "analysis/__init__.py": ((r'(?m)^(__version__ = )"[^"]+"', '"{version}"'),),
    "CITATION.cff": (
        (r"(?m)^(version: )\S+", "{version}"),
        (r"(?m)^(date-released: )\S+", "{day}"),
    ),
    "codemeta.json": ((r'("version": )"[^"]+"', '"{version}"'),),
    ".zenodo.json": ((r'("version": )"[^"]+"', '"{version}"'),),
}
UNRELEASED = "not yet released"


def main(words: list[str] | None = None) -> int:
    """Write; 1 with a line that says why if a file does not hold what is to be replaced."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version")
    parser.add_argument("--day", type=datetime.date.fromisoformat, default=None)
    parser.add_argument("--root", type=Path, default=ROOT)
    given = parser.parse_args(words)
    if not re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", given.version):
        sys.stderr.write(f"{given.version} is no version: write 1.2.0, or 1.3.0.dev0\n")
        return 1
    day = given.day or datetime.date.today()
    try:
        texts = {name: _replaced(given.root, name, given.version, day) for name in PLACES}
        texts["CHANGELOG.md"] = _changes(given.root, given.version, day)
    except ValueError as error:
        sys.stderr.write(f"{error}; nothing was written\n")
        return 1
    for name, text in texts.items():
        (given.root / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{given.version} of {day}: {', '.join(texts)}\n")
    return 0


def _replaced(root: Path, name: str, version: str, day: datetime.date) -> str:
    text = (root / name).read_text(encoding="utf-8")
    for pattern, after in PLACES[name]:
        new = after.format(version=version, day=day)
        text, count = re.subn(pattern, lambda found, new=new: found[1] + new, text)
        if count != 1:
            raise ValueError(f"{name} states {pattern} {count} times, not once")
    return text


def _changes(root: Path, version: str, day: datetime.date) -> str:
    """Date the section of a release; begin one for what comes after it."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    number, _, later = version.partition(".dev")
    head = f"## {number}, {UNRELEASED}"
    if later:
        return text if head in text else text.replace("\n## ", f"\n{head}\n\n## ", 1)
    if head not in text:
        raise ValueError(f"CHANGELOG.md has no section {head!r}")
    return text.replace(head, f"## {number}, {day.day} {day:%B %Y}", 1)


if __name__ == "__main__":
    sys.exit(main())
