"""Kill at random times what takes long, and look what is left and what comes of going on.

``python -m tests.attack.kills`` kills a hundred times and says by work what held; `make attack`
does so after its cases.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .nursery import Child, Nursery
from .slow_server import serving

__all__ = ["SIGNALS", "WORKS", "Kill", "Work", "all_kills", "endure", "table"]

#: Ctrl-C reaches all processes of a terminal, the others the one that was started.
SIGNALS = ("SIGINT", "SIGTERM", "SIGKILL")
#: Seconds in which processes that were started have to be gone, on a busy machine.
GRACE = 30
MARK = "UNSHIFT_KILLED_BY"


@dataclass(frozen=True)
class Work:
    """What is killed.

    Attributes
    ----------
    name : str
    words : callable
        From a folder to the words of the command.
    made : tuple of str
        Patterns of the files below the folder that must be the same bytes in the end.
    kills : int
        How often it is killed in all.
    before : str
        Of Python, that is run before the command.
    """

    name: str
    words: Callable[[Path], list[str]]
    made: tuple[str, ...]
    kills: int
    before: str = ""


@dataclass(frozen=True)
class Kill:
    """A kill, and in what the promise was not kept."""

    work: str
    signal: str
    after: float
    code: int
    broken: tuple[str, ...] = field(default=())


SAMPLING = (
    "data derive all --record embedded --start 2025-01-01 --chains 2 --draws 120 --warmup 40"
    " --thin 2"
)
FETCH = (
    "import sys; from pathlib import Path; from analysis.record.sources import registry;"
    "registry.REGISTRY, registry.RAW = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))"
)
WORKS = {
    "report": Work(
        "report",
        lambda f: ["report", "--record", "embedded", "--out", str(f / "out")],
        # executed notebooks and the manifest say when they were made
        ("out/*.pdf", "out/*.html", "out/figures/*"),
        8,
    ),
    "sampling": Work(
        "sampling with a checkpoint",
        lambda f: [
            *SAMPLING.split(), "--folder", str(f / "derived"), "--checkpoints", str(f / "runs"),
        ],
        ("derived/*.parquet",),
        24,
    ),
    "atlas": Work(
        "atlas",
        lambda f: ["atlas", "--record", "embedded", "--out", str(f / "out")],
        ("out/**/*",),
        6,
    ),
    "fetch": Work(
        "download",
        lambda f: [str(f / "registry.yml"), str(f / "raw"), "data", "fetch", "--all"],
        # notes of where a file came from, and when, stand in a folder that has a point
        ("raw/*.csv",),
        56,
        FETCH,
    ),
}  # fmt: skip


def endure(
    work: Work, folder: Path, seed: int, nursery: Nursery, kills: int | None = None
) -> Iterator[Kill]:
    """Run a work undisturbed, then kill it again and again while it goes on, and run it out.

    Parameters
    ----------
    work : Work
    folder : Path
        Empty.
    seed : int
        Of signals and times.
    nursery : Nursery
    kills : int, optional
        Default those of the work.
    """
    rng = random.Random(f"{seed} {work.name}")
    with serving(folder) as register:
        calm, rough = _place(folder / "calm", register), _place(folder / "rough", register)
        begun = time.monotonic()
        code, said = _end(_start(work, calm, nursery), None)
        lasted = time.monotonic() - begun
        want = _files(calm, work.made)
        if code or not want:
            yield Kill(work.name, "none", 0.0, code, (f"cannot be done at all: {said[-200:]}",))
            return
        left = work.kills if kills is None else kills
        while left:
            name = rng.choice(SIGNALS)
            after = rng.uniform(0, lasted)
            was = _files(rough, work.made)
            begun = time.monotonic()
            child = _start(work, rough, nursery)
            if child.wait(after) is None:
                code, said = _end(child, name)
                broken = tuple(_faults(work, rough, name, code, said, was, want))
                if code != 0 or broken:
                    yield Kill(work.name, name, after, code, broken)
                    left -= 1
                if _files(rough, work.made) == want:
                    _empty(rough)  # there is nothing to go on with
                continue
            # it was done before: begin anew, and strike sooner
            code, said = _end(child, None)
            broken = tuple(_done(work, rough, code, said, want))
            if broken:
                yield Kill(work.name, "none", after, code, broken)
                return
            lasted = min(lasted, time.monotonic() - begun)
            _empty(rough)
        for path in _leftovers(rough):
            os.utime(path, (time.time() - 3600,) * 2)
        code, said = _end(_start(work, rough, nursery), None)
        broken = tuple(_done(work, rough, code, said, want))
        if broken:
            yield Kill(work.name, "none", 0.0, code, broken)


def _place(folder: Path, register: Callable[[Path], None]) -> Path:
    for name in ("temporary", "raw", "home"):
        (folder / name).mkdir(parents=True)
    register(folder)
    return folder


def _start(work: Work, folder: Path, nursery: Nursery) -> Child:
    environment = {
        MARK: str(folder),
        "TMPDIR": str(folder / "temporary"),
        "HOME": str(folder / "home"),
        "UNSHIFT_DATA": str(folder / "raw"),
        "UNSHIFT_ONLY": "1",
        "UNSHIFT_CACHE": str(folder.parent / "cache"),
        "SOURCE_DATE_EPOCH": "1767225600",
        "NO_PROXY": "127.0.0.1",
    }
    return nursery.start(work.words(folder), environment, work.before)


def _end(child: Child, name: str | None) -> tuple[int, str]:
    """Send a signal, if one is named, and wait for the end."""
    if name == "SIGINT":
        os.killpg(child.pid, signal.SIGINT)
    elif name:
        os.kill(child.pid, getattr(signal, name))
    code = child.wait(3600 if name is None else 8 * GRACE)
    said = child.said.read_text("utf-8", "replace")
    if code is None:
        os.kill(child.pid, signal.SIGKILL)
        code, said = child.wait(3600) or 0, f"{said}\nno end"
    child.said.unlink()
    return code, said


def _faults(
    work: Work, folder: Path, name: str, code: int, said: str, was: Mapping[str, str],
    want: Mapping[str, str],
) -> Iterator[str]:  # fmt: skip
    lines = [line for line in said.splitlines() if line.strip()]
    own = [line for line in lines if line.startswith("unshift: ")]
    if "no end" in said:
        yield "no end"
    if "Traceback" in said or "not foreseen" in said:
        yield f"a traceback: {said[-300:]!r}"
    number = getattr(signal, name)
    if name == "SIGKILL":
        fine = code == -number
    else:  # not yet heeded, or all was done
        fine = code in (0, 130, -number)
        if code == 130 and len(own) != 1:
            yield f"{len(own)} lines of its own: {said[-300:]!r}"
    if not fine:
        yield f"exit {code}: {said[-200:]!r}"
    if stray := _stray(folder):
        yield f"still running: {', '.join(stray)}"
    for path, digest in _files(folder, work.made).items():
        if digest not in (want.get(path), was.get(path)):
            yield f"half-written: {path}"
    if name != "SIGKILL" and code != -number and (left := _leftovers(folder)):
        killed = [p for p in left if p.stat().st_mtime > time.time() - 3000]
        if killed:
            yield f"left: {', '.join(p.name for p in killed[:3])}"
    for path in _leftovers(folder):  # as if the next run came later
        os.utime(path, (time.time() - 3600,) * 2)


def _done(work: Work, folder: Path, code: int, said: str, want: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong after a run that was left alone."""
    if code:
        yield f"does not go on: exit {code}: {said[-300:]!r}"
    have = _files(folder, work.made)
    if have != want:
        other = sorted(p for p in {*have, *want} if have.get(p) != want.get(p))
        yield f"other bytes in the end: {', '.join(other[:5])}"
    if left := _leftovers(folder):
        yield f"not cleared by the next run: {', '.join(p.name for p in left[:3])}"


