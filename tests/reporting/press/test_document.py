"""One document from executed notebooks: labels, references, captions, and texts kept literal."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_output

from analysis.errors import UnshiftError
from analysis.reporting.press.as_typst import table_block, typst_markdown, typst_string
from analysis.reporting.press.document import Document, Item, Part, compose, section

from ...helpers import raises
from ..conftest import HOSTILE, figure, prose, table


def written(document: Document) -> str:
    return typst_markdown(document.parts)


def test_order_items_and_pictures(executed):
    one = executed("# One\n\nSee @fig-a and @tbl-b.", figure(), name="01-one")
    two = executed("# Two", table("tbl-b"), prose("So it is."), name="02-two")
    made = compose([one, two])
    assert made.items == [
        Item("figure", "fig-a", "A figure.", "01-one"),
        Item("table", "tbl-b", "A table.", "02-two"),
    ]
    assert list(made.pictures) == ["fig-a.svg"]
    assert "drawn" in made.pictures["fig-a.svg"]
    places = [written(made).index(t) for t in ("# One", "fig-a.svg", "# Two", "<tbl-b>", "So it")]
    assert places == sorted(places)
    assert "`@fig-a`{=typst} and `@tbl-b`{=typst}." in written(made)


def test_code_and_what_it_prints_are_dropped(executed):
    made = compose([executed("# One", new_output("stream", text="printed"))])
    assert written(made) == "# One"


@pytest.mark.parametrize(
    "again", [figure(), table("fig-a"), "$$ x $$ {#eq-a}\n\n$$ y $$ {#eq-a}", "## S {#sec-a}"]
)
def test_a_label_twice(executed, again):
    first = executed("# One {#sec-a}", figure(), name="01-one")
    second = executed("# Two", again, name="02-two")
    with raises(UnshiftError, "notebook 02-two, cell 2", "twice", todo="first in note"):
        compose([first, second])


@pytest.mark.parametrize(
    "cell",
    ["As @fig-b shows.", prose("As @fig-b shows."), figure(caption="Like @fig-b.")],
)
def test_a_reference_that_leads_nowhere(executed, cell):
    with raises(UnshiftError, "notebook 01-done, cell 2", "@fig-b"):
        compose([executed("# One", cell)])


def test_references_across_notebooks_both_ways(executed):
    one = executed("# One\n\n@eq-k, @sec-s", figure(), name="01-one")
    two = executed("# Two\n\n$$ k $$ {#eq-k}\n\n## S {#sec-s}\n\n@fig-a", name="02-two")
    text = written(compose([one, two]))
    assert "$$`<eq-k>`{=typst}" in text
    assert "@fig-a`{=typst}" in text


@pytest.mark.parametrize("text", ["mail a@fig-x.org", r"an escaped \@fig-x", "cited [@hage2011]"])
def test_what_is_no_reference_is_left_alone(executed, text):
    assert text in written(compose([executed("# One\n\n" + text)]))


@pytest.mark.parametrize(
    "data",
    [{"image/png": "aGk="}, {"image/svg+xml": "<svg/>"}, {"text/html": "<table></table>"}],
)
def test_a_figure_or_table_without_caption(executed, data):
    with raises(UnshiftError, "notebook 01-done, cell 2", "caption", todo="show"):
        compose([executed("# One", new_output("display_data", data))])


@pytest.mark.parametrize(
    ("text", "count"), [("No heading.", 0), ("# One\n\n# Two", 2), ("## S", 0)]
)
def test_a_notebook_has_one_first_level_heading(executed, text, count):
    with raises(UnshiftError, "notebook 01-done", f"{count} first-level"):
        compose([executed(text)])


def test_a_comment_in_a_listing_is_no_heading(executed):
    text = "# One\n\n```sh\n# install\nmake\n```"
    assert written(compose([executed(text)])) == text


def test_strings_of_typst():
    assert typst_string('a "b" \\ #c') == '"a \\"b\\" \\\\ #c"'
    assert typst_string("two\nlines") == '"two lines"'


def test_the_cells_of_a_table_are_strings():
    about = {
        "label": "tbl-a",
        "heads": ["*h* "],
        "right": [False],
        "rows": [[HOSTILE]],
        "widths": [],
        "note": "#panic()",
    }
    block = table_block(about, "Caption.")
    assert typst_string(HOSTILE) in block
    assert 'note: "#panic()", whole: true)' in block
    assert '("*h*", )' in block


class TestFootnotes:
    def test_the_same_label_in_two_notebooks_is_two_notes(self, executed):
        one = executed("# One\n\nA.[^1]\n\n[^1]: First.", name="01-one")
        two = executed("# Two\n\nB.[^1]", "[^1]: Second.", name="02-two")
        text = written(compose([one, two]))
        assert "A.[^01-one-1]" in text
        assert "[^01-one-1]: First." in text
        assert "B.[^02-two-1]" in text
        assert "[^02-two-1]: Second." in text

    def test_captions_and_computed_prose_have_them_too(self, executed):
        made = compose(
            [
                executed(
                    "# One\n\n[^a]: Note.\n\n[^b]: Too.", prose("X[^a]"), table(caption="C.[^b]")
                )
            ]
        )
        assert "X[^01-done-a]" in written(made)
        assert "C.[^01-done-b]" in written(made)

    @pytest.mark.parametrize(
        ("cell", "word"),
        [
            ("A.[^1]", "no text"),
            ("[^1]: Alone.", "refers"),
            ("A.[^1]\n\n[^1]: B.\n\n[^1]: C.", "two texts"),
        ],
    )
    def test_notes_without_their_other_half(self, executed, cell, word):
        with raises(UnshiftError, "notebook 01-done, cell 2", "[^1]", word):
            compose([executed("# One", cell)])

    @pytest.mark.parametrize("text", [r"\[\^1\]", "`x[^1]`", "```\n[^1]\n```"])
    def test_what_is_no_note_is_left_alone(self, executed, text):
        assert text in written(compose([executed("# One\n\n" + text)]))


def test_a_section_ends_where_the_next_begins():
    parts = [
        Part("prose", "# Title"),
        Part("prose", "## The agenda\n\nOne.", tags=("section-agenda",)),
        Part("table", "Caption.", {"label": "tbl-a"}),
        Part("prose", "Two.\n\n### Deeper\n\nThree.\n\n## Next\n\nFour."),
        Part("prose", "## The agenda\n\nElsewhere."),
    ]
    found = section(Document(parts), "section-agenda")
    assert [p.text for p in found] == ["One.", "Caption.", "Two.\n\n### Deeper\n\nThree."]
    assert section(Document(parts), "section-nowhere") == []


def test_a_section_is_found_by_its_tag_and_not_by_its_heading(executed):
    text = "## Votes that few opposed\n\nOne.\n\n## Next\n\nTwo."
    book = executed("# T", text, prose("Three."), tags={text: "section-agenda"})
    assert [p.text for p in section(compose([book]), "section-agenda")] == ["One."]


def test_a_section_ends_with_its_notebook(executed):
    text = "## Last\n\nOne."
    books = [
        executed("# A", text, tags={text: "section-limits"}, name="01-a"),
        executed("# B\n\nTwo.", name="02-b"),
    ]
    assert [p.text for p in section(compose(books), "section-limits")] == ["One."]
