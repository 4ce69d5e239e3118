"""The page: complete in itself, readable without scripts, and texts printed as they stand."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pytest

from analysis.reporting.display import MIME
from analysis.reporting.press.document import Part, compose
from analysis.reporting.press.html import html_page
from analysis.tables import literal

from ..conftest import HOSTILE, figure, prose, shows, table
from .test_typeset import META


class Reader(HTMLParser):
    """Collect tags with attributes, and the text outside of style."""

    VOID = ("meta", "col", "br", "hr", "img", "input", "link")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.tags if name == tag]


def page_of(*books, **meta) -> str:
    document = compose(books)
    return html_page(document.parts, document.pictures, META | meta)


def squeezed(text: str) -> str:
    text = re.sub(r"\s+", "", text)
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


@pytest.fixture
def small(executed) -> str:
    one = executed(
        "# One {#sec-one}\n\nIn @fig-a, @tbl-a, @eq-k and @sec-b [@hage2011].[^1]\n\n[^1]: A note.",
        figure(),
        "## Below {#sec-b}\n\n$$ k = 1 $$ {#eq-k}",
        table(widths=[3, 1], note="Below the table."),
        name="01-one",
    )
    two = executed("# Two\n\nMore.[^1]\n\n[^1]: Another.", figure("fig-b"), name="02-two")
    refs = executed("# References {-}\n\n::: {#refs}\n:::", name="03-refs")
    return page_of(one, two, refs)


class TestPage:
    def test_it_is_complete_in_itself(self, small):
        read = Reader(small)
        assert read.open == []
        names = {name for name, _ in read.tags}
        assert not names & {"link", "img", "iframe", "object", "form", "base"}
        for _, attrs in read.tags:
            for key, value in attrs.items():
                assert not key.startswith("on")
                assert key != "style"
                if key in ("href", "src", "xlink:href", "data"):
                    assert value.startswith("#")
        assert "url(http" not in small
        assert "@import" not in small

    def test_the_policy_allows_its_own_script_and_style_and_no_other(self, small):
        held = next(m for m in Reader(small).all("meta") if "http-equiv" in m)["content"]
        rules = dict(rule.split(" ", 1) for rule in held.split("; "))
        assert rules["default-src"] == "'none'"
        for tag in ("script", "style"):
            (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", small, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
        assert "unsafe" not in held

    def test_every_link_leads_to_an_id_and_no_id_is_there_twice(self, small):
        read = Reader(small)
        ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        links = {a["href"][1:] for a in read.all("a") if "href" in a}
        assert links <= set(ids)
        assert {"report", "fig-a", "tbl-a", "eq-k", "sec-b", "ref-hage2011"} <= links

    def test_numbers_are_those_of_the_pdf(self, small):
        text = Reader(small).text
        assert "In Figure 1, Table 1, Equation 1 and Section 1.1 (Häge 2011)" in text
        for words in ("Figure 1. A figure.", "Figure 2. A figure.", "Table 1. A table.", "(1)"):
            assert words in text

    def test_contents_name_every_heading(self, small):
        contents = Reader(small[small.index("<nav") : small.index("</nav>") + 6]).text
        assert contents == "Contents 1 One 1.1 Below 2 Two References"

    def test_notes_of_both_notebooks(self, small):
        begin = small.index('<section id="footnotes"')
        text = Reader(small[begin : small.index("</section>", begin) + 10]).text
        assert re.search(r"A note\..*Another\.", text)

    def test_figures_are_read_out(self, small):
        drawn = Reader(small).all("svg")
        assert [(d["role"], d["aria-label"]) for d in drawn] == [("img", "Lines")] * 2

    def test_tables_tell_rows_from_columns(self, small):
        read = Reader(small)
        assert [h.get("scope") for h in read.all("th")] == ["col", "col", "row"]
        (box,) = (d for d in read.all("div") if d.get("class") == "scroll")
        assert (box["role"], box["tabindex"]) == ("region", "0")
        assert box["aria-labelledby"] == read.all("table")[0]["aria-labelledby"] == "tbl-a-caption"
        assert "tbl-a-caption" in {attrs.get("id") for _, attrs in read.tags}
        for column, share in zip(read.all("col"), ("75.0%", "25.0%"), strict=True):
            assert f".{column['class']}{{width: {share}}}" in small
        assert "Below the table." in read.text

    def test_one_heading_of_the_first_level_and_none_left_out(self, small):
        levels = [int(name[1]) for name, _ in Reader(small).tags if re.fullmatch(r"h\d", name)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))

    def test_language_title_and_a_way_past_the_contents(self, small):
        read = Reader(small)
        assert read.all("html") == [{"lang": "en-GB"}]
        assert "<title>A title: A subtitle</title>" in small
        assert read.all("a")[0] == {"class": "skip", "href": "#report"}

    def test_a_narrow_drawing_stands_beside_the_wide_one(self, executed):
        cell = figure("fig-a")
        about = cell["data"][MIME]
        about |= {
            "headline": "It fell",
            "subtitle": "By year",
            "narrow": "<svg xmlns='http://www.w3.org/2000/svg'><g id='m'/><use href='#m'/></svg>",
        }
        page = page_of(executed("# One", cell))
        drawn = Reader(page).all("svg")
        assert [d["class"] for d in drawn] == ["drawn wide", "drawn narrow"]
        assert '<div class="heading narrow"><p class="headline">It fell</p><p>By year</p>' in page
        ids = [attrs["id"] for _, attrs in Reader(page).tags if "id" in attrs]
        assert len(ids) == len(set(ids))

    def test_files_beside_it_are_linked_and_no_others(self, executed):
        document = compose([executed("# One", figure("fig-a"), figure("fig-b"))])
        files = ["r.pdf", "r-brief.pdf", "figures/fig-a.svg", "figures/fig-a.csv", "manifest.json"]
        page = html_page(document.parts, document.pictures, META, files=files)
        links = {a["href"] for a in Reader(page).all("a") if a["href"][0] != "#"}
        assert links == set(files)

    def test_the_same_inputs_give_the_same_page(self, executed):
        books = [executed("# One\n\nText [@hage2011].", figure())]
        assert page_of(*books) == page_of(*books)


def test_texts_of_the_record_are_printed_as_they_stand(executed):
    book = executed(
        "# One",
        table(cell=HOSTILE, caption=literal(HOSTILE), note=HOSTILE, heads=[HOSTILE, "n"]),
        figure(alt=HOSTILE),
        prose(f"On {literal(HOSTILE)}."),
    )
    page = page_of(
        book,
        title=HOSTILE,
        subtitle=HOSTILE,
        record_text=HOSTILE,
        record_line=HOSTILE,
        keywords=[HOSTILE],
        cite=HOSTILE,
        licence=HOSTILE,
    )
    read = Reader(page)
    assert len(read.all("script")) == 1
    # title twice, subtitle twice, record twice, cite, licence, caption, head, cell, note, prose
    assert squeezed(read.text).count(squeezed(HOSTILE)) == 13
    assert [d["aria-label"] for d in read.all("svg")] == [HOSTILE]


@pytest.mark.parametrize(
    "mark",
    ["$title$", "$if(title)$", "<unshift-piece n=0>", "<unshift-style>", "<unshift-script>"],
)
def test_marks_of_the_template_in_a_text_are_text(executed, mark):
    page = page_of(
        executed("# One", table(cell=mark), prose(literal(mark))),
        title=mark,
    )
    # title twice, cell, prose
    assert Reader(page).text.count(mark) == 4


def test_escaping_is_undone_by_a_reader():
    # The reader of these tests is one that unescapes, as browsers do.
    assert Reader(f"<p>{html.escape(HOSTILE)}</p>").text == " ".join(HOSTILE.split())


def test_numbers_and_days_are_not_broken_in_their_cells():
    rows = [
        ["Russia", "−0.34 [−0.46, −0.23]", "2025-02-24", "a/b"],
        ["Israel", "0.25", "2025-12-18", "2 of 9"],
    ]
    about = {"label": "tbl-a", "heads": list("abcd"), "right": [False] * 4, "rows": rows}
    part = Part("table", "A table.", {**about, "widths": [], "note": ""})
    text = html_page([part], {}, META)
    cells = re.findall(r"<t[dh][^>]*>[^<]*</t[dh]>", text)
    firm = [re.sub("<[^>]*>", "", c) for c in cells if "firm" in c]
    assert firm == ["−0.34\xa0[−0.46,\xa0−0.23]", "2025-02-24", "\u20070.25", "2025-12-18"]


class TestLive:
    """What is handed to scripts."""

    def page(self, executed, text: str) -> str:
        values = {"calls": [["2025-01-21", "A/1", text, "YNA", "1"]], "lists": []}
        about = {"kind": "live", "live": "calls", "at": "tbl-a", "values": values}
        lost = about | {"at": "tbl-gone"}
        book = executed("# One", table(counts=[["", "n.after"]]), shows(about), shows(lost))
        document = compose([book])
        return html_page(document.parts, document.pictures, META, document.live)

    def test_it_is_data_that_no_text_can_end(self, executed):
        text = f"{HOSTILE}</script><!--<script>\u202e\u2028&amp;"
        page = self.page(executed, text)
        read = Reader(page)
        data, run = read.all("script")
        assert data == {"type": "application/json", "id": "live-data"}
        assert run == {}
        held = page[page.index('id="live-data">') + 15 :]
        held = held[: held.index("</script>")]
        assert held.isascii()
        assert not set("<>&") & set(held)
        (piece,) = json.loads(held)  # what belongs to a table that is not there is left out
        assert piece["values"]["calls"][0][2] == text

    def test_counts_are_named_in_their_cells(self, executed):
        page = self.page(executed, "A text")
        assert [c["data-count"] for c in Reader(page).all("td") if "data-count" in c] == ["n.after"]

    def test_a_page_without_any_has_no_data(self, executed):
        assert len(Reader(page_of(executed("# One", table()))).all("script")) == 1


def test_a_title_cannot_turn_the_direction_of_what_follows(executed):
    page = page_of(executed("# One", table(cell="a\u202eb\u2066c"), prose("d\u202ee")))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert "abc" in page
