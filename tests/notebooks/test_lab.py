"""JupyterLab as `make lab` starts it: a reader opens a notebook, runs it all, and sees no error."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.paths import NOTEBOOKS, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next((path for path in map(shutil.which, NAMES) if path), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
NOTEBOOK = "01-record.ipynb"
SECONDS = 50
#: Cells out of sight are in the page too; no news and no updates are asked for.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(NAMES)} is installed"),
]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture
def lab(tmp_path) -> Iterator[str]:
    """Serve a copy of the notebook, without any setting of the user's; give its address."""
    books = tmp_path / "notebooks"
    books.mkdir()
    shutil.copyfile(NOTEBOOKS / NOTEBOOK, books / NOTEBOOK)
    for name, values in SETTINGS.items():
        path = tmp_path / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    own = {
        "HOME": "home",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "UNSHIFT_DATA": "none",
    }
    for name in own.values():
        (tmp_path / name).mkdir(exist_ok=True)
    env = os.environ | {key: str(tmp_path / name) for key, name in own.items()}
    env |= {"PYTHONPATH": str(ROOT), "UNSHIFT_ONLY": "1", "JUPYTER_PREFER_ENV_PATH": "1"}
    port, token = free_port(), "unshift"
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={books}", "--no-browser"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=log)
    try:
        until = time.monotonic() + SECONDS
        while not answers(f"http://127.0.0.1:{port}/api?token={token}"):
            said = (tmp_path / "lab.log").read_text()[-2000:]
            assert server.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/lab/tree/{NOTEBOOK}?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def test_a_notebook_is_opened_and_run(lab, tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    cells = json.loads((NOTEBOOKS / NOTEBOOK).read_text(encoding="utf-8"))["cells"]
    code = sum(cell["cell_type"] == "code" for cell in cells)
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, headless=True, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(SECONDS * 1000)
        try:
            page.goto(lab)
            prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
            sync_api.expect(prompts).to_have_count(code, timeout=SECONDS * 1000)
            # The kernel answers: before it does, what is run is lost without a word.
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            done = re.compile(r"^\s*\[\d+\]:?\s*$")
            for i in range(code):
                sync_api.expect(prompts.nth(i)).to_have_text(done, timeout=SECONDS * 1000)
            page.locator(".jp-OutputArea img, .jp-OutputArea svg").first.wait_for()
            shown = page.locator(".jp-OutputArea-output")
            kinds = shown.evaluate_all("nodes => nodes.map(n => n.dataset.mimeType)")
            text = "\n".join(shown.all_inner_texts())
            page.locator(".jp-OutputArea svg, .jp-OutputArea img").first.evaluate(
                "node => node.scrollIntoView({block: 'center'})"
            )
        finally:
            picture = tmp_path / "lab.png"
            page.screenshot(path=picture)
            browser.close()
    assert "application/vnd.jupyter.error" not in kinds
    assert "application/vnd.jupyter.stderr" not in kinds
    assert kinds.count("text/html") >= 2
    assert "35 roll calls" in text
    assert "Traceback" not in text
    assert Path(picture).stat().st_size > 20_000


def test_nothing_but_the_copy_was_written():
    # Lab saves what it shows; the notebook in git stays without outputs.
    cells = json.loads((NOTEBOOKS / NOTEBOOK).read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
