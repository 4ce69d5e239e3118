"""A server on this machine that sends its files slowly, so that a kill finds one on the way."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

__all__ = ["serving"]

#: Files by name, each of pairs of texts.
FILES = {
    f"pairs-{n}": b"v1,rcid1,rcid2\n"
    + b"".join(b"%d,%d,%d\n" % (i, i + n, i + n + 1) for i in range(6000))
    for n in range(1, 5)
}
PIECES, PAUSE = 12, 0.02


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        body = FILES.get(self.path[1:], b"")
        try:
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            step = len(body) // PIECES + 1
            for start in range(0, len(body), step):
                self.wfile.write(body[start : start + step])
                time.sleep(PAUSE)
        except (BrokenPipeError, ConnectionResetError):
            pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def serving(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Serve while within; gives what writes a registry of the server's files into a folder."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    entries = {
        name: {
            "title": "Pairs",
            "get": "fetch",
            "page": "https://example.org/pairs",
            "file": f"{name}.csv",
            "version": "1",
            "kind": "matches",
            "licence": "CC0",
            "citation": "Nobody (2026)",
            "address": f"http://127.0.0.1:{server.server_port}/{name}",
            "md5": hashlib.md5(body).hexdigest(),
        }
        for name, body in FILES.items()
    }
    try:
        yield lambda to: to.joinpath("registry.yml").write_text(yaml.safe_dump(entries)) and None
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
