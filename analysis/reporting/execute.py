"""Running notebooks: several at once, each in a kernel of its own, with word of each cell."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import (
    FIRST_EXCEPTION,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from analysis import errors
from analysis.errors import UnshiftError

__all__ = ["Executed", "Listener", "own_cells", "run_notebooks"]

#: Tags of the cells that papermill adds to a copy.
ADDED = frozenset({"injected-parameters", "papermill-error-cell-tag"})
#: Called with the notebook's name, cells done and cells in all.
Listener = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Executed:
    """An executed copy of a notebook.

    Attributes
    ----------
    name : str
    path : Path
    seconds : float
    """

    name: str
    path: Path
    seconds: float


def run_notebooks(
    notebooks: Sequence[Path],
    parameters: Mapping[str, Mapping[str, Any]],
    out: Path,
    jobs: int = 2,
    listener: Listener | None = None,
) -> list[Executed]:
    """Execute notebooks with papermill and write the executed copies.

    Parameters
    ----------
    notebooks : sequence of Path
    parameters : mapping of notebook name (without suffix) to parameters
    out : Path
        Folder of the copies; a notebook that fails leaves its copy up to the failing cell.
    jobs : int
        Notebooks run at once.
    listener : callable, optional

    Returns
    -------
    list of Executed
        In the order given.

    Raises
    ------
    UnshiftError
        If a cell fails: of the kind that it raised if that is one of ours. What runs then is
        let finish, what waits is not begun.
    """
    # Nothing of the user's settings: own folders for kernels' files and for IPython, and the
    # environment's own kernel before any other of that name.
    with tempfile.TemporaryDirectory(prefix="unshift-", ignore_cleanup_errors=True) as folder:
        settings = {
            "JUPYTER_RUNTIME_DIR": f"{folder}/r",
            "IPYTHONDIR": f"{folder}/i",
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        held = {name: os.environ.get(name) for name in settings}
        os.environ.update(settings)
        try:
            return _run_all(notebooks, parameters, out, jobs, listener or _silent, folder)
        finally:
            for name, value in held.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _silent(name: str, done: int, total: int) -> None:
    """Say nothing."""


def _run_all(
    notebooks: Sequence[Path],
    parameters: Mapping[str, Mapping[str, Any]],
    out: Path,
    jobs: int,
    listener: Listener,
    folder: str,
) -> list[Executed]:
    kernels = _Kernels(folder)
    pool = ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="notebook")
    futures: list[Future[Executed]] = []
    try:
        for path in notebooks:
            futures.append(
                pool.submit(_run, path, parameters.get(path.stem, {}), out, listener, kernels)
            )
        wait(futures, return_when=FIRST_EXCEPTION)
    except BaseException:  # Ctrl-C: the kernels are in sessions of their own and do not hear it
        kernels.stopped.set()
        kernels.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    failed = [f for f in futures if not f.cancelled() and f.exception() is not None]
    if failed:
        error = failed[0].exception()
        assert error is not None
        raise error
    return [f.result() for f in futures]


def _run(
    path: Path,
    parameters: Mapping[str, Any],
    out: Path,
    listener: Listener,
    kernels: _Kernels,
) -> Executed:
    import papermill
    from nbclient.exceptions import DeadKernelError

    if kernels.stopped.is_set():
        raise CancelledError
    engine = _engine(path, listener, kernels)
    target, begun = out / path.name, time.perf_counter()
    try:
        papermill.execute_notebook(
            path,
            target,
            parameters=dict(parameters),
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
        )
    except papermill.exceptions.PapermillExecutionError as error:
        kernels.stopped.set()
        raise _said(error, path.stem, target) from None
    except DeadKernelError:
        kernels.stopped.set()
        raise UnshiftError(
            "the notebook's process ended", f"notebook {path.stem}", "is there memory enough?"
        ) from None
    except BaseException:
        kernels.stopped.set()
        raise
    return Executed(path.stem, target, time.perf_counter() - begun)


def own_cells(book: Any) -> list[Any]:
    """Return the cells of an executed notebook that its source has, too, in order."""
    return [c for c in book.cells if not ADDED.intersection(c.metadata.get("tags", []))]


def _said(error: Any, name: str, copy: Path) -> UnshiftError:
    """Turn a failing cell into an error of ours, of the kind that the cell raised."""
    kind = getattr(errors, str(error.ename), UnshiftError)
    what = " ".join(str(error.evalue).split())[:300]
    if not isinstance(kind, type) or not issubclass(kind, UnshiftError):
        kind = UnshiftError
    if kind is UnshiftError:
        what = f"{error.ename}: {what}"
    cells = own_cells(nbformat.read(copy, as_version=4))
    failed = (
        n
        for n, cell in enumerate(cells, start=1)
        if any(o.output_type == "error" for o in cell.get("outputs", []))
    )
    return kind(what, f"notebook {name}, cell {next(failed, len(cells))}")


class _Kernels:
    """The kernels that are running, so that they can be ended at once, or no more be begun."""

    def __init__(self, folder: str) -> None:
        self.folder, self.begun = folder, 0
        self.clients: list[Any] = []
        self.lock, self.stopped = threading.Lock(), threading.Event()

    def number(self) -> int:
        """Return a number no other kernel of the run has."""
        with self.lock:
            self.begun += 1
            return self.begun

    def add(self, client: Any) -> None:
        with self.lock:
            self.clients.append(client)

    def kill(self) -> None:
        with self.lock:
            for client in self.clients:
                pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
                if pid:
                    try:
                        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
                    except OSError:
                        continue


def _engine(path: Path, listener: Listener, kernels: _Kernels) -> str:
    """Register a papermill engine that reports each finished cell; return its name."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from traitlets.config import Config

    name = path.stem
    # The kernel's folder, and not papermill's ``cwd``, which is the whole process's.
    resources = {"metadata": {"path": str(path.parent)}}
    # Sockets on disk, named after the connection file: no free port to look for, so kernels
    # that start together do not collide.
    manager = {"transport": "ipc", "connection_file": f"{kernels.folder}/{kernels.number()}.json"}
    config = Config({} if sys.platform == "win32" else {"KernelManager": manager})
    logger = logging.getLogger("papermill")
    logger.setLevel(logging.CRITICAL)  # what goes wrong is raised, and said once

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            total = len(nb_man.nb.cells)
            finish = nb_man.cell_complete

            def cell_complete(cell: Any, cell_index: int | None = None, **more: Any) -> None:
                finish(cell, cell_index, **more)
                # papermill completes a cell that failed, too, and one whose kernel was ended.
                failed = cell.metadata.papermill.get("exception") or sys.exc_info()[0]
                if cell_index is not None and not failed:
                    listener(name, cell_index + 1, total)

            nb_man.cell_complete = cell_complete
            listener(name, 0, total)
            client = PapermillNotebookClient(
                nb_man,
                kernel_name=kernel_name,
                startup_timeout=120,
                timeout=None,
                log=logger,
                config=config,
                resources=resources,
                shutdown_kernel="immediate",  # the other way interrupts it, which it complains of
            )
            kernels.add(client)
            return client.execute()

    key = f"unshift-{name}-{threading.get_ident()}"
    papermill_engines.register(key, Engine)
    return key
