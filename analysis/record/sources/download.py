"""One download over the network: what the server sends, or in one line why it does not."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analysis import __version__
from analysis.errors import UnshiftError
from analysis.record.sources.registry import Entry

if TYPE_CHECKING:
    import requests

__all__ = ["Limits", "Missing", "Offline", "Passing", "Progress", "Same", "download"]

#: Called with the bytes that have come and the bytes to come in all, None if not known.
Progress = Callable[[int, int | None], None]
CHUNK = 1 << 16
#: Seconds that are waited for the end after the length that a server stated has come.
END = 2.0
#: What a server says when asking again may help.
PASSING = (408, 425, 429, 500, 502, 503, 504)
#: By which a server knows a version of a file again: what it says, what it is then asked, and
#: the name in our notes; the first that it gives is used.
VALIDATORS = (
    ("ETag", "If-None-Match", "etag"),
    ("Last-Modified", "If-Modified-Since", "last_modified"),
)


class Offline(UnshiftError):
    """The server cannot be reached, so asking for the next file is no use either."""


class Missing(UnshiftError):
    """The server answers that it has no such file."""


class Same(Exception):
    """The server still has the version that is here."""


class Passing(Exception):
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


def download(
    entry: Entry,
    folder: Path,
    progress: Progress | None,
    limits: Limits,
    end: float,
    known: Mapping[str, str] | None = None,
) -> tuple[Path, dict[str, str]]:
    """Download a file once, without trying again.

    Parameters
    ----------
    entry : Entry
    folder : Path
        Where the bytes are put; nothing is left there if it fails.
    progress : callable or None
    limits : Limits
    end : float
        On the clock of `time.monotonic`: give up then.
    known : mapping of str, optional
        ``etag`` or ``last_modified`` of the version that is here.

    Returns
    -------
    Path
        Of the bytes that came.
    dict of str
        ``etag`` or ``last_modified`` of this version, where the server states one.

    Raises
    ------
    Same
        If the version that is here is the one that the server has.
    Passing
        If it may help to try again.
    Missing, Offline, UnshiftError
        If it will not.
    """
    import pooch
    import requests
    import urllib3

    pooch.get_logger().setLevel("WARNING")  # it writes to stderr unasked

    stated: dict[str, str] = {}
    where = f"{entry.name}, {urlsplit(entry.address).hostname}"

    def downloader(url: str, output: str, _: Any) -> None:
        try:
            with open(output, "wb") as out:
                stated.update(_stream(entry, url, out, progress, limits, end, known or {}))
        except ValueError as error:  # of an address; pooch says the same of a wrong hash
            if isinstance(error, requests.exceptions.RequestException):
                raise
            what = " ".join(str(error).split())[:80]
            raise UnshiftError(f"the server names an address that is none: {what}", where) from None

    try:
        part = pooch.retrieve(
            entry.address, entry.known_hash, "file", folder, downloader=downloader
        )
        return Path(part), stated
    except requests.exceptions.TooManyRedirects:
        raise UnshiftError("the server redirects in a circle", where) from None
    except requests.exceptions.SSLError:
        raise UnshiftError("the server's certificate is not valid", where) from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
        raise Passing(UnshiftError("the server does not answer in time", where)) from None
    except requests.exceptions.ConnectionError as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        unreachable = urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError
        if isinstance(reason, unreachable):
            raise Offline("cannot reach the server", where, "is this machine online?") from None
        raise Passing(UnshiftError("the connection broke", where)) from None
    except (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.HTTPError):
        raise Passing(UnshiftError("the download broke off", where)) from None
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
    entry: Entry,
    url: str,
    out: IO[bytes],
    progress: Progress | None,
    limits: Limits,
    end: float,
    known: Mapping[str, str],
) -> dict[str, str]:
    where = f"{entry.name}, {urlsplit(url).hostname}"
    with _ask(url, limits, end, known) as response:
        if response.status_code == 304 and known:
            raise Same
        stated = _validators(response)
        total = _accept(response, entry, where, limits)
        largest = entry.size or limits.largest
        came, stretch = 0, _Stretch(response, where, entry)
        # `read1` returns what is there; a server that sends a byte a minute is found out.
        while chunk := stretch.read():
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
        raise Passing(UnshiftError("the server sends an empty file", where))
    if entry.size and came != entry.size:
        raise UnshiftError(
            f"{came:,} bytes come instead of {entry.size:,}", where, f"see {entry.page}"
        )
    if entry.member and stated:
        _see_that_it_stood_still(url, stated, limits, end, where)
    return stated


class _Stretch:
    """Reads an answer to its end, which a stated length too small does not put off.

    HTTP ends an answer after the bytes that its head states, so that a file of which the head
    states too few would be cut, and nobody the wiser. One byte more than stated is asked for: it
    comes if there are more, and else the server closes, as it was asked to. From one that does
    neither nothing is taken.
    """

    def __init__(self, response: requests.Response, where: str, entry: Entry) -> None:
        self.raw, self.where, self.entry = response.raw, where, entry
        # as `requests` itself has it; of an answer in chunks the length is None
        reply = self.raw._original_response
        self.stated: int | None = getattr(reply, "length", None)
        if self.stated is not None:
            reply.length = self.stated + 1
            self.raw.length_remaining = None  # looked at here

    def read(self) -> bytes:
        """Return the next bytes; none at the end."""
        import urllib3

        had = self.raw.tell()
        line = getattr(self.raw.connection, "sock", None)
        if had == self.stated and line is not None:
            line.settimeout(END)
        try:
            chunk: bytes = self.raw.read1(CHUNK, decode_content=True)
        except urllib3.exceptions.ReadTimeoutError:
            if self.raw.tell() != self.stated:
                raise
            return b""  # a server that does not close; what it stated is here
        has = self.raw.tell()
        if self.stated is not None and has > self.stated:
            raise UnshiftError(
                f"the server sends more than the {self.stated:,} bytes that it states",
                self.where,
                f"see {self.entry.page}",
            )
        if not chunk and self.stated is not None and has < self.stated:
            raise Passing(UnshiftError("the download broke off", self.where))
        return chunk


def _ask(url: str, limits: Limits, end: float, known: Mapping[str, str]) -> requests.Response:
    import requests

    # Identity: sizes then count the file's own bytes, and nothing is unpacked.
    headers = {"User-Agent": f"unshift/{__version__}", "Accept-Encoding": "identity"}
    headers["Connection"] = "close"  # shows where the answer ends; see `_Stretch`
    headers |= {question: known[name] for _, question, name in VALIDATORS if known.get(name)}
    left = max(end - time.monotonic(), 0.01)
    timeout = min(limits.connect, left), min(limits.stall, left)
    return requests.get(url, stream=True, headers=headers, timeout=timeout)


def _validators(response: requests.Response) -> dict[str, str]:
    for header, _, name in VALIDATORS:
        if text := response.headers.get(header, "").strip()[:300]:
            return {name: text}
    return {}


def _see_that_it_stood_still(
    url: str, stated: Mapping[str, str], limits: Limits, end: float, where: str
) -> None:
    """Ask once more: a file that grew while it came may be half the old and half the new."""
    with _ask(url, limits, end, stated) as response:
        if response.status_code == 200 and _validators(response) != stated:
            raise Passing(UnshiftError("the file changed while it came", where))


def _accept(response: requests.Response, entry: Entry, where: str, limits: Limits) -> int | None:
    """Look at what the server says before any of the file is read; return the size it states."""
    status = response.status_code
    if status in PASSING:
        wish = response.headers.get("Retry-After", "")
        wait = float(wish) if wish.isdecimal() and len(wish) < 6 else 0.0
        raise Passing(UnshiftError(f"the server fails with {status}", where), wait)
    if status != 200:
        what = {
            401: "refuses",
            403: "refuses",
            404: "does not have the file",
            410: "has it no more",
        }
        kind = Missing if status in (404, 410) else UnshiftError
        raise kind(f"the server {what.get(status, 'fails')} ({status})", where, f"see {entry.page}")
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
