"""Where figures and tables come to stand on the pages."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pandas as pd
import pytest
from pypdf import PdfReader

from analysis.figures.answer import HEIGHT, Line, agreement_levels, height_beside
from analysis.figures.dress.heading import headed, headline_lines
from analysis.reporting.press.as_typst import WHOLE, typst_markdown
from analysis.reporting.press.document import Part
from analysis.reporting.press.typeset import typeset

from .test_typeset import DAY, META

#: First years of the windows of a table.
YEARS = (2019, 2015, 2011)
LINE = "Some words that fill the greater part of a line and mean nothing. "


def drawn(height: float) -> str:
    """Return a figure of some height in points."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="{height}pt" '
        f'viewBox="0 0 200 {height}"><rect width="200" height="{height}" fill="#ccc"/></svg>'
    )


def prose(text: str, paragraphs: int = 0) -> Part:
    return Part("prose", "\n\n".join([text, *[LINE * 3] * paragraphs]))


def figure(label: str = "fig-a") -> Part:
    return Part("figure", f"Caption of {label}.", {"label": label, "alt": "A box"})


def table(rows: int) -> Part:
    about = {"label": "tbl-a", "heads": ["row"], "right": [False], "widths": [], "note": ""}
    cells = [[f"row{i:02d}"] for i in range(rows)]
    return Part("table", "Caption of tbl-a.", {**about, "rows": cells})


@pytest.fixture
def pages(tmp_path):
    """Set parts; return the text of each page after that of the title."""

    def call(*parts: Part, height: float = 250) -> list[str]:
        pictures = {f"fig-{k}.svg": drawn(height) for k in "abc"}
        begun = [Part("prose", "```{=typst}\n#pagebreak()\n```"), *parts]
        pdf = typeset(tmp_path, typst_markdown(begun), META, pictures, DAY)
        read = PdfReader(io.BytesIO(pdf.read_bytes()))
        return [page.extract_text() for page in read.pages][1:]

    return call


def page_of(pages: list[str], words: str) -> int:
    found = [n for n, text in enumerate(pages) if words in text]
    assert len(found) == 1, (words, found)
    return found[0]


class TestFigures:
    def test_stands_where_it_is_asked_for(self, pages):
        (text,) = pages(prose("# Head\n\nBefore it."), figure(), prose("After it."))
        assert text.index("Before it") < text.index("Caption of fig-a") < text.index("After it")

    def test_without_room_the_text_goes_on_and_it_has_the_top_of_the_next_page(
        self, pages, tmp_path
    ):
        found = pages(
            prose("# Head\n\nBefore it.", 17), figure(), prose("After it."), prose("End.", 12)
        )
        assert page_of(found, "After it") == 0
        assert page_of(found, "Caption of fig-a") == 1
        assert found[1].index("Caption of fig-a") < found[1].index("Some words")
        assert json.loads((tmp_path / "floats.json").read_text()) == ["fig-a"]

    def test_the_first_below_its_heading_stays_there(self, pages):
        found = pages(prose("# Head\n\nBefore it.", 17), prose("## Below"), figure())
        assert page_of(found, "Caption of fig-a") == 1
        assert found[1].index("Below") < found[1].index("Caption of fig-a")
        assert "Below" not in found[0]

    def test_what_moves_up_is_looked_at_anew(self, pages, tmp_path):
        # Once the first floats, the text after it moves up and the second has no room either.
        found = pages(
            prose("# Head\n\nBefore it.", 17),
            figure("fig-a"),
            prose("Between.", 1),
            figure("fig-b"),
            prose("End.", 14),
        )
        assert page_of(found, "Between") == 0
        order = [found[1].find(f"Caption of fig-{k}") for k in "ab"]
        assert -1 < order[0] < order[1]
        assert json.loads((tmp_path / "floats.json").read_text()) == ["fig-a", "fig-b"]

    def test_it_has_the_size_it_was_drawn_in(self, pages):
        # Scaled to the width of the text it would be higher than a page,
        assert len(pages(prose("# Head\n\nBefore it."), figure(), height=400)) == 1
        # and a pixel taken for three quarters of a point, two would have room on one.
        two = pages(prose("# Head\n\nBefore it."), figure(), figure("fig-b"), height=350)
        assert [page_of(two, f"Caption of fig-{k}") for k in "ab"] == [0, 1]


