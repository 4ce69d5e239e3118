"""Downloading public files of votes: checked before they get their name, or not kept at all."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analysis import __version__
from analysis.errors import UnshiftError, UsageError
from analysis.record.readers.discover import kinds_of
from analysis.record.sources.filing import Filed, already_here, file_away
from analysis.record.sources.registry import Entry

if TYPE_CHECKING:
    import requests

__all__ = ["Limits", "Offline", "Progress", "fetch"]

#: Called with the bytes that have come and the bytes to come in all, None if not known.
Progress = Callable[[int, int | None], None]
CHUNK = 1 << 16
#: What a server says when asking again may help.
PASSING = (408, 425, 429, 500, 502, 503, 504)
STAGING = ".fetch-"


class Offline(UnshiftError):
    """The server cannot be reached, so asking for the next file is no use either."""


class _Passing(Exception):
    """A failure that may pass, with the server's wish how long to wait."""

    def __init__(self, error: UnshiftError, wait: float = 0) -> None:
        self.error, self.wait = error, wait
        super().__init__(str(error))


@dataclass(frozen=True)
class Limits:
    """How long and how much.

    Attributes
    ----------
    connect, stall : float
        Seconds to reach the server, and without a byte from it.
    total : float
        Seconds for one file in all, attempts and pauses together.
    tries : int
    pause : float
        Seconds before the second try; doubled before each further one.
    largest : int
        Bytes. No file that is fetched is near it.
    """

    connect: float = 10
    stall: float = 30
    total: float = 600
    tries: int = 4
    pause: float = 1
    largest: int = 1024**3


def fetch(
    entry: Entry,
    to: Path,
    progress: Progress | None = None,
    force: bool = False,
    limits: Limits | None = None,
) -> Filed:
    """Download one file into a folder, under the name that the registry gives it.

    The bytes are written to a folder of their own inside `to` and get their name after every
    check has passed, in one step. A download that ends early begins anew: no server here states
    what a second half would belong to.

    Parameters
    ----------
    entry : Entry
    to : Path
        Made if it is not there.
    progress : callable, optional
    force : bool
        Download again, and replace what is there.
    limits : Limits, optional

    Returns
    -------
    Filed
        ``status`` is ``"here"`` if the right file is there already and nothing was downloaded.

    Raises
    ------
    UsageError
        If the entry is to be downloaded by hand.
    Offline
        If the server cannot be reached.
    UnshiftError
        If the server refuses, fails, stalls, or sends something else; nothing is kept then.
    """
    if not entry.address:
        raise UsageError(f"{entry.name} is to be downloaded by hand", entry.page)
    if not force and (here := already_here(entry, to)):
        return here
    limits = limits or Limits()
    to.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(to)
    end = time.monotonic() + limits.total
    with _staging(to) as folder:
        for attempt in range(1, limits.tries + 1):
            try:
                part = _download(entry, folder, progress, limits, end)
                break
            except _Passing as failure:
                # A little chance keeps a class of students from asking in step.
                wait = max(failure.wait, limits.pause * 2 ** (attempt - 1))
                wait *= 1 + random.random() / 4
                if attempt == limits.tries or time.monotonic() + wait > end:
                    tries = "once" if attempt == 1 else f"{attempt} times"
                    error = failure.error
                    raise UnshiftError(
                        f"{error.what}, tried {tries}", error.where, "try later"
                    ) from None
                time.sleep(wait)
        _check(entry, part)
        return file_away(part, to / entry.file, entry, entry.address, replacing=True)


def _download(
    entry: Entry, folder: Path, progress: Progress | None, limits: Limits, end: float
) -> Path:
    import pooch
    import requests
    import urllib3

    pooch.get_logger().setLevel("WARNING")  # it writes to stderr unasked

    def downloader(url: str, output: str, _: Any) -> None:
        with open(output, "wb") as out:
            _stream(entry, url, out, progress, limits, end)

    where = f"{entry.name}, {urlsplit(entry.address).hostname}"
    try:
        return Path(
            pooch.retrieve(entry.address, entry.known_hash, "file", folder, downloader=downloader)
        )
    except requests.exceptions.TooManyRedirects:
        raise UnshiftError("the server redirects in a circle", where) from None
    except requests.exceptions.SSLError:
        raise UnshiftError("the server's certificate is not valid", where) from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
        raise _Passing(UnshiftError("the server does not answer in time", where)) from None
    except requests.exceptions.ConnectionError as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        unreachable = urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError
        if isinstance(reason, unreachable):
            raise Offline("cannot reach the server", where, "is this machine online?") from None
        raise _Passing(UnshiftError("the connection broke", where)) from None
    except (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.HTTPError):
        raise _Passing(UnshiftError("the download broke off", where)) from None
    except requests.exceptions.RequestException as error:
        raise UnshiftError(f"the address cannot be used: {error}", where) from None
    except ValueError:  # pooch's word for a wrong hash
        assert entry.known_hash
        algorithm = entry.known_hash.split(":")[0].upper()
        raise UnshiftError(
            f"the file that came does not have the published {algorithm}, and was not kept",
            where,
            f"see {entry.page} for a newer version",
        ) from None


