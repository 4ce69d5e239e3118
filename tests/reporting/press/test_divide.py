"""Main part and supplement: what goes where, under which heading, with which number."""

from __future__ import annotations

import pytest

from analysis.reporting.press.divide import divided, of_matter, with_contents
from analysis.reporting.press.document import MAIN, SUPPLEMENT, Part, compose
from analysis.reporting.press.numbering import numbers

from ..conftest import figure, prose, table


def texts(parts, matter: str) -> list[str]:
    return [part.text for part in of_matter(parts, matter)]


def labels(parts, matter: str) -> list[str]:
    return [p.about["label"] for p in of_matter(parts, matter) if p.kind != "prose"]


class TestMarks:
    """A tag speaks for a cell, a section or a notebook; what is shown can ask for itself."""

    def test_a_cell(self, executed):
        made = compose([executed("# One", (table(), "supplement"), table("tbl-b"))])
        assert labels(made.parts, SUPPLEMENT) == ["tbl-a"]
        assert labels(made.parts, MAIN) == ["tbl-b"]

    def test_a_section_up_to_the_next(self, executed):
        book = executed(
            "# One", ("## Long", "supplement"), table(), "More of it.", "## Short", table("tbl-b")
        )
        made = compose([book])
        assert texts(made.parts, SUPPLEMENT) == ["## Long", "A table.", "More of it."]
        assert labels(made.parts, MAIN) == ["tbl-b"]

    def test_a_notebook(self, executed):
        book = executed(("# One", "supplement"), figure(), "## Two", table())
        assert of_matter(compose([book]).parts, MAIN) == []

    def test_what_is_shown(self, executed):
        made = compose([executed("# One", table(matter="supplement"), figure())])
        assert labels(made.parts, SUPPLEMENT) == ["tbl-a"]
        assert labels(made.parts, MAIN) == ["fig-a"]


class TestHeadings:
    def test_a_heading_that_has_nothing_left_goes_with_its_label(self, executed):
        book = executed(
            "# One\n\nWords.", "## Rows {#sec-r}", (table(), "supplement"), "## End\n\nOf it."
        )
        parts = divided(compose([book]).parts)
        assert not any("Rows" in text for text in texts(parts, MAIN))
        assert texts(parts, SUPPLEMENT) == ["# One", "## Rows {#sec-r}", "A table."]
        assert numbers(parts)["sec-r"] == "Section S1.1"

    def test_one_that_keeps_a_text_stands_in_both_and_its_label_in_the_main_part(self, executed):
        book = executed("# One", "## Rows {#sec-r}\n\nWords.", (table(), "supplement"))
        parts = divided(compose([book]).parts)
        assert texts(parts, SUPPLEMENT) == ["# One", "## Rows", "A table."]
        assert numbers(parts) == {"sec-r": "Section 1.1", "tbl-a": "Table S1"}

    def test_a_chapter_without_anything_is_left_out(self, executed):
        one = executed("# One", "## Rows", (table(), "supplement"), name="01-one")
        two = executed("# Two\n\nWords.", name="02-two")
        parts = divided(compose([one, two]).parts)
        assert texts(parts, MAIN) == ["# Two\n\nWords."]
        assert texts(parts, SUPPLEMENT) == ["# One", "## Rows", "A table."]

    def test_two_sections_in_one_cell(self, executed):
        book = executed("# One\n\nWords.\n\n## Bare", (table(), "supplement"), "## End\n\nx")
        parts = divided(compose([book]).parts)
        assert texts(parts, MAIN)[0] == "# One\n\nWords."
        assert texts(parts, SUPPLEMENT) == ["# One", "## Bare", "A table."]

    def test_a_heading_is_said_once(self, executed):
        book = executed("# One\n\nx", "## Rows\n\nx", (table(), "supplement"), "y",
                        (table("tbl-b"), "supplement"))  # fmt: skip
        parts = divided(compose([book]).parts)
        assert texts(parts, SUPPLEMENT) == ["# One", "## Rows", "A table.", "A table."]

    @pytest.mark.parametrize("code", ["```\n## no heading\n```", "`## none`"])
    def test_code_is_no_heading(self, code):
        parts = divided([Part("prose", "# One", notebook="a"), Part("prose", code, notebook="a")])
        assert texts(parts, MAIN) == ["# One", code]

    def test_without_a_supplement_all_is_as_it_was(self, executed):
        made = compose([executed("# One", figure(), "## Two\n\nWords.", table(), prose("So."))])
        assert divided(made.parts) == made.parts


def test_contents_stand_after_the_chapter_that_answers(executed):
    one = executed("# One", (prose("So it is."), "answer"), "## More\n\nx", name="00-one")
    two = executed("# Two", name="01-two")
    found = [part.text for part in with_contents(compose([one, two]).parts)]
    assert found.index("# Two") == len(found) - 1
    assert "#contents(meta)" in found[-2]
