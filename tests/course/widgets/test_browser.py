"""The interactive pieces as a reader uses them: JupyterLab, a browser, and the keyboard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.paths import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
#: All in one cell, since JupyterLab draws no cell that is out of sight.
CODE = """
from IPython.display import display
from analysis.course.lessons.assemblies import agenda_series, tightness_fits
from analysis.course.widgets.pieces import agenda_piece, tightness_piece, vote_piece
from analysis.simulate import simulate

small = dict(seed=4, n_states=20, years=4, after=2, calls_per_year=40)
jump, flood = (simulate(name, **small) for name in ("realignment", "agenda flood"))
display(vote_piece(jump.theta[2025].drop("USA"), theta=1.0))
display(tightness_piece(tightness_fits(jump, [0.001, 0.25, 1.0])))
display(agenda_piece(agenda_series(flood.rollcalls, "USA"), "USA", 2025))
"""
#: Sliders of each piece in the order of the page: the one moved, and the sentence it moves.
MOVED = {"vote": (0, 0), "tightness": (4, 1), "agenda": (5, 2)}
#: Milliseconds after which what has not happened will not.
WAIT = 120_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason=f"no browser here: none of {', '.join(NAMES)}"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve a folder with one notebook on a free port; yield the notebook's address."""
    book = new_notebook(cells=[new_code_cell(CODE)])
    book.metadata["language_info"] = {"name": "python"}
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
    (tmp_path / "work").mkdir()
    nbformat.write(book, tmp_path / "work" / "pieces.ipynb")
    own = {
        name: str(tmp_path / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
        )
    }
    options = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={tmp_path / 'work'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    log = tmp_path / "server.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=os.environ | own | {"PYTHONPATH": str(ROOT)},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        about = _about(Path(own["JUPYTER_RUNTIME_DIR"]), server, log)
        yield f"{about['url']}lab/tree/pieces.ipynb?token={about['token']}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _about(folder: Path, server: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    """Wait for the file in which the server says where it is."""
    for _ in range(300):
        for path in folder.glob("jpserver-*.json"):
            try:
                return dict(json.loads(path.read_text()))
            except json.JSONDecodeError:  # being written
                pass
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def test_every_piece_answers_to_the_keyboard(address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1200, "height": 2400})
            page.set_default_timeout(WAIT)
            page.goto(address)
            _run_all(page)
            sentences = page.locator(".jp-OutputArea p[aria-live]")
            pictures = page.locator(".jp-OutputArea img[src^='data:image/svg']")
            playwright.expect(sentences).to_have_count(3, timeout=WAIT)
            playwright.expect(pictures).to_have_count(3, timeout=WAIT)
            for name, (slider, at) in MOVED.items():
                words = sentences.nth(at).inner_text()
                picture = pictures.nth(at).get_attribute("src")
                handle = page.get_by_role("slider").nth(slider)
                handle.focus()
                key = "ArrowLeft" if name == "tightness" else "ArrowRight"
                handle.press(key)
                playwright.expect(sentences.nth(at)).not_to_have_text(words, timeout=WAIT)
                playwright.expect(pictures.nth(at)).not_to_have_attribute(
                    "src", str(picture), timeout=WAIT
                )
                # What was drawn can be seen: the browser could read the picture.
                drawn = pictures.nth(at).evaluate("e => e.complete && e.naturalWidth > 100")
                assert drawn, name
        finally:
            if os.environ.get("UNSHIFT_SCREENSHOT"):
                page.screenshot(path=os.environ["UNSHIFT_SCREENSHOT"])
            browser.close()


def _run_all(page: Any) -> None:
    """Run the notebook's cell; JupyterLab drops the command until its kernel is there."""
    # On a slow machine it may ask which kernel, and offers the right one.
    page.add_locator_handler(page.locator(".jp-Dialog"), lambda d: d.press("Enter"))
    waiting = page.locator(".jp-Notebook .jp-InputPrompt", has_text="[ ]:")
    waiting.wait_for()
    deadline = time.monotonic() + WAIT / 1000
    while waiting.count() and time.monotonic() < deadline:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_timeout(1500)
