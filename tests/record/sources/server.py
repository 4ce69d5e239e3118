"""A small server on this machine that behaves as bad servers do."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from analysis.record.sources.registry import Entry

MATCHES = b"v1,rcid1,rcid2\n" + b"".join(b"%d,%d,%d\n" % (i, i, i + 1) for i in range(9000))
PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"


@dataclass
class Shelved:
    """A file that the server holds, which may change, and what it does at the next requests.

    `turns` are taken one a request: ``500``, ``cut``, ``stall``, ``page``, or ``grow``, which
    puts `later` in the place of the file while the first half of it is on the way. With none
    left the file is sent, or 304 to who has it.
    """

    body: bytes
    tag: bool = True
    dated: bool = False
    later: bytes = b""
    turns: list[str] = field(default_factory=list)
    #: Answers given, and the validators that came with each request.
    answers: list[int] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def headers(self) -> dict[str, str]:
        digest = hashlib.sha256(self.body).hexdigest()
        day = int(digest[:2], 16) % 28 + 1
        return {
            "ETag": f'W/"{digest}"' if self.tag else "",
            "Last-Modified": f"Mon, {day:02} Jun 2026 00:00:00 GMT" if self.dated else "",
        }


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        fields = {"Content-Type": "text/csv", "Content-Length": str(len(body))}
        for name, value in (fields | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def shelved(self, file: Shelved) -> None:
        turn = file.turns.pop(0) if file.turns else ""
        told = file.headers()
        asked = self.headers["If-None-Match"] or "", self.headers["If-Modified-Since"] or ""
        file.asked.append(asked)
        if turn.isdecimal():
            return self.shelf_answer(file, b"", int(turn))
        if turn == "page":
            return self.shelf_answer(file, PAGE, 200)
        if turn in ("cut", "stall"):
            told["Content-Length"] = str(len(file.body))
            self.shelf_answer(file, file.body[: len(file.body) // 2], 200, told)
            if turn == "stall":
                self.server.released.wait(5)
            return None
        if turn == "grow":
            half, told["Content-Length"] = len(file.body) // 2, str(len(file.later))
            self.shelf_answer(file, file.body[:half], 200, told)
            file.body = file.later
            self.wfile.write(file.body[half:])
            return None
        if asked[0] and asked[0] == told["ETag"] or asked[1] and asked[1] == told["Last-Modified"]:
            return self.shelf_answer(file, b"", 304, told)
        return self.shelf_answer(file, file.body, 200, told)

    def shelf_answer(
        self, file: Shelved, body: bytes, status: int, told: dict[str, str] | None = None
    ) -> None:
        file.answers.append(status)
        headers = {"Content-Type": "text/plain; charset=utf-8"} | (told or {})
        self.send(body, status, **{k.replace("-", "_"): v for k, v in headers.items()})

    def do_GET(self) -> None:
        self.server.hits[self.path] += 1
        self.server.agents.append(self.headers["User-Agent"])
        hits, name = self.server.hits[self.path], self.path[1:]
        try:
            if name.startswith("shelf/"):
                file = self.server.shelf.get(name.removeprefix("shelf/"))
                self.shelved(file) if file else self.send(b"404: Not Found", 404)
            elif name.isdecimal():
                self.send(b"no", int(name))
            elif name in ("good", "evil-name"):
                name = 'attachment; filename="../../../evil.csv"' if "evil" in name else ""
                self.send(MATCHES, Content_Disposition=name)
            elif name == "unsized":
                self.send(MATCHES, Content_Length="")
            elif name == "twice":
                self.send(b"", 500) if hits < 3 else self.send(MATCHES)
            elif name == "wait":
                self.send(b"", 503, Retry_After="1") if hits < 2 else self.send(MATCHES)
            elif name == "cut":
                self.send(MATCHES[:5000], Content_Length=str(len(MATCHES)))
            elif name == "cut-once":
                body = MATCHES[:5000] if hits < 2 else MATCHES
                self.send(body, Content_Length=str(len(MATCHES)))
            elif name == "stall":
                self.send(MATCHES[:5000], Content_Length=str(len(MATCHES)))
                self.server.released.wait(5)
            elif name == "silent":
                self.server.released.wait(5)
            elif name == "drip":
                self.send(b"v1,", Content_Length="9000")
                for _ in range(50):
                    self.wfile.write(b"1")
                    time.sleep(0.1)
            elif name == "page":
                self.send(PAGE, Content_Type="text/html; charset=utf-8")
            elif name == "page-as-csv":
                self.send(b"\xef\xbb\xbf\n" + PAGE)
            elif name == "error-as-csv":
                self.send(b'{"status": "ERROR", "message": "no such file"}\n')
            elif name == "empty":
                self.send(b"")
            elif name == "endless":
                self.send(b"rcid1,rcid2\n", Content_Length="")
                while True:
                    self.wfile.write(b"1,2\n" * 5000)
            elif name == "more-than-stated":
                self.send(MATCHES, Content_Length="5000")
            elif name == "more-than-stated-later":
                self.send(MATCHES[:5000], Content_Length="5000")
                time.sleep(0.1)
                self.wfile.write(MATCHES[5000:])
            elif name == "left-open":
                self.send(MATCHES)
                self.server.released.wait(5)
            elif name == "half-a-line":
                self.send(MATCHES[:5002])
            elif name == "half-the-lines":
                self.send(MATCHES[: MATCHES.index(b"\n", 5000) + 1])
            elif name == "huge":
                self.send(b"rcid1", Content_Length=str(10**12))
            elif name == "moved":
                self.send(b"", 302, Location="/good")
            elif name == "circle":
                self.send(b"", 302, Location="/circle")
            elif name == "to-disk":
                self.send(b"", 302, Location="file:///etc/passwd")
        except (BrokenPipeError, ConnectionResetError):
            pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits: Counter[str] = Counter()
        self.agents: list[str] = []
        self.shelf: dict[str, Shelved] = {}
        self.released = threading.Event()

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"

    def entry(self, name: str, **fields: Any) -> Entry:
        values = {
            "name": name,
            "title": "Pairs",
            "get": "fetch",
            "page": "https://example.org/pairs",
            "file": "pairs.csv",
            "version": "1",
            "kind": "matches",
            "licence": "CC0",
            "citation": "Nobody (2026)",
            "address": self.address(name),
        }
        return Entry(**(values | fields))

    def series(self, members: Sequence[str], **fields: Any) -> Entry:
        values = {
            "title": "Resolutions",
            "file": "ga-{}.json",
            "kind": "conference",
            "address": self.address("shelf/{}.json"),
            "members": tuple(members),
            "onward": True,
        }
        return self.entry("ga", **(values | fields))