def _stream(
    entry: Entry, url: str, out: IO[bytes], progress: Progress | None, limits: Limits, end: float
) -> None:
    import requests

    where = f"{entry.name}, {urlsplit(url).hostname}"
    left = max(end - time.monotonic(), 0.01)
    # Identity: sizes then count the file's own bytes, and nothing is unpacked.
    headers = {"User-Agent": f"unshift/{__version__}", "Accept-Encoding": "identity"}
    with requests.get(
        url,
        stream=True,
        headers=headers,
        timeout=(min(limits.connect, left), min(limits.stall, left)),
    ) as response:
        total = _accept(response, entry, where, limits)
        largest = entry.size or limits.largest
        came = 0
        # `read1` returns what is there; a server that sends a byte a minute is found out.
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            if came == 0 and chunk.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
                raise _page(where, entry)
            came += len(chunk)
            if came > largest:
                raise UnshiftError(f"more than {largest:,} bytes come", where, f"see {entry.page}")
            if time.monotonic() > end:
                raise UnshiftError(
                    f"not done after {limits.total:g} s", where, "give more with --timeout"
                )
            out.write(chunk)
            if progress:
                progress(came, total)
    if came == 0:
        raise _Passing(UnshiftError("the server sends an empty file", where))
    if entry.size and came != entry.size:
        raise UnshiftError(
            f"{came:,} bytes come instead of {entry.size:,}", where, f"see {entry.page}"
        )


def _accept(response: requests.Response, entry: Entry, where: str, limits: Limits) -> int | None:
    """Look at what the server says before any of the file is read; return the size it states."""
    status = response.status_code
    if status in PASSING:
        wish = response.headers.get("Retry-After", "")
        wait = float(wish) if wish.isdecimal() and len(wish) < 6 else 0.0
        raise _Passing(UnshiftError(f"the server fails with {status}", where), wait)
    if status != 200:
        what = {
            401: "refuses",
            403: "refuses",
            404: "does not have the file",
            410: "has it no more",
        }
        raise UnshiftError(
            f"the server {what.get(status, 'fails')} ({status})", where, f"see {entry.page}"
        )
    if entry.address.startswith("https:") and not response.url.startswith("https:"):
        raise UnshiftError("the server redirects to an address that is not https", where)
    if response.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise _page(where, entry)
    stated = response.headers.get("Content-Length", "")
    total = int(stated) if stated.isdecimal() and len(stated) < 16 else None
    largest = entry.size or limits.largest
    if total is not None and total > largest:
        raise UnshiftError(
            f"the server has {total:,} bytes, at most {largest:,} are expected",
            where,
            f"see {entry.page}",
        )
    return total


def _page(where: str, entry: Entry) -> UnshiftError:
    return UnshiftError(
        "the server sends a web page instead of the file", where, f"open {entry.page}"
    )


def _check(entry: Entry, part: Path) -> None:
    """See that a file without a published hash is at least of the kind it should be."""
    if entry.known_hash or entry.kind == "document":
        return
    if entry.kind not in kinds_of(part):
        raise UnshiftError(
            f"what came is no {entry.kind} file, and was not kept",
            f"{entry.name}, {urlsplit(entry.address).hostname}",
            f"see {entry.page}",
        )


@contextmanager
def _staging(to: Path) -> Any:
    """Give a folder on the same disk as `to`, so that a file moves into place in one step."""
    folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=to))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(to: Path) -> None:
    """Remove what downloads that were killed left; a day is longer than any lasts."""
    for folder in to.glob(STAGING + "*"):
        try:
            old = time.time() - os.stat(folder).st_mtime > 86_400
        except OSError:  # another download has just ended
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
