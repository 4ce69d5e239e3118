"""ArviZ is imported without a word."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analysis.paths import ROOT

CODE = "from analysis.idealpoints.maths.quiet_arviz import arviz; print(arviz().__name__)"


@pytest.mark.slow  # ArviZ takes seconds to import, and a process imports it once
@pytest.mark.parametrize("home", ["empty", "a file"])
def test_the_first_import_of_a_day_is_silent(tmp_path, home):
    folder = tmp_path / "cache"
    folder.mkdir() if home == "empty" else folder.write_text("no folder")
    found = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "XDG_CACHE_HOME": str(folder), "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout, found.stderr) == ("arviz\n", "")
