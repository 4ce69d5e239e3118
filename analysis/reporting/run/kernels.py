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
import uuid
from collections.abc import Iterable
from multiprocessing.process import BaseProcess
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

__all__ = ["FORKS", "WarmManager", "warm"]

#: On macOS a fork of a process that has loaded the system's libraries may crash.
FORKS = sys.platform.startswith("linux")
#: What a kernel draws with; matplotlib reads it when it is imported, before the fork.
BACKEND = "module://matplotlib_inline.backend_inline"
#: Imported by every kernel, whatever its notebook.
USUAL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell")


def warm(modules: Iterable[str]) -> None:
    """Begin importing modules in the process that kernels will be forked from.

    Parameters
    ----------
    modules : iterable of str
        One that cannot be imported is left to the notebook, which will say so. Only the first
        call in a process has an effect.
    """
    if FORKS:
        from multiprocessing import forkserver

        held = os.environ.get("MPLBACKEND")
        os.environ.setdefault("MPLBACKEND", BACKEND)
        _context().set_forkserver_preload([*USUAL, *modules])
        forkserver.ensure_running()
        if held is None:
            del os.environ["MPLBACKEND"]


def _context() -> Any:
    return multiprocessing.get_context("forkserver")


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
        process = _context().Process(
            target=_serve,
            args=(str(cmd[cmd.index("-f") + 1]), options.get("cwd"), dict(options["env"])),
        )
        process.start()
        self.process, self.pid = _Process(process), process.pid
        return self.connection_info


class _Process:
    """A process of multiprocessing with the names that `subprocess.Popen` has."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None and self.pid:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def _serve(connection: str, folder: str | None, environment: dict[str, str]) -> None:
    """Be a kernel until told to stop, or until the process it was forked from ends."""
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
        sys.path.insert(0, "")
    sys.argv = [connection]
    # Its parent ends with the process that asked for it, killed or not.
    IPKernelApp.launch_instance(
        argv=["-f", connection, f"--IPKernelApp.parent_handle={os.getppid()}"]
    )