def _empty(folder: Path) -> None:
    """Take away what was made, so that the next run begins from nothing."""
    for path in folder.iterdir():
        if path.name not in ("temporary", "home", "registry.yml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / "raw").mkdir()


def _files(folder: Path, patterns: tuple[str, ...]) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for pattern in patterns
        for path in sorted(folder.glob(pattern))
        if path.is_file()
    }


def _leftovers(folder: Path) -> list[Path]:
    """List what no run should leave: all in the temporary folder, and parts of files."""
    parts = [
        p
        for p in folder.rglob("*")
        if p.name.endswith((".part", ".tmp")) or p.name.startswith((".fetch-", ".note-", ".new-"))
    ]
    return [*(folder / "temporary").iterdir(), *parts]


def _stray(folder: Path) -> list[str]:
    """Name the processes that a run began and that are still there after a while."""
    until = time.monotonic() + GRACE
    while (found := list(_begun(folder))) and time.monotonic() < until:
        time.sleep(0.3)
    for number, _ in found:
        os.kill(number, signal.SIGKILL)
    return [name for _, name in found]


def _begun(folder: Path) -> Iterator[tuple[int, str]]:
    mark = f"{MARK}={folder}\0".encode()  # of those that came after the one that was forked
    for about in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (about / "environ").read_bytes() + b"\0":
                words = (about / "cmdline").read_bytes().replace(b"\0", b" ")
                if words:  # one that has ended has none
                    yield int(about.name), words.decode(errors="replace")[-100:]
        except OSError:
            continue


def table(found: list[Kill]) -> str:
    """Count by work and signal: killed, kept."""
    lines = [
        "| killed | by | times | promise kept |",
        "| :--- | :--- | ---: | ---: |",
    ]
    for work in dict.fromkeys(k.work for k in found):
        for name in SIGNALS:
            of = [k for k in found if (k.work, k.signal) == (work, name)]
            lines.append(f"| {work} | {name} | {len(of)} | {sum(not k.broken for k in of)} |")
    hit = [k for k in found if k.signal != "none"]
    lines.append(f"| all | | {len(hit)} | {sum(not k.broken for k in hit)} |")
    return "\n".join(lines) + "\n"


def all_kills(seed: int) -> list[Kill]:
    """Kill all works, and tell what broke the promise as it is found."""
    found: list[Kill] = []
    nursery = Nursery()
    for work in WORKS.values():
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            for kill in endure(work, Path(folder), seed, nursery):
                found.append(kill)
                if kill.broken:
                    print(f"BROKEN {kill}", flush=True)
    nursery.close()
    return found


def main() -> int:
    """Kill all works; 1 if the promise was not kept."""
    asked = argparse.ArgumentParser(prog="python -m tests.attack.kills")
    asked.add_argument("--work", choices=sorted(WORKS), action="append")
    asked.add_argument("--kills", type=int)
    asked.add_argument("--seed", type=int, default=20250224)
    given = asked.parse_args()
    found: list[Kill] = []
    nursery = Nursery()
    for name in given.work or WORKS:
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            for kill in endure(WORKS[name], Path(folder), given.seed, nursery, given.kills):
                found.append(kill)
                print("BROKEN" if kill.broken else "kept", kill, flush=True)
    nursery.close()
    print(table(found))
    return int(any(k.broken for k in found))


if __name__ == "__main__":
    sys.exit(main())
