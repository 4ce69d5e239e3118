"""A small server on this machine that behaves as bad servers do."""

from __future__ import annotations

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from analysis.record.sources.registry import Entry

MATCHES = b"v1,rcid1,rcid2\n" + b"".join(b"%d,%d,%d\n" % (i, i, i + 1) for i in range(9000))
PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"


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

    def do_GET(self) -> None:
        self.server.hits[self.path] += 1
        self.server.agents.append(self.headers["User-Agent"])
        hits, name = self.server.hits[self.path], self.path[1:]
        try:
            if name.isdecimal():
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
