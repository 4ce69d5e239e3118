"""The jobs of a plan in threads of this process, each begun when what it needs is there.

A job whose file exists is done: its name holds the hash of all it is made from. So a run that was
ended goes on where it was, and a job that fails leaves whole all that does not need it.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from analysis.errors import UnshiftError, UsageError
from analysis.reporting.run import jobs as work
from analysis.reporting.run.jobs import Progress
from analysis.reporting.run.plan import Plan, throw_away_halves

__all__ = ["held", "run_graph"]

#: The work of one job: `analysis.reporting.run.jobs`.
Job = Callable[[Plan, str, Progress], None]
#: Seconds between looks at Ctrl-C, which Python heeds between waits only.
PAUSE = 0.1
#: Seconds that jobs are given to end when the run is ended.
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


def run_graph(plan: Plan, jobs: int, progress: Progress) -> None:
    """Make what a plan asks for; what fails is left out, and so is all that needs it.

    Parameters
    ----------
    plan : Plan
    jobs : int
        Jobs at once.
    progress : callable
        Called in the thread of the caller.

    Raises
    ------
    UnshiftError
        If a job failed and could not even say so, as on a disk that is full.
    """
    # What runs notebooks takes long to import, and often nothing has to be made.
    from analysis.reporting.run.kernels import FORKS, cool_down

    graph = _Graph(plan)
    try:
        if FORKS and graph.does:
            work.make_ready(plan, jobs)
        graph.run(jobs, progress)
    except BaseException:  # Ctrl-C, or what `progress` raised
        graph.end()
        raise
    finally:
        cool_down()
    if graph.errors and not any(plan.file("failure", n).exists() for n in plan.jobs()):
        name, error = next(iter(graph.errors.items()))
        raise UnshiftError(" ".join(f"{type(error).__name__}: {error}".split())[:200], name)


class _Ended(BaseException):
    """Raised in a job that tells of progress when the run has been ended."""


class _Over(NamedTuple):
    """Word that a job has come to its end."""

    job: str
    error: BaseException | None


class _Graph:
    """Which jobs wait, which run, and what became of the others."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.does: dict[str, Job] = {}
        self.needs: dict[str, set[str]] = {}
        self.running: dict[str, threading.Thread] = {}
        self.errors: dict[str, BaseException] = {}
        self.ended = threading.Event()
        self.words: SimpleQueue[tuple[str, int, int] | _Over] = SimpleQueue()
        # A report is printed as soon as it can be, since it is what was asked for.
        due = {name: one for name, one in plan.reports.items() if not one.is_made()}
        for name, report in due.items():
            self.does[name], self.needs[name] = work.print_study, {report.record, *report.runs}
        runs = dict.fromkeys(run for report in due.values() for run in report.runs)
        # The longest begin first, so that none is left over when the others are done.
        for name in sorted(runs, key=lambda run: not plan.runs[run].long):
            self._add("run", name, work.execute, {plan.runs[name].record})
        for name in dict.fromkeys(report.record for report in due.values()):
            self._add("record", name, work.describe_record, set())
        for needed in self.needs.values():
            needed.intersection_update(self.needs)

    def _add(self, kind: str, name: str, job: Job, needs: set[str]) -> None:
        if not self.plan.file(kind, name).is_file():
            self.does[name], self.needs[name] = job, needs

    def run(self, jobs: int, progress: Progress) -> None:
        """Run what can be run until nothing runs any more."""
        log = self.plan.file("log", "graph")
        log.parent.mkdir(parents=True, exist_ok=True)
        log.unlink(missing_ok=True)
        while self._begin(jobs):
            with suppress(Empty):
                word = self.words.get(timeout=PAUSE)
                if isinstance(word, _Over):
                    self.running.pop(word.job).join()
                    self._note(log, *word)
                else:
                    progress(*word)

    def _begin(self, jobs: int) -> bool:
        """Begin what waits for nothing, as far as there is room; say whether anything runs."""
        for name in [name for name, needed in self.needs.items() if not needed]:
            if len(self.running) < jobs:
                del self.needs[name]
                # Not waited for when the process ends, which Ctrl-C pressed twice asks for.
                thread = threading.Thread(target=self._work, args=(name,), name=name, daemon=True)
                self.running[name] = thread
                thread.start()
        return bool(self.running)

    def _work(self, name: str) -> None:
        error: BaseException | None = None
        try:
            self.does[name](self.plan, name, self._tell)
        except BaseException as caught:  # told in the thread that waits
            error = caught
        self.words.put(_Over(name, error))

    def _tell(self, job: str, done: int, total: int) -> None:
        if self.ended.is_set():
            raise _Ended
        self.words.put((job, done, total))

    def _note(self, log: Path, name: str, error: BaseException | None) -> None:
        if error is None:
            for needed in self.needs.values():
                needed.discard(name)
        else:
            self.errors[name] = error
        told = "done\n" if error is None else "".join(traceback.format_exception(error))
        with suppress(OSError), log.open("a", encoding="utf-8") as stream:
            stream.write(f"{name}: {told}")

    def end(self) -> None:
        """End what runs, and throw away what it had half written."""
        from analysis.reporting.run.kernels import end_kernels, end_server

        self.ended.set()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and any(t.is_alive() for t in self.running.values()):
            end_kernels()  # one may have begun since
            time.sleep(PAUSE)
        end_server()
        for name in self.running:  # it was ended, and did not fail
            with suppress(OSError):
                self.plan.file("failure", name).unlink(missing_ok=True)
        throw_away_halves(self.plan)
