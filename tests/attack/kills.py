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
from dataclasses import dataclass, replace
from pathlib import Path

from .nursery import Child, Nursery
from .slow_server import serving

__all__ = ["SIGNALS", "WORKS", "Kill", "Work", "all_kills", "endure", "table"]

#: Ctrl-C reaches all processes of a terminal, the others the one that was started.
SIGNALS = ("SIGINT", "SIGTERM", "SIGKILL")
#: Seconds in which processes that were started have to be gone, on a busy machine.
GRACE = 30
#: Seconds after which a run clears what one left that was killed, and some.
AGE = 3600
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
        How often it is killed in all while it is at work.
    before : str
        Of Python, that is run before the command.
    most : int
        Of kills before it is left to go on to its end.
    """

    name: str
    words: Callable[[Path], list[str]]
    made: tuple[str, ...]
    kills: int
    before: str = ""
    most: int = 2


@dataclass(frozen=True)
class Kill:
    """A kill, and what came of it.

    Attributes
    ----------
    work, signal : str
    after : float
        Seconds from the start.
    code : int
        How the command that was struck ended.
    ended : bool
        Whether it had done its work when the signal came.
    same : bool
        Whether the run that went on made what a run makes that nobody disturbs.
    left : tuple of str
        Files and processes that the kill, or the run that went on, left behind.
    broken : tuple of str
        In what else the promise was not kept.
    """

    work: str
    signal: str
    after: float
    code: int
    ended: bool = False
    same: bool = True
    left: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return self.same and not self.left and not self.broken


SAMPLING = (
    "data derive all --record embedded --start 2025-01-01 --chains 2 --draws 120 --warmup 40"
    " --thin 2"
)
#: Before the embedded votes: a report from counts, by the same processes in a third of the time.
REPORT = "report --record embedded --country FRA --event 2003-03-20"
FETCH = (
    "import sys; from pathlib import Path; from analysis.record.sources import registry;"
    "registry.REGISTRY, registry.RAW = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))"
)
#: An atlas of all 199 states, with the tables of all pairs, takes most of a minute; what is killed
#: is the same.
FEW = (
    "import dataclasses; from analysis import atlas; from analysis.atlas import build;"
    "gather = atlas.gather;"
    "build.whole_files = lambda *a: iter(());"
    "atlas.gather = lambda *a, **k:"
    " (lambda m: dataclasses.replace(m, states=m.states[:16]))(gather(*a, **k))"
)
WORKS = {
    "report": Work(
        "report of two chapters",
        lambda f: [*REPORT.split(), "--out", str(f / "out")],
        # executed notebooks and the manifest say when they were made
        ("out/*.pdf", "out/*.html", "out/figures/*"),
        8,
        most=2,
    ),
    "sampling": Work(
        "sampling with a checkpoint",
        lambda f: [
            *SAMPLING.split(), "--folder", str(f / "derived"), "--checkpoints", str(f / "runs"),
        ],
        ("derived/*.parquet",),
        25,
    ),
    "atlas": Work(
        "atlas of 16 states",
        lambda f: ["atlas", "--record", "embedded", "--out", str(f / "out")],
        ("out/**/*",),
        12,
        FEW,
    ),
    "fetch": Work(
        "download",
        lambda f: [str(f / "registry.yml"), str(f / "raw"), "data", "fetch", "--all"],
        # notes of where a file came from, and when, stand in a folder that has a point
        ("raw/*.csv",),
        55,
        FETCH,
    ),
}  # fmt: skip


def endure(
    work: Work, folder: Path, seed: int, nursery: Nursery, kills: int | None = None
) -> Iterator[Kill]:
    """Run a work undisturbed; then strike it, once or a few times, and let it go on to its end.

    Parameters
    ----------
    work : Work
    folder : Path
        Empty.
    seed : int
        Of signals and times.
    nursery : Nursery
    kills : int, optional
        Of such as strike it at work; default those of the work.

    Yields
    ------
    Kill
        In order. One without a signal is a work that cannot be done at all.
    """
    rng = random.Random(f"{seed} {work.name}")
    with serving(folder) as register:
        calm, rough = _place(folder / "calm", register), _place(folder / "rough", register)
        code, said, lasted = _run(work, calm, nursery)
        want = _files(calm, work.made)
        if code or not want:
            said = f"cannot be done at all: {said[-200:]}"
            yield Kill(work.name, "none", 0.0, code, same=False, broken=(said,))
            return
        left = work.kills if kills is None else kills
        while left:
            life: list[Kill] = []
            for _ in range(min(left, rng.randint(1, work.most))):
                name, after = rng.choice(SIGNALS), rng.uniform(0, lasted)
                kill, took = _strike(work, rough, nursery, name, after, want)
                life.append(kill)
                if kill.ended:
                    lasted = took  # other programs may have slowed the one that nobody disturbed
                    break
            code, said, _ = _run(work, rough, nursery)
            same, remains, broken = _done(work, rough, code, said, want)
            for kill in life:
                yield replace(
                    kill,
                    same=same,
                    left=(*kill.left, *remains),
                    broken=(*kill.broken, *broken),
                )
            left -= sum(not kill.ended for kill in life)
            _empty(rough)


def _run(work: Work, folder: Path, nursery: Nursery) -> tuple[int, str, float]:
    """Do a work, and return how it ended, what it said, and in how many seconds."""
    child = _start(work, folder, nursery)
    begun = time.monotonic()
    return *_end(child, None), time.monotonic() - begun


def _strike(
    work: Work, folder: Path, nursery: Nursery, name: str, after: float, want: Mapping[str, str]
) -> tuple[Kill, float]:
    """Start a work, send it a signal, and look at what it left; and after how many seconds."""
    was = _files(folder, work.made)
    child = _start(work, folder, nursery)
    begun = time.monotonic()
    late = child.wait(after) is not None
    code, said = _end(child, None if late else name)
    took = time.monotonic() - begun
    left, broken = _faults(work, folder, name, code, said, was, want)
    return Kill(work.name, name, round(after, 3), code, code == 0, True, left, broken), took


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
    code = child.wait(3600 if name is None else 20 * GRACE)
    said = child.said.read_text("utf-8", "replace")
    if code is None:
        os.kill(child.pid, signal.SIGKILL)
        code, said = child.wait(3600) or 0, f"{said}\nno end"
    child.said.unlink()
    return code, said


def _faults(
    work: Work, folder: Path, name: str, code: int, said: str, was: Mapping[str, str],
    want: Mapping[str, str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:  # fmt: skip
    """Return what a work that was struck left behind, and what else was wrong."""
    broken, number = [], getattr(signal, name)
    own = [line for line in said.splitlines() if line.startswith("unshift: ")]
    if "no end" in said:
        broken.append("no end")
    if "Traceback" in said or "not foreseen" in said:
        broken.append(f"a traceback: {said[-300:]!r}")
    # 0: all was done; the signal itself: it came before it is heeded, or cannot be
    if code not in ((0, -number) if name == "SIGKILL" else (0, 130, -number)):
        broken.append(f"exit {code}: {said[-200:]!r}")
    if code == 130 and len(own) != 1:
        broken.append(f"{len(own)} lines of its own: {said[-300:]!r}")
    left = [f"still running: {words}" for words in _stray(folder)]
    for path, digest in _files(folder, work.made).items():
        if digest not in (want.get(path), was.get(path)):
            broken.append(f"half-written: {path}")
    remains = _leftovers(folder)
    if code != -number:  # a kill leaves nobody who could clear up
        left += [p.name for p in remains if p.stat().st_mtime > time.time() - AGE / 2]
    for path in remains:  # as if the next run came later
        os.utime(path, (time.time() - AGE,) * 2)
    return tuple(left), tuple(broken)


def _done(
    work: Work, folder: Path, code: int, said: str, want: Mapping[str, str]
) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Say of a run that was left alone: the same bytes, what it left, what else was wrong."""
    broken = (f"does not go on: exit {code}: {said[-300:]!r}",) if code else ()
    have = _files(folder, work.made)
    other = sorted(p for p in {*have, *want} if have.get(p) != want.get(p))
    if other:
        broken = (*broken, f"other bytes in the end: {', '.join(other[:5])}")
    left = [f"not cleared by the next run: {p.name}" for p in _leftovers(folder)]
    return not (code or other), (*left, *_stray(folder, 2)), broken


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


