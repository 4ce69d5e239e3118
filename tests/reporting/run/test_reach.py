"""A notebook's hash changes with the code it can reach, and with no other."""

from __future__ import annotations

import ast

import pytest

from analysis.paths import NOTEBOOKS, ROOT
from analysis.reporting.run import reach
from analysis.reporting.run.build import report_notebooks
from analysis.reporting.run.reach import code_hash, imported_by, reached


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """A suite of six files in a folder of its own."""
    files = {
        "__init__.py": "",
        "votes/__init__.py": "from analysis.votes.count import tally\n",
        "votes/count.py": "import numpy\n\n\ndef tally():\n    from analysis import late\n",
        "late.py": "",
        "apart.py": "import analysis.votes\n",
        "reporting.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "analysis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(reach, "SITE", tmp_path)
    return tmp_path / "analysis"


def names(paths, root) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in paths)


def test_packages_objects_and_lazy_imports_are_followed(suite):
    # `tally` is no module; the package's __init__ runs although only count is asked for.
    assert names(reached(["analysis.votes.count.tally"]), suite) == [
        "__init__.py",
        "late.py",
        "votes/__init__.py",
        "votes/count.py",
    ]
    assert names(reached(["analysis.late"]), suite) == ["__init__.py", "late.py"]


@pytest.mark.parametrize(
    ("file", "changes"),
    [("late.py", True), ("votes/__init__.py", True), ("apart.py", False), ("reporting.py", False)],
)
def test_the_hash_changes_with_what_is_reached(suite, file, changes):
    before = code_hash(["analysis.votes.count"])
    (suite / file).write_text("x = 1\n")
    assert (code_hash(["analysis.votes.count"]) != before) == changes


def test_a_new_import_is_seen_in_the_same_process(suite):
    before = code_hash(["analysis.late"])
    (suite / "late.py").write_text("import analysis.apart\n")
    assert "apart.py" in names(reached(["analysis.late"]), suite)
    assert code_hash(["analysis.late"]) != before


def test_imports_of_a_notebook(book):
    path = book(
        "# A", "import numpy\nfrom analysis.tables import minus", "import analysis.errors as e"
    )
    assert imported_by(path) == ["analysis.errors", "analysis.tables", "analysis.tables.minus"]


def test_a_cell_that_is_not_plain_python_reaches_everything(book):
    path = book("# A", "%load analysis.tables")
    assert len(reached(imported_by(path))) == len(list((ROOT / "analysis").rglob("*.py")))


@pytest.mark.parametrize("path", report_notebooks(NOTEBOOKS), ids=lambda p: p.stem)
def test_printing_is_out_of_the_notebooks_reach(path):
    files = names(reached(imported_by(path)), ROOT)
    assert "analysis/reporting/display.py" in files
    assert "analysis/rollcalls/load.py" in files
    for name in ("printing", "typeset", "jobs", "graph", "build", "plan"):
        assert f"analysis/reporting/{name}.py" not in files


def parsed(text: str) -> set[str]:
    """The slow twin: every import of a module, from its whole tree."""
    return set(reach._imports(ast.parse(text)))


def test_reading_statements_finds_what_parsing_every_module_of_the_suite_finds():
    files = sorted((ROOT / "analysis").rglob("*.py"))
    assert len(files) > 400
    beyond = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        found, true = set(reach._imports_of_text(text)), parsed(text)
        assert found >= true, path
        beyond += [path] if found > true else []
    assert len(beyond) <= 2  # code that stands in a text, as cells of lessons do


@pytest.mark.parametrize(
    "text",
    [
        "x = 1; import analysis.late\n",
        "if True: from analysis import late\n",
        "import analysis.late, \\\n    analysis.apart\n",
        "from analysis import (  # (two)\n    late,\n    apart,\n)\n",
        'text = """\nfrom analysis we learn\n"""\nimport analysis.late\n',
        "if TYPE_CHECKING:\n    import analysis.apart\nimport analysis.late\n",
        "if TYPE_CHECKING:\n    import analysis.apart\nelse:\n    import analysis.late\n",
        "import analysis\n",
        "import analysisx\n",
    ],
)
def test_however_an_import_is_written_it_is_found(text):
    assert set(reach._imports_of_text(text)) == parsed(text)
