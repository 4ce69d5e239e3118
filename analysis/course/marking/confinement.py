"""Shutting a submission in: what it may use, and what it cannot reach, as far as the system allows.

On Linux the process leaves the network, the other processes and the files behind, in namespaces
of its own (namespaces(7), mount_setattr(2)), and gives up the rights to come back. Where the
system does not allow this, and on other systems, limits alone are set; what is in force is told.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["WALLS", "Limits", "confine", "set_limits"]

#: What can be in force, in words for a person.
WALLS = ("limits", "network", "processes", "files")
NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 1, 2, 4, 0x4000, 0x40000
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY, SYS_MOUNT_SETATTR = -100, 0x8000, 1, 442
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAP_VERSION, LAST_CAP = 0x20080522, 63


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    seconds : int
        For one cell.
    total : int
        For the notebook, in seconds on the clock.
    memory : float
        In GB, of one process.
    disk : int
        In MB, of all that is written.
    answer : int
        In MB, of one answer.
    processes : int
        Processes and threads at once; not for root, whom Linux does not count.
    """

    seconds: int = 120
    total: int = 900
    memory: float = 6.0
    disk: int = 200
    answer: int = 20
    processes: int = 512


class _Attributes(ctypes.Structure):
    _fields_ = [(n, ctypes.c_uint64) for n in ("set", "clear", "propagation", "user")]


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [(n, ctypes.c_uint32) for n in ("effective", "permitted", "inheritable")]


def set_limits(limits: Limits) -> bool:
    """Set the limits that a process cannot take back; False where there are none (Windows)."""
    try:
        import resource
    except ImportError:
        return False
    wanted = [
        (resource.RLIMIT_AS, int(limits.memory * 1e9)),
        (resource.RLIMIT_FSIZE, limits.disk * 1_000_000),
        (resource.RLIMIT_CPU, 4 * limits.total),  # of all threads together
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 512),
    ]
    for what, most in wanted:
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS knows no limit of memory
            resource.setrlimit(what, (most, most))
    return True


def confine(folder: str, hidden: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """Shut this process in; where processes are shut in too, what returns is a child of it.

    Parameters
    ----------
    folder : str
        An empty folder, the only place that can be written to, and that is not kept.
    hidden : sequence of str
        Folders that are not to be read: other submissions, solutions.
    limits : Limits

    Returns
    -------
    tuple of str
        Those of `WALLS` that are in force.
    """
    walls = ["limits"] if set_limits(limits) else []
    if sys.platform != "linux":
        return tuple(walls)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # ends with the one that marks
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEWUSER | NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET) == 0:
        try:
            for name, text in (
                ("setgroups", "deny"),
                ("uid_map", f"{user} {user} 1"),
                ("gid_map", f"{group} {group} 1"),
            ):
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
        except OSError:
            return tuple(walls)
        walls.append("network")
        _limit_processes(limits)
        if _become_first(libc):
            walls.append("processes")
        if _close_files(libc, folder, hidden, limits):
            walls.append("files")
    _give_up_rights(libc)
    return tuple(walls)


def _limit_processes(limits: Limits) -> None:
    """Limit processes and threads, where the system counts those of a namespace by themselves.

    Before Linux 5.14 it counts all of the user's, and a limit could keep the first from starting.
    """
    import resource

    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if release and (int(release[1]), int(release[2])) >= (5, 14):
        _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        most = limits.processes if hard < 0 else min(limits.processes, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def _become_first(libc: ctypes.CDLL) -> bool:
    """Go on as the first process of the new namespace; this one waits, and ends as it does."""
    child = os.fork()
    if child == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        return True
    signal.signal(signal.SIGINT, lambda *_: os.kill(child, signal.SIGINT))
    while True:
        with contextlib.suppress(InterruptedError):
            _, status = os.waitpid(child, 0)
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _close_files(libc: ctypes.CDLL, folder: str, hidden: Sequence[str], limits: Limits) -> bool:
    """Make all files read-only but those of the folder, and cover what is to be hidden."""

    def mount(kind: str | None, where: str, flags: int, options: str = "") -> bool:
        name = kind.encode() if kind else None
        return bool(
            libc.mount(name, os.fsencode(where), name, flags, options.encode() or None) == 0
        )

    def read_only(where: str, flags: int, on: bool) -> bool:
        about = _Attributes(MOUNT_ATTR_RDONLY if on else 0, 0 if on else MOUNT_ATTR_RDONLY, 0, 0)
        return bool(
            libc.syscall(
                SYS_MOUNT_SETATTR,
                AT_FDCWD,
                os.fsencode(where),
                flags,
                ctypes.byref(about),
                ctypes.sizeof(about),
            )
            == 0
        )

    own = f"size={limits.disk}m,mode=700"
    if not mount(None, "/", MS_REC | MS_PRIVATE):
        return False
    if not mount("tmpfs", folder, MS_NOSUID | MS_NODEV, own):
        return False
    writable = [folder]
    if os.path.isdir("/dev/shm") and mount("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, own):
        writable.append("/dev/shm")
    # The way round by /proc/N/root, into the view that other processes have of the files.
    if not mount("proc", "/proc", MS_NOSUID | MS_NODEV) and not mount(
        "tmpfs", "/proc", MS_NOSUID | MS_NODEV, "size=4k"
    ):
        return False
    covered = all(
        mount("tmpfs", h, MS_NOSUID | MS_NODEV, "size=4k,mode=755")
        for h in (*hidden, "/run")  # where other programs listen
        if os.path.isdir(h)
    )
    closed = read_only("/", AT_RECURSIVE, True)
    opened = all([read_only(where, 0, False) for where in writable])
    return covered and closed and opened


def _give_up_rights(libc: ctypes.CDLL) -> None:
    """Drop all capabilities, for this process and for what it starts."""
    for capability in range(LAST_CAP + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, data = _Header(CAP_VERSION, 0), (_Data * 2)()
    libc.capset(ctypes.byref(header), ctypes.byref(data))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
