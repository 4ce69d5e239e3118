"""Kernels that begin with everything imported: forked from one process that has done it.

A kernel of its own costs the start of Python, of ipykernel and of the notebook's imports. Where
processes can be forked safely (Linux), one server imports them once and each kernel is a fork
of it; elsewhere kernels begin as they usually do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

__all__ = ["FORKS", "WarmManager", "cool_down", "end_kernels", "end_server", "warm"]

#: On macOS a fork of a process that has loaded the system's libraries may crash.
FORKS = sys.platform.startswith("linux")
#: What the servers begin with. matplotlib reads what a kernel draws with when it is imported,
#: before the fork; a kernel that is ended leaves semaphores, which are cleared without a warning.
FOR_SERVERS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONWARNINGS": "ignore:resource_tracker:UserWarning",
}
#: What compiled code and linear algebra read their number of threads from when they are imported.
THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: Imported by every kernel, whatever its notebook.
USUAL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell")
#: Imported after all that a notebook imports.
LAST = "analysis.reporting.run.preload"


#: Kernels that run, and what lets one begin at a time.
_LIVE: set[_Process] = set()
_LOCK = threading.Lock()


def warm(modules: Iterable[str], threads: int | None = None) -> None:
    """Begin importing modules in the process that kernels will be forked from.

    Parameters
    ----------
    modules : iterable of str
        One that cannot be imported is left to the notebook, which will say so. Only the first
        call has an effect, until `cool_down`.
    threads : int, optional
        That a kernel computes with at once, unless the user's settings say so; default as many
        as there are processors. Kernels that run side by side would stand in each other's way.
    """
    if FORKS:
        from multiprocessing import forkserver

        given = FOR_SERVERS | {name: str(threads) for name in THREADS if threads is not None}
        held = {name: os.environ.get(name) for name in given}
        os.environ.update({name: held[name] or value for name, value in given.items()})
        _context().set_forkserver_preload([*USUAL, *modules, LAST])
        # Ctrl-C is for the process that asks: it ends the kernels itself, without their words.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            for name, value in held.items():
                if value is None:
                    del os.environ[name]


def cool_down() -> None:
    """End the process that kernels are forked from: the next has the code as it is by then."""
    if FORKS:
        from multiprocessing import forkserver

        stop = getattr(forkserver._forkserver, "_stop", None)
        if stop is not None and not _LIVE:
            stop()


def end_kernels() -> None:
    """End every forked kernel of this process at once; other kernels end with the process."""
    for kernel in tuple(_LIVE):
        kernel.kill()


def end_server() -> None:
    """End the process that kernels are forked from, which may be long at its first imports."""
    if FORKS:
        from multiprocessing import forkserver

        number = getattr(forkserver._forkserver, "_forkserver_pid", None)
        if number is not None:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)


def _context() -> Any:
    return multiprocessing.get_context("forkserver")


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program that runs, which multiprocessing would run again in each kernel."""
    with _LOCK:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class WarmManager(AsyncKernelManager):
    """A manager whose kernels are forked."""

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = _Forked(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**options)


class _Forked(LocalProvisioner):
    process: Any

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        said = options.get("stderr")
        process = _context().Process(
            target=_serve,
            args=(
                str(cmd[cmd.index("-f") + 1]),
                options.get("cwd"),
                dict(options["env"]),
                getattr(said, "name", None),
            ),
        )
        with _without_main():
            process.start()
        self.process, self.pid = _Process(process), process.pid
        return self.connection_info


class _Process:
    """A process of multiprocessing with the names that `subprocess.Popen` has."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.pid = process, process.pid
        _LIVE.add(self)

    def poll(self) -> int | None:
        code = self.process.exitcode
        if code is not None:
            _LIVE.discard(self)
        return code

    def wait(self) -> int | None:
        self.process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None and self.pid:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _serve(
    connection: str, folder: str | None, environment: dict[str, str], said: str | None
) -> None:
    """Be a kernel until told to stop, or until the process it was forked from ends."""
    from ipykernel.kernelapp import IPKernelApp

    # Ctrl-C in a terminal goes to all of its group; what a kernel says by itself goes to the log.
    os.setpgrp()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if said is not None:
        log = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.close(log)
    threading.Thread(target=_end_with_the_asker, daemon=True).start()
    kept = {name: os.environ[name] for name in THREADS if name in os.environ}
    os.environ.clear()
    os.environ.update(kept | environment)
    if folder:
        os.chdir(folder)
        sys.path.insert(0, "")
    sys.argv = [connection]
    IPKernelApp.launch_instance(
        argv=["-f", connection, f"--IPKernelApp.parent_handle={os.getppid()}"]
    )


def _end_with_the_asker() -> None:
    """End with the process that asked for the kernel, killed or not."""
    asker = multiprocessing.parent_process()
    if asker is not None:
        asker.join()
        os._exit(1)
