"""The notebooks of replications: whole, stripped, and running on the public record."""

from __future__ import annotations

import ast

import nbformat
import pytest

from analysis.paths import NOTEBOOKS

BOOKS = sorted((NOTEBOOKS / "replications").glob("*.ipynb"))


def code(path) -> list[str]:
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_there_is_one_for_each_module_and_a_row_for_each():
    assert len(BOOKS) == 4
    rows = (NOTEBOOKS / "replications" / "README.md").read_text("utf-8")
    assert all(book.name in rows for book in BOOKS)


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_they_are_whole_and_stripped(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    cells = [c for c in book.cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in cells)
    heads = [x for c in book.cells if c.cell_type == "markdown" for x in c.source.splitlines()]
    assert sum(h.startswith("# ") for h in heads) == 1
    assert heads.count("## Exercises") == 1
    assert cells[0].metadata["tags"] == ["parameters"]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_they_run(path, history):
    names: dict[str, object] = {}
    for source in code(path):
        exec(compile(ast.parse(source), str(path), "exec"), names)
    assert len(names["table"])  # type: ignore[arg-type]
