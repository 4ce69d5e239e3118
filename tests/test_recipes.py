"""A chapter of one's own with a figure: two files and a notebook, and the report has them.

The other recipes of CONTRIBUTING.md are followed where their rooms are tested: an index in
tests/agreement/test_registry.py, a design in tests/shift/test_registry.py, a layout of files in
tests/record/readers/test_layouts.py, a prior in tests/idealpoints/priors.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reporting.outputs import Output, listed_as, read_outputs, updated
from analysis.reporting.run.build import Report, build_report, report_notebooks
from analysis.study import Study

pytestmark = pytest.mark.slow

#: analysis/figures/toy.py, as a newcomer would write it.
FIGURE = '''
"""A toy of a figure."""
from analysis.figures.style import new_figure, styled


@styled
def yes_dots(tallies):
    """Draw the Yes votes of each roll call in order."""
    figure, ax = new_figure(1.5)
    ax.plot(range(len(tallies)), tallies["yes"], "o")
    return figure
'''
#: analysis/chapters/toy.py.
CHAPTER = '''
"""A toy of a chapter."""
from analysis.chapters.pieces import Picture, Prose, Table, pieces
from analysis.figures.toy import yes_dots


@pieces
def counted(study, rollcalls):
    """Show the roll calls on the issue, and say how many they are."""
    tallies = rollcalls.tally()
    yield Picture(yes_dots(tallies), "fig-toy", "Dots of the toy.", alt="A dot a roll call.")
    yield Table(tallies.head(2), "tbl-toy", "The toy table.", {"yes": "for", "no": "against"})
    yield Prose(f"The toy of {study.country} counts {len(tallies)}.")
'''
PARAMETERS = 'country = "USA"\nrecord = "auto"'
#: The files lie beside the package and not in it, which two lines of the notebook make up for.
IMPORTS = """import analysis.chapters
import analysis.figures
analysis.chapters.__path__.append({place!r} + "/chapters")
analysis.figures.__path__.append({place!r} + "/figures")
from analysis.chapters import toy as chapter
from analysis.reporting.show import show
from analysis.rollcalls.load import load_rollcalls
from analysis.study import taken_up"""
SHOWS = "study = taken_up(globals())\nshow(chapter.counted(study, load_rollcalls(study.record)))"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Report:
    """The report of a folder of notebooks that holds the toy's."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    place = tmp_path_factory.mktemp("toy")
    for room, text in (("figures", FIGURE), ("chapters", CHAPTER)):
        (place / room).mkdir()
        (place / room / "toy.py").write_text(text, encoding="utf-8")
    cells = [
        new_markdown_cell("# A toy\n\n@fig-toy and @tbl-toy are toys."),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell(IMPORTS.format(place=str(place))),
        new_code_cell(SHOWS),
    ]
    nbformat.write(new_notebook(cells=cells), place / "09-toy.ipynb")
    found = report_notebooks(place)
    assert [path.name for path in found] == ["09-toy.ipynb"]
    study = Study(country="HUN", record="embedded")
    return build_report(study, place / "out" / "toy", jobs=1, notebooks=found)


def page(made: Report) -> str:
    (file,) = Path(made.folder).glob("*.html")
    return file.read_text(encoding="utf-8")


def test_a_chapter_stands_in_the_report_with_what_it_says(made):
    assert "The toy of HUN counts " in page(made)
    assert [book["name"] for book in made.manifest["notebooks"]] == ["09-toy"]


def test_a_figure_stands_in_the_report_with_its_maker(made):
    programs = {o["label"]: o["program"] for o in made.manifest["outputs"]}
    assert set(programs) == {"fig-toy", "tbl-toy"}
    assert programs["fig-toy"] == "analysis.figures.toy.yes_dots"
    assert programs["tbl-toy"] == "analysis.chapters.toy.counted"
    assert "Dots of the toy." in page(made)
    assert 'id="fig-toy"' in page(made)


def test_the_list_of_outputs_takes_them_up(made):
    after = updated(read_outputs(), [made.manifest])
    assert listed_as("fig-toy", "09-toy", read_outputs()) is None
    found = listed_as("fig-toy", "09-toy", after)
    assert isinstance(found, Output)
    assert (found.kind, found.made) == ("figure", "always")
