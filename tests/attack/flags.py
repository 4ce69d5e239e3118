"""Hostile words for every option of every command, places to write to, and the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .damage import NO_FILES, lay
from .promise import Case, command

__all__ = ["environment", "outputs", "words"]

LONG = "9" * 5000
#: Words that no option of the kind takes for what can be done at length.
NUMBERS = (
    "", "x", "-1", "0", "1.5", "nan", "inf", "1e99", LONG, "-" + LONG, "٣", "0x10",
    " 7 ", "true", "\x1b[2J", "9223372036854775808",
)  # fmt: skip
TEXTS = ("", " ", "x", "ZZZ", LONG, "\x1b[2J", "../../etc/passwd", "; rm -rf", "\ud800", "-",
         "USA\nRUS", "ﬀ", "%s%n", "NaN")  # fmt: skip
DAYS = (
    "", "x", "2025", "2025-02-30", "99999-01-01", "0000-00-00", "-1", "now", LONG, "2025-1-1",
    "2025-01-20T25:00", "٢٠٢٥-٠١-٢٠", "2025-01-20\n", "1899-12-31", "2200-01-01",
)  # fmt: skip

#: What each command needs beside the option that is attacked, and what keeps it short: a word
#: that is taken after all leads to seconds of work, and never to a download or a report.
NUMERIC = {
    ("estimate", "--state", "USA"): ("--sweeps", "--dimensions", "--prior-sd"),
    ("posterior", "--start", "2025-06-01"): (
        "--dimensions", "--chains", "--draws", "--warmup", "--thin", "--seed",
    ),
    ("shift", "--until", "1800-01-01"): ("--level", "--draws", "--seed"),
    ("report", "--until", "1800-01-01"): ("--level", "--draws", "--seed", "--jobs"),
    ("bench", "--record", "none"): ("--bulk", "--votes"),
    ("data", "fetch", "nosuch"): ("--timeout",),
    ("course", "build", "--lesson", "99"): ("--lesson", "--jobs"),
    ("course", "check", "nowhere"): ("--seconds",),
    ("replicate", "--expected", "nowhere"): ("--jobs",),
    ("data", "derive", "nosuch"): ("--chains", "--draws", "--warmup", "--thin", "--seed"),
}  # fmt: skip
WORDED = {
    ("agreement", "--pair", "USA", "RUS"): ("--index", "--issue", "--body", "--by", "--record"),
    ("estimate", "--state", "USA"): (
        "--state", "--anchor", "--issue", "--by", "--second-anchor", "--absence", "--prior",
        "--record",
    ),
    ("posterior", "--draws", "4", "--warmup", "0", "--thin", "1", "--start", "2025-06-01"): (
        "--state", "--anchor", "--issue", "--by", "--record",
    ),
    ("claims",): ("--country", "--rival", "--record"),
    ("shift", "--until", "1800-01-01"): (
        "--country", "--rival", "--ally", "--friend", "--issue", "--design", "--record",
    ),
    ("report", "--until", "1800-01-01"): (
        "--country", "--rival", "--friend", "--ally", "--issue", "--record",
    ),
    ("replicate", "--expected", "nowhere"): ("--record",),
    ("data", "check"): ("--record",),
    ("course", "build", "--lesson", "99"): ("--edition", "--record"),
}  # fmt: skip
DATED = {
    ("agreement", "--pair", "USA", "RUS"): ("--start", "--end"),
    ("estimate", "--state", "USA"): ("--start", "--end"),
    ("posterior", "--draws", "4", "--warmup", "0", "--thin", "1", "--start", "2025-06-01"): (
        "--start",
        "--end",
    ),
    ("claims",): ("--event", "--before", "--until"),
    ("shift", "--until", "1800-01-01"): ("--event", "--before"),
    ("report", "--until", "1800-01-01"): ("--event", "--before"),
    ("data", "derive", "nosuch"): ("--start",),
}


#: What keeps a command short whose surplus word is none: ``--`` alone says nothing.
AFTER = {
    "findings": ("nowhere",),
    "archive": ("nowhere",),
    "report": ("--until", "1800-01-01"),
}


def words(seed: int) -> Iterator[Case]:
    """Words for options; arguments that are none."""
    for kind, table, given in (
        ("a number", NUMERIC, NUMBERS),
        ("a word", WORDED, TEXTS),
        ("a day", DATED, DAYS),
    ):
        for base, options in table.items():
            for option in options:
                for word in given:
                    yield Case(
                        f"flags: {base[0]}",
                        kind,
                        f"{' '.join(base)} {option} {word[:20]!r}",
                        lambda folder, base=base, option=option, word=word: command(
                            *base, option, word
                        ),
                    )
    for name in ("data", "course", "estimate", "report", "findings", "archive", "nosuch"):
        for word in ("--", "-", "--json=1", "--help=x", "--nonsense", "-zzz", "\ud800", LONG, ""):
            yield Case(
                "words that are no option",
                "a surplus word",
                f"{name} {word[:20]!r}",
                lambda folder, name=name, word=word: command(name, word, *AFTER.get(name, ())),
            )


#: Commands with a place to write to; the last is where it goes.
WRITERS = {
    "estimate --out": ("estimate", "--state", "USA", "--out"),
    "posterior --out": ("posterior", "--draws", "4", "--warmup", "0", "--thin", "1", "--out"),
    "posterior --checkpoint": (
        "posterior", "--draws", "4", "--warmup", "0", "--thin", "1", "--checkpoint",
    ),
    "report --plan": ("report", "--plan"),
}  # fmt: skip


def outputs(seed: int) -> Iterator[Case]:
    """Places that cannot be written, or must not be."""
    for name, base in WRITERS.items():
        for kind, lay_there in NO_FILES.items():
            yield Case(
                "places to write to",
                kind,
                name,
                lambda folder, base=base: command(*base, folder / "x"),
                lambda folder, lay_there=lay_there: lay(folder / "x", lay_there),
                keeps=kind not in ("nothing", "a link to nothing", "a file that may not be read")
                or "posterior" not in name,
            )
        for kind, place in {
            "a folder that is not there": "a/b/c.csv",
            "below a file": "f/c.csv",
            "a name too long": "n" * 300,
            "a path too long": "d/" * 3000 + "x",
            "NUL": "a\0b",
            "a surrogate": "a\ud800",
            "empty": "",
            "the root": "/",
            "/dev/full": "/dev/full",
            "/proc": "/proc/x",
        }.items():
            yield Case(
                "places to write to",
                kind,
                name,
                lambda folder, base=base, place=place: command(*base, place),
                lambda folder: (folder / "f").write_text("a file"),
            )


def environment(seed: int) -> Iterator[Case]:
    """What the environment holds, of ours and of others."""
    hostile = (
        "", "~nobody", "~no-such-user/x", "nowhere", "/dev/null", "/dev/zero", "/proc", "\udc80",
        "n" * 300, "d/" * 3000, "a:b:c", ":::", " ", "\x1b[2J", "/", "~", "-",
    )  # fmt: skip
    names = ("UNSHIFT_CACHE", "XDG_CACHE_HOME", "HOME", "TMPDIR", "UNSHIFT_ONLY")
    for base in (("data", "status"), ("agreement", "--pair", "USA", "RUS", "--by", "all")):
        for name in (*names, *(["UNSHIFT_DATA"] if base[0] == "data" else [])):
            for value in hostile:
                if name == "UNSHIFT_DATA" and value == "/":
                    continue  # a whole disk would be searched, as was asked for
                unset = {"UNSHIFT_CACHE": None} if name in ("XDG_CACHE_HOME", "HOME") else {}
                yield Case(
                    "environment",
                    name,
                    f"{base[0]}: {value[:20]!r}",
                    lambda folder, base=base, name=name, value=value, unset=unset: command(
                        *base, environment={**unset, name: value}
                    ),
                    keeps=False,
                )
    for name, values in {
        "SOURCE_DATE_EPOCH": ("-1", "x", "1.5", "9" * 5000, "٣", "1e9", " 1", "253402300800"),
        "TZ": ("Pacific/Kiritimati", "Pacific/Pago_Pago", "nowhere", ":/dev/zero", "\x1b"),
        "COLUMNS": ("-1", "0", "x", "9" * 5000),
        "TERM": ("dumb", "", "nosuch"),
        "LC_ALL": ("C", "nosuch", "tr_TR.UTF-8"),
        "FORCE_COLOR": ("1", "x"),
        "OMP_NUM_THREADS": ("-1", "x"),
        "PYTHONIOENCODING": ("ascii", "nosuch"),
    }.items():
        for value in values:
            for base in (("claims", "--json"), ("data", "status"), ("estimate", "--state", "FRA")):
                yield Case(
                    "environment",
                    name,
                    f"{base[0]}: {value[:20]!r}",
                    lambda folder, base=base, name=name, value=value: command(
                        *base, environment={name: value}
                    ),
                    keeps=False,
                )


def quiet(folder: Path) -> dict[str, str]:
    """Return an environment in which nothing of the machine's is read."""
    return {
        "UNSHIFT_DATA": str(folder / "empty"),
        "UNSHIFT_ONLY": "1",
        "UNSHIFT_CACHE": str(folder / "cache"),
        "HOME": str(folder),
        "PATH": os.environ.get("PATH", ""),
    }
