"""The ways to start without set-up: their list of packages, and the steps of the hosted machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.course.editions.make import find_lessons, read_lesson, student_edition
from analysis.course.editions.marks import role
from analysis.course.marking.confinement import Limits
from analysis.course.marking.running import Failed, Session
from analysis.paths import ROOT

BINDER = ROOT / "binder"
LESSONS = find_lessons()


def listed(lines: list[str]) -> dict[str, Requirement]:
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(r.name): r for r in found}


def test_the_list_is_an_extract_of_the_one_list():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    whole = listed(project["dependencies"] + project["optional-dependencies"]["dev"])
    mine = listed((BINDER / "requirements.txt").read_text("utf-8").splitlines())
    assert set(mine) < set(whole)
    other = {n for n in mine if mine[n].specifier != whole[n].specifier}
    assert other == {"pandas"}
    assert mine["pandas"].specifier.contains("2.2.2")  # what Colab has


def test_a_check_that_fails_stops_nothing():
    for path in LESSONS.values():
        for cell in student_edition(read_lesson(path)).cells:
            if role(cell) == "check":
                assert cell.metadata["tags"] == ["raises-exception"], cell.id


@pytest.mark.slow  # lessons are run, in processes forked from one that has loaded the suite
@pytest.mark.parametrize("n", [1, 6])  # of others: test_each_check_fails_before_it_is_solved
def test_an_untouched_lesson_runs_to_its_end(n):
    """As "Run all" does: a cell that fails and is not tagged ends the run."""
    cells = student_edition(read_lesson(LESSONS[n])).cells
    with Session(Limits(), closed=False) as session:
        for cell in cells:
            may_fail = "raises-exception" in cell.metadata.get("tags", [])
            with contextlib.suppress(*([Failed] if may_fail else [])):
                if cell.cell_type == "code":
                    session.run(cell.source)  # raises Failed at a cell that fails
        assert not session.ended


@pytest.mark.slow
@pytest.mark.long  # repeats the test above in a kernel, which has its own test in test_make.py
@pytest.mark.parametrize("n", [1, 6])
def test_an_untouched_lesson_runs_to_its_end_in_a_kernel(n, tmp_path):
    from nbclient import NotebookClient

    book = student_edition(read_lesson(LESSONS[n]))
    client = NotebookClient(book, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()  # raises CellExecutionError at a cell that fails
    assert book.cells[-2].cell_type == "markdown" or book.cells[-2].execution_count


#: Runs the cells of the notebook named, with some packages hidden.
WITHOUT = """
import sys, nbformat
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
HIDDEN = set(sys.argv[2].split(","))
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in nbformat.read(sys.argv[1], as_version=4).cells:
    if cell.cell_type == "code":
        shell.run_cell(cell.source).raise_error()
"""
#: What the whole suite needs and no lesson does.
REPORTS_ALONE = "arviz,pyfixest,ruptures,pooch,papermill,pypandoc,typst,typer,rich"


@pytest.mark.slow  # lessons are run; without a compiler: test_a_lesson_is_solved_from_the_archive
@pytest.mark.parametrize("n", [2, 6])
def test_lessons_run_without_what_is_not_on_their_list(n, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(LESSONS[n]), REPORTS_ALONE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"UNSHIFT_ONLY": "1", "UNSHIFT_DATA": "", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout[-600:] + done.stderr[-1500:]


@pytest.mark.slow  # an environment is made, and the suite installed in it
@pytest.mark.long
def test_the_steps_of_the_hosted_machine(tmp_path):
    """In a copy of what git holds, with an environment that sees this one's packages."""
    copy = tmp_path / "home"
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
    )
    if names.returncode:
        pytest.skip("no git checkout")
    for name in filter(None, names.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    place = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    site = next(place.glob("lib/python*/site-packages"))
    (site / "packages.pth").write_text(sysconfig.get_path("purelib"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "UNSHIFT"))}
    env |= {"PATH": f"{place / 'bin'}{os.pathsep}{env['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(["sh", "binder/postBuild"], cwd=copy, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-1500:]
    made = sorted((copy / "lessons").iterdir())
    assert [p.name for p in made] == [p.name for p in LESSONS.values()]
    assert not any("BEGIN SOLUTION" in p.read_text("utf-8") for p in made)
    # What is imported is the copy, wherever the notebook is opened.
    said = subprocess.run(
        [
            "sh",
            str(copy / "binder/start"),
            "python",
            "-c",
            "import analysis; print(analysis.__file__)",
        ],
        cwd=copy / "lessons",
        env=env,
        capture_output=True,
        text=True,
    )
    assert Path(said.stdout.strip()).is_relative_to(copy), said.stderr
    assert nbformat.read(made[0], as_version=4).cells
