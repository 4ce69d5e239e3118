"""What a report is printed as: PDF/A, a brief of two pages, a page of HTML, a manifest."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.errors import UnshiftError
from analysis.reporting.outputs import ALWAYS, Output
from analysis.reporting.press.brief import brief_parts, question
from analysis.reporting.press.document import compose
from analysis.reporting.press.numbering import numbers
from analysis.reporting.press.printing import print_report
from analysis.reporting.run.manifest import described, manifest
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study

from ...helpers import raises
from ..conftest import figure, prose, table

WHEN = datetime(2025, 12, 31, tzinfo=UTC)
STUDY = Study(record="embedded")
ANSWER = "The United States voted No on 90% of texts, as @fig-answer shows."
AGENDA = "## The agenda\n\nFew noes, as @tbl-bounds says."
LIMITS = "## What this cannot show, and what would change the conclusion\n\nMuch."
TAGS = {AGENDA: "section-agenda", LIMITS: "section-limits"}


@pytest.fixture(scope="module")
def about():
    made = manifest(STUDY, described(load_rollcalls("embedded")), [], [])
    return made | {"seconds": 9.6}


@pytest.fixture
def shift(executed) -> Path:
    """Write a notebook that holds what a brief is made from."""
    return executed(
        "# The answer\n\nA word.[^1]\n\n[^1]: Its note.",
        (prose(ANSWER), "answer"),
        figure("fig-answer", alt="Shares by year"),
        table("tbl-answer", caption="Divided texts."),
        AGENDA,
        table("tbl-agenda", caption="With four noes."),
        "## Bounds",
        table("tbl-bounds", matter="supplement"),
        LIMITS,
        name="05-other",
        tags=TAGS,
    )


def printed(about, books, folder: Path) -> list[Path]:
    folder.mkdir()
    return print_report(STUDY, about, books, folder, "usa", WHEN)


def text_of(path: Path) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(path).pages).split())


def structure(node, kinds: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """List the elements of a tagged PDF, each with its alternative text."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            structure(child, kinds)
    elif isinstance(node, dict):
        if "/S" in node:
            kinds.append((node["/S"], node.get("/Alt")))
        if "/K" in node:
            structure(node["/K"], kinds)
    return kinds


def test_what_is_written(about, shift, tmp_path):
    made = printed(about, [shift], tmp_path / "r")
    assert [p.name for p in made] == [
        "usa.pdf", "usa-supplement.pdf", "usa-brief.pdf", "usa.html", "manifest.json",
    ]  # fmt: skip
    beside = {p.name for p in (tmp_path / "r").iterdir()} - {p.name for p in made}
    assert beside == {"figures"}
    figures = {p.name for p in (tmp_path / "r" / "figures").iterdir()}
    assert {"fig-answer.svg", "fig-answer.png"} <= figures
    held = json.loads(made[-1].read_text(encoding="utf-8"))
    assert [o["label"] for o in held["outputs"]] == [
        "fig-answer", "tbl-answer", "tbl-agenda", "tbl-bounds",
    ]  # fmt: skip
    assert held["seconds"] == 9.6


def test_without_what_a_brief_is_made_from_there_is_none(about, executed, tmp_path):
    made = printed(about, [executed("# One", figure())], tmp_path / "r")
    names = ["usa.pdf", "usa-supplement.pdf", "usa.html", "manifest.json"]
    assert [p.name for p in made] == names


def test_the_page_links_what_is_there(about, shift, tmp_path):
    folder = tmp_path / "usa"
    printed(about, [shift], folder)
    page = (folder / "usa.html").read_text("utf-8")
    links = set(re.findall(r'href="([^#"][^"]*)"', page))
    assert {"usa.pdf", "usa-brief.pdf", "manifest.json", "figures/fig-answer.svg"} <= links
    assert [link for link in links if not (folder / link).is_file()] == []


