"""The gallery draws what a notebook would show, and tells what it could not run."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.chapters.pieces import Picture, Prose
from analysis.figures.style import new_figure
from analysis.workshop.gallery import draw, pictures

CELLS = [
    'country = "USA"',
    "from test_gallery_pieces import some",
    "show(some(country))",
    "raise ValueError(country)",
    "show(some('second'))",
]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    import sys
    import types

    def some(name):
        figure, ax = new_figure(1.5)
        ax.plot([0, 1], [0, 1])
        return (
            Prose("Words."),
            Picture(figure, f"fig-{name.lower()}", "Caption.", "Alt.", headline="Up", subtitle="x"),
        )

    module = types.ModuleType("test_gallery_pieces")
    module.some = some
    monkeypatch.setitem(sys.modules, "test_gallery_pieces", module)
    cells = [new_code_cell(text) for text in CELLS]
    cells[0].metadata["tags"] = ["parameters"]
    path = tmp_path / "01-one.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# One"), *cells]), path)
    return path


def test_pictures_with_the_parameters_given_and_failures_told(notebook, tmp_path):
    found = pictures(notebook, {"country": "KEN", "level": 0.9})
    assert [p.label for p in found.pictures] == ["fig-ken", "fig-second"]
    assert len(found.failures) == 1
    assert "KEN" in found.failures[0]
    made = list(draw(found.pictures, tmp_path / "out"))
    assert sorted(p.name for p in made) == [
        "fig-ken-390.png", "fig-ken.png", "fig-second-390.png", "fig-second.png",
    ]  # fmt: skip
    assert int.from_bytes(made[-1].read_bytes()[16:20]) == pytest.approx(780, abs=4)