def _stray(folder: Path, grace: float = GRACE) -> list[str]:
    """Name the processes that a run began and that are still there after a while."""
    until = time.monotonic() + grace
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
    """Count by work and signal: how often at work and after it, what came of it, what was left."""
    lines = [
        "| killed | by | times | while at work | when it had ended | the same bytes in the end"
        " | left behind | promise kept |",
        "| :--- | :--- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    hit = [k for k in found if k.signal != "none"]
    rows = [
        (work, name, [k for k in hit if (k.work, k.signal) == (work, name)])
        for work in dict.fromkeys(k.work for k in hit)
        for name in SIGNALS
    ]
    for work, name, of in [*rows, ("all", "", hit)]:
        ended = sum(k.ended for k in of)
        counts = (
            *(len(of), len(of) - ended, ended, sum(k.same for k in of)),
            *(sum(bool(k.left) for k in of), sum(k.kept for k in of)),
        )
        lines.append(f"| {work} | {name} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines) + "\n"


def all_kills(
    seed: int, works: tuple[str, ...] = tuple(WORKS), kills: int | None = None
) -> list[Kill]:
    """Kill the works, and tell what came of each kill as it is found."""
    found: list[Kill] = []
    nursery = Nursery()
    for name in works:
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            for kill in endure(WORKS[name], Path(folder), seed, nursery, kills):
                found.append(kill)
                print("kept" if kill.kept else "BROKEN", kill, flush=True)
    nursery.close()
    return found


def main() -> int:
    """Kill the works that are named, and write nothing; 1 if the promise was not kept."""
    asked = argparse.ArgumentParser(prog="python -m tests.attack.kills")
    asked.add_argument("--work", choices=sorted(WORKS), action="append")
    asked.add_argument("--kills", type=int)
    asked.add_argument("--seed", type=int, default=20250224)
    given = asked.parse_args()
    found = all_kills(given.seed, tuple(given.work or WORKS), given.kills)
    print(table(found))
    return int(not all(k.kept for k in found))


if __name__ == "__main__":
    sys.exit(main())
