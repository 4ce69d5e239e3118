"""A server that lies to `data fetch`: lengths, kinds, places, and sessions that come and go."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import yaml

from analysis.record.sources import registry

from ..record.sources.resolutions import resolutions
from .promise import Case, command

__all__ = ["fetches"]

PAIRS = b"v1,rcid1,rcid2\n" + b"".join(b"%d,%d,%d\n" % (i, i, i + 1) for i in range(900))
Talk = Callable[[socket.socket, str], None]


def _said(head: str, body: bytes = PAIRS, status: str = "200 OK") -> Talk:
    """Answer with these lines of head; ``{n}`` is the length of the body."""
    told = f"HTTP/1.1 {status}\r\n{head.replace('{n}', str(len(body)))}\r\n\r\n"
    return lambda line, path: line.sendall(told.encode("latin-1") + body)


def _endless(head: str, part: bytes) -> Talk:
    def talk(line: socket.socket, path: str) -> None:
        line.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
        for _ in range(400):
            line.sendall(part)

    return talk


def _slow(head: bytes, part: bytes) -> Talk:
    def talk(line: socket.socket, path: str) -> None:
        line.sendall(head)
        for _ in range(60):
            line.sendall(part)
            time.sleep(0.1)

    return talk


def _late(stated: int) -> Talk:
    def talk(line: socket.socket, path: str) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % stated + PAIRS[:stated])
        time.sleep(0.3)
        line.sendall(PAIRS[stated:])

    return talk


def _to(place: str) -> Talk:
    return _said(f"Location: {place}\r\nContent-Length: 0", b"", "302 Found")


CSV = "Content-Type: text/csv\r\nContent-Length: {n}"
#: What the server says of a single file.
LIES: dict[str, Talk] = {
    "a length too small": _said("Content-Length: 100"),
    "a length too small by one": _said(f"Content-Length: {len(PAIRS) - 1}"),
    "a length up to a line's end": _said(f"Content-Length: {PAIRS.index(b'99,')}"),
    "a length of nothing": _said("Content-Length: 0"),
    "a length too small, packed": _said(
        "Content-Encoding: gzip\r\nContent-Length: 100", gzip.compress(PAIRS)
    ),
    "a length too small, and the rest later": _late(100),
    "no length, cut": _said("Content-Type: text/csv", PAIRS[:1000]),
    "a length too large": _said("Content-Length: 900000"),
    "a negative length": _said("Content-Length: -5"),
    "a length of 5,000 digits": _said("Content-Length: " + "9" * 5000),
    "two lengths": _said("Content-Length: 10\r\nContent-Length: {n}"),
    "a length of other digits": _said("Content-Length: 1_0"),
    "no length": _said("Content-Type: text/csv\r\nConnection: close"),
    "no body": _said(CSV, b""),
    "an endless body": _endless("Content-Type: text/csv", b"1,2,3\n" * 20_000),
    "an endless line": _endless("Content-Type: text/csv", b"x" * 100_000),
    "chunks that are none": _said("Transfer-Encoding: chunked", b"zz\r\nabc\r\n0\r\n\r\n"),
    "a chunk of 5,000 digits": _said("Transfer-Encoding: chunked", b"f" * 5000 + b"\r\nabc"),
    "a chunk cut": _said("Transfer-Encoding: chunked", b"fff\r\nabc"),
    "packed though not asked": _said("Content-Encoding: gzip\r\n" + CSV, gzip.compress(PAIRS)),
    "packed and damaged": _said("Content-Encoding: gzip\r\n" + CSV, gzip.compress(PAIRS)[:40]),
    "packed and unfolds": _said(
        "Content-Encoding: gzip\r\n" + CSV, gzip.compress(b"1,2,3\n" * 2_000_000)
    ),
    "packed in a way that is none": _said("Content-Encoding: nosuch\r\n" + CSV),
    "to a file": _to("file:///etc/passwd"),
    "to data": _to("data:text/csv,v1"),
    "to ftp": _to("ftp://127.0.0.1/x"),
    "to nowhere": _to("http://127.0.0.1:1/x"),
    "to a port that is none": _to("http://127.0.0.1:999999/x"),
    "to a name that is none": _to("http://[::zz]/x"),
    "to itself": _to("/x"),
    "to an empty place": _to(""),
    "to a place with breaks": _to("/x%0d%0aSet-Cookie: a"),
    "a web page as such": _said("Content-Type: text/html\r\nContent-Length: {n}", b"<html></html>"),
    "a web page as a table": _said(CSV, b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>"),
    "an image": _said("Content-Type: image/png\r\nContent-Length: {n}", b"\x89PNG\r\n\x1a\n"),
    "a zip": _said(CSV, b"PK\x03\x04" + bytes(100)),
    "NUL": _said(CSV, bytes(1000)),
    "JSON": _said(CSV, b'{"error": 1}'),
    "another table": _said(CSV, b"a,b\n1,2\n"),
    "206": _said(CSV, PAIRS, "206 Partial Content"),
    "204": _said("Content-Length: 0", b"", "204 No Content"),
    "304 unasked": _said("Content-Length: 0", b"", "304 Not Modified"),
    "100 alone": _said("", b"", "100 Continue"),
    "401": _said("Content-Length: 0", b"", "401 Unauthorized"),
    "404": _said("Content-Length: 0", b"", "404 Not Found"),
    "451": _said("Content-Length: 0", b"", "451 Unavailable"),
    "500": _said("Content-Length: 0", b"", "500 Oops"),
    "503, wait for ever": _said("Retry-After: 99999999\r\nContent-Length: 0", b"", "503 No"),
    "999": _said("Content-Length: 0", b"", "999 What"),
    "a status of letters": _said("Content-Length: 0", b"", "abc"),
    "no HTTP": lambda line, path: line.sendall(b"SSH-2.0-OpenSSH_9\r\n"),
    "nothing": lambda line, path: None,
    "noise": lambda line, path: line.sendall(bytes(range(256)) * 30),
    "a head without end": _endless("X: " + "y" * 60_000, b"z" * 60_000),
    "a thousand fields": _said("\r\n".join(f"X-{i}: y" for i in range(1000)) + "\r\n" + CSV),
    "drops": _slow(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b"1"),
    "a head in drops": _slow(b"HTTP/1.1 200 OK\r\n", b"X"),
    "a tag of a million letters": _said("ETag: " + "x" * 60_000 + "\r\n" + CSV),
    "a name that climbs": _said('Content-Disposition: attachment; filename="../../x"\r\n' + CSV),
}


def _session(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".json")


def _known(there: Callable[[str], bool], body: Callable[[str], bytes]) -> Talk:
    def talk(line: socket.socket, path: str) -> None:
        session = _session(path)
        if not there(session):
            _said("Content-Length: 0", b"", "404 Not Found")(line, path)
        else:
            _said("Content-Length: {n}", body(session))(line, path)

    return talk


#: And of a series of sessions, 79 and 80, that it may go on with.
SERIES: dict[str, Talk] = {
    "a new session": _known(lambda s: int(s) < 82, resolutions),
    "sessions without end": _known(lambda s: True, resolutions),
    "a session that vanished": _known(lambda s: s == "80", resolutions),
    "all vanished": _known(lambda s: False, resolutions),
    "another session's content": _known(lambda s: int(s) < 82, lambda s: resolutions("78")),
    "a new session that is empty": _known(
        lambda s: int(s) < 82, lambda s: b"" if s == "81" else resolutions(s)
    ),
    "a new session that is a page": _known(
        lambda s: int(s) < 82, lambda s: b"<html>" if s == "81" else resolutions(s)
    ),
    "a new session that is cut": _known(
        lambda s: int(s) < 82, lambda s: resolutions(s)[: -40 if s == "81" else None]
    ),
    "a new session of 5,000 digits": _known(
        lambda s: int(s) < 82, lambda s: b'{"symbol": ' + b"9" * 5000 + b"}\n" if s == "81" else
        resolutions(s)
    ),
    "nested without end": _known(
        lambda s: int(s) < 82, lambda s: b"[" * 200_000 if s == "81" else resolutions(s)
    ),
    "the same for all": _known(lambda s: True, lambda s: resolutions("80")),
}  # fmt: skip


@contextmanager
def _served(talk: Talk) -> Iterator[str]:
    """Answer on this machine while within; gives the address."""
    door = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                line, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    def answer(line: socket.socket) -> None:
        with suppress(OSError, IndexError), line:
            asked = line.recv(65_536).decode("latin-1")
            talk(line, asked.split(" ")[1])
            line.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        ended.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join()


def _fetch(folder: Path, talk: Talk, series: bool) -> tuple[int, str, str]:
    before = registry.REGISTRY, registry.RAW
    with _served(talk) as address:
        entry = {
            "title": "Pairs", "get": "fetch", "page": "https://example.org/pairs", "version": "1",
            "licence": "CC0", "citation": "Nobody (2026)",
        }  # fmt: skip
        if series:
            entry |= {"kind": "conference", "file": "ga-{}.json", "address": address + "/{}.json"}
            entry |= {"members": ["79", "80"], "onward": True}
        else:
            entry |= {"kind": "matches", "file": "pairs.csv", "address": f"{address}/x"}
        with (folder / "registry.yml").open("w") as stream:
            yaml.safe_dump({"lies": entry}, stream)
        registry.REGISTRY, registry.RAW = folder / "registry.yml", folder / "raw"
        try:
            code, out, err = command(
                "data", "fetch", "lies", "--timeout", "3", "--json",
                environment={"NO_PROXY": "127.0.0.1", "UNSHIFT_DATA": str(folder / "raw")},
            )  # fmt: skip
        finally:
            registry.REGISTRY, registry.RAW = before
            (folder / "registry.yml").unlink()
    lines = err.splitlines()
    # one line for each file that did not come
    if series and lines and all(line.startswith("unshift: ") for line in lines):
        err = lines[0] + "\n"
    if not code and not series and (folder / "raw" / "pairs.csv").read_bytes() != PAIRS:
        err += "Warning: what came is not what was to come"
    return code, out, err


def fetches(seed: int) -> Iterator[Case]:
    """`data fetch` from a server that lies."""
    for series, lies in ((False, LIES), (True, SERIES)):
        for name, talk in lies.items():
            yield Case(
                "a server that lies",
                name,
                "a series" if series else "a file",
                lambda folder, talk=talk, series=series: _fetch(folder, talk, series),
                lambda folder: (folder / "raw").mkdir(),
                keeps=not series,
            )