class TestTables:
    def test_no_figure_comes_to_stand_within_it(self, pages):
        found = pages(prose("# Head\n\nBefore it.", 17), figure(), table(60), height=300)
        text = "\n".join(found)
        rows = [text.index(f"row{i:02d}") for i in range(60)]
        assert rows == sorted(rows)
        assert not rows[0] < text.index("Caption of fig-a") < rows[-1]
        assert text.index("Caption of fig-a") < text.index("Caption of tbl-a")

    @pytest.mark.parametrize("paragraphs", [10, 12, 14])
    def test_a_short_one_is_whole(self, pages, paragraphs):
        found = pages(prose("# Head\n\nBefore it.", paragraphs), table(12))
        assert page_of(found, "row00") == page_of(found, "row11") == page_of(found, "Caption of")

    def test_a_long_one_breaks_with_its_heading_again(self, pages):
        found = pages(prose("# Head\n\nBefore it.", 6), table(60))
        assert "row00" in found[0]
        assert "row59" in found[-1]
        assert all("\nrow\n" in text for text in found)

    @pytest.mark.parametrize("paragraphs", range(17, 24))
    def test_one_or_two_rows_of_a_long_one_never_stand_alone(self, pages, paragraphs):
        found = pages(prose("# Head\n\nBefore it.", paragraphs), table(40))
        rows = [len(re.findall(r"row\d\d", text)) for text in found]
        assert sum(rows) == 40
        assert all(n >= 3 for n in rows if n)

    def test_what_is_whole_fits_a_page(self):
        # Of the 25 cm that a page has for text, in points.
        assert WHOLE < 0.5 * 690


def test_a_chapter_does_not_begin_at_the_foot_of_a_page(pages):
    for paragraphs in range(12, 16):
        found = pages(prose("# Head\n\nBefore it.", paragraphs), prose("# Next\n\nIt begins.", 3))
        at = page_of(found, "It begins")
        assert found[at].count("Some words") >= 3


class TestPageOne:
    """Lead, figure and table of page one stand on it, whatever the length of the lead."""

    ABOUT = META | {
        "record_text": "The whole record at hand was used: 9,671 roll calls of two bodies; " * 2,
        "cite": "contributors (2026), How a state voted: before and after a day. " * 2,
        "licence": "Text and figures: CC BY 4.0. Files of votes belong to their publishers. " * 2,
    }
    LONG = (
        "Brazil votes more often as the United States does, and less often as most of its regional "
        "group do"
    )

    def page_of_table(
        self, tmp_path, bold: int, plain: list[int], headline: str, high=None, small=(396, 396)
    ) -> int:
        words = [(LINE * 12)[:n].strip() for n in plain]
        lead = (LINE * 12)[:bold].strip()
        lines = headline_lines(headline)
        captions = [(LINE * 12)[:n].strip() for n in small]
        height = high or height_beside(lead, words, lines, captions)
        years = pd.Series(range(2008, 2023))
        four = [Line(f"State {k}", years, years * 0 + 0.2 * k, "#0B5FA5") for k in range(1, 5)]
        drawing = agreement_levels(four, date(2019, 1, 1), height)
        drawing = headed(drawing, headline, "Share of texts, by year", "Source: recorded votes")
        held = io.StringIO()
        drawing.savefig(held, format="svg")
        about = {
            "label": "tbl-a",
            "heads": ["window", "divided texts", "as the group", "as the United States", "n"],
            "right": [False, True, True, True, True],
            "widths": [3.3, 1, 1, 1, 1],
            "note": "",
            "rows": [
                [f"1 January {y} to 31 December {y + 3}", "9", "9%", "9%", "9"] for y in YEARS
            ],
        }
        parts = [
            prose("# The answer\n\nAll here is counted from votes."),
            prose(f"**{lead}**"),
            *map(prose, words),
            Part("figure", captions[0], {"label": "fig-a", "alt": "Lines."}),
            Part("table", captions[1], about),
            prose("## What the agenda has to do with it", 3),
        ]
        pdf = typeset(
            tmp_path, typst_markdown(parts), self.ABOUT, {"fig-a.svg": held.getvalue()}, DAY
        )
        pages = PdfReader(io.BytesIO(pdf.read_bytes())).pages
        return page_of([page.extract_text() for page in pages], "1 January 2011 to")

    @pytest.mark.parametrize(
        ("bold", "plain", "headline"),
        [
            (427, [189, 138], "Indonesia votes much as it did before"),
            (430, [380, 140], LONG),
        ],
    )
    def test_the_figure_gives_way_to_a_long_lead(self, tmp_path, bold, plain, headline):
        assert self.page_of_table(tmp_path, bold, plain, headline) == 0

    def test_and_to_long_captions(self, tmp_path):
        lead, small = (354, [190, 227], "One line"), (790, 790)
        assert self.page_of_table(tmp_path, *lead, small=small) == 0
        high = height_beside((LINE * 12)[:354], [(LINE * 12)[:n] for n in lead[1]])
        assert self.page_of_table(tmp_path, *lead, high=high, small=small) == 1

    def test_a_figure_that_does_not_give_way_would_drive_it_off(self, tmp_path):
        assert self.page_of_table(tmp_path, 430, [380, 140], self.LONG, high=HEIGHT) == 1