def test_two_builds_of_the_same_inputs_are_the_same_bytes(about, shift, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767139200")
    first = printed(about, [shift], tmp_path / "one")
    # Another run takes another time, or is made elsewhere; nothing printed may tell.
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    again = printed(about | {"seconds": 123.4}, [shift], tmp_path / "two")
    monkeypatch.undo()
    time.tzset()
    for a, b in zip(first[:-1], again[:-1], strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name
    assert first[-1].read_bytes() != again[-1].read_bytes()


def test_run_times_are_printed_otherwise(about, shift, tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = printed(about, [shift], tmp_path / "r")
    assert "The notebooks ran for 10 seconds in all" in text_of(made[1])
    assert "The notebooks ran for 10 seconds in all" in made[3].read_text(encoding="utf-8")


def test_a_listed_output_that_is_missing_leaves_nothing(about, shift, tmp_path, monkeypatch):
    listed = [Output("tbl-gone", "table", "05-other", ALWAYS, "")]
    monkeypatch.setattr("analysis.reporting.press.printing.read_outputs", lambda: listed)
    with raises(UnshiftError, "notebook 05-other", "tbl-gone"):
        printed(about, [shift], tmp_path / "r")
    assert list((tmp_path / "r").iterdir()) == []


class TestPdf:
    """What can be verified of PDF/A-2b, the form archives ask for."""

    @pytest.fixture
    def readers(self, about, shift, tmp_path) -> list[PdfReader]:
        made = printed(about, [shift], tmp_path / "r")
        return [PdfReader(path) for path in made[:3]]

    def test_it_says_so(self, readers):
        for reader in readers:
            said = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode("utf-8")
            assert "<pdfaid:part>2</pdfaid:part>" in said
            assert "<pdfaid:conformance>B</pdfaid:conformance>" in said
            assert "ow the United States voted" in said

    def test_its_colours_are_defined(self, readers):
        for reader in readers:
            (intent,) = reader.trailer["/Root"]["/OutputIntents"]
            assert intent.get_object()["/S"] == "/GTS_PDFA1"
            assert len(intent.get_object()["/DestOutputProfile"].get_object().get_data()) > 100

    def test_it_is_neither_encrypted_nor_active(self, readers):
        for reader in readers:
            assert not reader.is_encrypted
            root = reader.trailer["/Root"]
            assert "/AA" not in root
            assert "/JavaScript" not in root.get("/Names", {})
            for page in reader.pages:
                for note in page.get("/Annots", []):
                    assert note.get_object()["/Subtype"] == "/Link"

    def test_its_fonts_are_embedded(self, readers):
        for reader in readers:
            for page in reader.pages:
                for held in page["/Resources"].get("/Font", {}).values():
                    font = held.get_object()
                    if "/DescendantFonts" in font:
                        font = font["/DescendantFonts"][0].get_object()
                    about = font["/FontDescriptor"].get_object()
                    assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(about)

    def test_its_figures_are_read_out_and_its_tables_have_heads(self, readers):
        for reader in readers:
            root = reader.trailer["/Root"]
            assert root["/MarkInfo"]["/Marked"]
            assert root["/Lang"] == "en-GB"
            kinds = structure(root["/StructTreeRoot"]["/K"], [])
            assert {"/Table", "/TH", "/Caption"} <= {kind for kind, _ in kinds}
        for reader in (readers[0], readers[2]):
            kinds = structure(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], [])
            assert ("/Figure", "Shares by year") in kinds

    def test_footnotes_bibliography_and_outline(self, readers):
        report = readers[0]
        text = " ".join(" ".join(page.extract_text() for page in report.pages).split())
        assert "Its note." in text
        titles = [item.title for item in report.outline if not isinstance(item, list)]
        assert "The answer" in titles[0]
        assert "How this report was made" not in " ".join(titles)
        supplement = [i.title for i in readers[1].outline if not isinstance(i, list)]
        assert "The answer" in supplement[0]
        assert "How this report was made" in " ".join(supplement)


class TestSupplement:
    def test_each_file_names_what_stands_in_the_other(self, about, executed, tmp_path):
        book = executed(
            "# One {#sec-one}\n\nSee @tbl-long and @fig-a.",
            figure(),
            "## Rows",
            table("tbl-long", caption="As @fig-a and @sec-one say.", matter="supplement"),
            "## End\n\nWords.",
        )
        main, supplement = (text_of(p) for p in printed(about, [book], tmp_path / "r")[:2])
        for text in (main, supplement):
            assert "@" not in text
        main, supplement = (t.replace("\N{NO-BREAK SPACE}", " ") for t in (main, supplement))
        assert "See Table S1 and Figure 1." in main
        assert "Rows" not in main
        assert "S1 One" in main  # the contents list the chapters of the supplement
        assert "Table S1. As Figure 1 and Section 1 say." in supplement
        assert "S1.1 Rows" in supplement
        assert "Table S2. The study" in supplement

    def test_what_is_not_referred_to_is_named_at_the_end_of_its_chapter(
        self, about, executed, tmp_path
    ):
        book = executed("# One\n\nWords.", (table("tbl-long"), "supplement"))
        text = text_of(printed(about, [book], tmp_path / "r")[0]).replace("\N{NO-BREAK SPACE}", " ")
        assert "Words. In the supplement: Table S1." in text


class TestBrief:
    def test_a_short_one_has_all_its_parts_on_one_page(self, about, shift, tmp_path):
        path = printed(about, [shift], tmp_path / "r")[2]
        assert len(PdfReader(path).pages) == 1
        text = text_of(path)
        for words in (
            "How the United States voted",
            question(STUDY)[:60],
            "The United States voted No on 90% of texts, as Figure 1 shows.",
            "Divided texts.",
            "What the agenda has to do with it",
            "How to read the numbers",
            "Much.",
            "1 of 1",
        ):
            assert words in text, words

    def test_long_texts_are_set_smaller(self, about, executed, tmp_path):
        book = executed(
            "# The answer",
            (prose("So many words of an answer that is long. " * 120), "answer"),
            figure("fig-answer"),
            table("tbl-answer", rows=[["Russia", str(i)] for i in range(12)]),
        )
        path = printed(about, [book], tmp_path / "r")[2]
        assert len(PdfReader(path).pages) == 2

    def test_what_stands_in_the_report_only_is_named_so(self, executed):
        book = executed(
            "# The answer",
            (prose(ANSWER), "answer"),
            figure("fig-other"),
            figure("fig-answer"),
            AGENDA,
            table("tbl-agenda"),
            LIMITS,
            table("tbl-bounds"),
            tags=TAGS,
        )
        document = compose([book])
        parts = brief_parts(document, STUDY, numbers(document.parts))
        text = "\n".join(part.text for part in parts)
        assert "Few noes, as Table 2 of the report says." in text
        assert "as @fig-answer shows" in text
        assert "Much." in text
        assert [p.about["label"] for p in parts if p.kind != "prose"] == ["fig-answer"]

    def test_nothing_without_an_answer(self, executed):
        book = executed("# One", figure("fig-answer"), table("tbl-answer"))
        assert brief_parts(compose([book]), STUDY, {}) == []
