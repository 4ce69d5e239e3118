"""Running a lesson in a fresh kernel, cell by cell, whatever its cells do.

Not papermill: a student's cell may fail, hang, flood its output or end the kernel, and the
cells after it are still to be run where that is possible.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from nbformat.v4 import new_code_cell, new_output

from analysis.course.exercise import STRICT
from analysis.files import throw_away

__all__ = ["ENDED", "TIMEOUT", "failure", "run_cells"]

#: Names of the errors that stand in a cell in the place of an exception of its own.
TIMEOUT, ENDED = "TimeLimit", "KernelEnded"
#: Characters of output kept of one cell.
KEPT = 1_000_000
#: How often, and after how many seconds, a cell is sent again that the kernel turned away.
TRIES, PAUSE = 10, 0.2

Progress = Callable[[int, int], None]


def run_cells(
    book: Any, seconds: int = 120, progress: Progress | None = None, opening: str = ""
) -> Any:
    """Run the cells of a notebook in place, in a kernel and an empty folder of their own.

    Parameters
    ----------
    book : NotebookNode
        Gets outputs and execution counts.
    seconds : int
        Limit for one cell. A cell that passes it is interrupted; if it has not ended after as
        long again, the kernel is ended.
    progress : callable, optional
        Called with cells done and cells in all.
    opening : str
        Code run before the first cell.

    Returns
    -------
    NotebookNode
        The same. Each cell that failed ends in an error output; `failure` reads it. Cells
        after the end of the kernel have one of the name `ENDED`.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    total = len(book.cells)
    with throw_away() as place:
        folder = str(place)
        client = _client(book, folder, seconds)
        environment = os.environ | {
            "IPYTHONDIR": f"{folder}/i",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            STRICT: "raise",  # a model answer that does not pass is to be seen
        }
        stopped = ""
        with client.setup_kernel(env=environment):
            if opening and total:
                _aside(client, 0, opening)
            for number, cell in enumerate(book.cells):
                if stopped and cell.cell_type == "code":
                    cell.outputs = [_error(ENDED, stopped)]
                elif cell.cell_type == "code":
                    try:
                        if not _run(client, cell, number):
                            stopped = f"the kernel would not run cell {number + 1}"
                            cell.outputs = [_error(ENDED, stopped)]
                        elif client.late:
                            cell.outputs.insert(0, _error(TIMEOUT, f"took more than {seconds} s"))
                    except CellTimeoutError:  # and it did not heed the interrupt
                        cell.outputs = [_error(TIMEOUT, f"took more than {seconds} s")]
                        stopped = f"cell {number + 1} took more than {seconds} s"
                    except DeadKernelError:
                        stopped = f"the kernel ended in cell {number + 1}"
                        cell.outputs.append(_error(ENDED, stopped))
                if progress is not None:
                    progress(number + 1, total)
    return book


def failure(cell: Any) -> tuple[str, str] | None:
    """Return name and message of the error that a cell ended in, or None.

    Examples
    --------
    >>> failure(new_code_cell("1/0", outputs=[_error("ZeroDivisionError", "division by zero")]))
    ('ZeroDivisionError', 'division by zero')
    """
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return str(output.ename), " ".join(str(output.evalue).split())[:300]
    return None


def _error(name: str, text: str) -> Any:
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def _run(client: Any, cell: Any, number: int) -> bool:
    """Run a cell; False if the kernel does not.

    For a moment after a cell was interrupted a kernel turns away what it is sent. Such a cell
    ends without an error, and without having run: a check would pass for nothing.
    """
    for _ in range(TRIES):
        client.late = False
        client.execute_cell(cell, number)
        if client.status != "aborted":
            return True
        time.sleep(PAUSE)
    return False


def _aside(client: Any, number: int, code: str) -> bool:
    """Run code that is no cell of the notebook; the client puts it in a cell's place."""
    kept = client.nb.cells[number]
    try:
        return _run(client, new_code_cell(code), number)
    finally:
        client.nb.cells[number] = kept


def _client(book: Any, folder: str, seconds: int) -> Any:
    from jupyter_core.utils import ensure_async
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError
    from traitlets.config import Config

    logger = logging.getLogger("analysis.course")
    logger.setLevel(logging.CRITICAL)  # what goes wrong stands in the cells

    class Client(NotebookClient):
        """Keeps a limited amount of the output of each cell, and interrupts one that is late."""

        kept: dict[int, int] = {}
        status, late = "", False

        async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> None:
            # As it stands the client gives a late cell up while still listening for its output,
            # and takes messages of the cells that follow. This goes on listening until the
            # interrupted cell has ended, and gives up only if it does not.
            if self.late:
                raise CellTimeoutError.error_from_timeout_and_cell("interrupted", timeout, cell)
            self.late = True
            assert self.km is not None
            await ensure_async(self.km.interrupt_kernel())

        def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
            size = self.kept.get(cell_index, 0)
            if size >= KEPT and msg["msg_type"] != "error":
                return None
            if msg["msg_type"] == "stream":
                msg["content"]["text"] = msg["content"]["text"][: KEPT - size]
            self.kept[cell_index] = size + len(str(msg["content"]))
            return super().output(outs, msg, display_id, cell_index)

    # Sockets on disk: no free port to look for, so kernels that start together do not collide.
    manager = {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}
    client = Client(
        book,
        kernel_name="python3",
        timeout=seconds,
        startup_timeout=120,
        allow_errors=True,
        log=logger,
        config=Config({} if sys.platform == "win32" else {"KernelManager": manager}),
        resources={"metadata": {"path": folder}},
        shutdown_kernel="immediate",
    )
    client.kept, client.status = {}, ""

    def heard(cell: Any, cell_index: int, execute_reply: Any) -> None:
        client.status = (execute_reply or {}).get("content", {}).get("status", "")

    client.on_cell_executed = heard
    return client
