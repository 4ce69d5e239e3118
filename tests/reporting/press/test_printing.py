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
from analysis.reporting.press.printing import print_report
from analysis.reporting.run.manifest import described, manifest
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study

from ...helpers import raises
from ..conftest import figure, shows, table

WHEN = datetime(2025, 12, 31, tzinfo=UTC)
STUDY = Study(record="embedded")
FRONT = {
    "abstract": "The votes of the United States changed, as @fig-quantities shows.",
    "key_numbers": [{"label": "Kappa", "value": "0.25", "note": "90% interval 0.11 to 0.43"}],
}
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
        "# Is it a shift?\n\nA word.[^1]\n\n[^1]: Its note.",
        shows({"kind": "front", "values": FRONT}),
        figure("fig-quantities", alt="Changes about a line at zero"),
        AGENDA,
        table("tbl-agenda", caption="With four noes."),
        "## Bounds",
        table("tbl-bounds"),
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
    assert [p.name for p in made] == ["usa.pdf", "usa-brief.pdf", "usa.html", "manifest.json"]
    beside = {p.name for p in (tmp_path / "r").iterdir()} - {p.name for p in made}
    assert beside == {"figures"}
    figures = {p.name for p in (tmp_path / "r" / "figures").iterdir()}
    assert {"fig-quantities.svg", "fig-quantities.png"} <= figures
    held = json.loads(made[-1].read_text(encoding="utf-8"))
    assert [o["label"] for o in held["outputs"]] == ["fig-quantities", "tbl-agenda", "tbl-bounds"]
    assert held["seconds"] == 9.6


def test_without_what_a_brief_is_made_from_there_is_none(about, executed, tmp_path):
    made = printed(about, [executed("# One", figure())], tmp_path / "r")
    assert [p.name for p in made] == ["usa.pdf", "usa.html", "manifest.json"]


def test_the_page_links_what_is_there(about, shift, tmp_path):
    folder = tmp_path / "usa"
    printed(about, [shift], folder)
    page = (folder / "usa.html").read_text("utf-8")
    links = set(re.findall(r'href="([^#"][^"]*)"', page))
    assert {"usa.pdf", "usa-brief.pdf", "manifest.json", "figures/fig-quantities.svg"} <= links
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
    assert "The notebooks ran for 10 seconds in all" in text_of(made[0])
    assert "The notebooks ran for 10 seconds in all" in made[2].read_text(encoding="utf-8")


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
        return [PdfReader(path) for path in made[:2]]

    def test_it_says_so(self, readers):
        for reader in readers:
            said = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode("utf-8")
            assert "<pdfaid:part>2</pdfaid:part>" in said
            assert "<pdfaid:conformance>B</pdfaid:conformance>" in said
            assert "How far the United States moved" in said

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
            assert ("/Figure", "Changes about a line at zero") in kinds
            assert {"/Table", "/TH", "/Caption"} <= {kind for kind, _ in kinds}

    def test_footnotes_bibliography_and_outline(self, readers):
        report = readers[0]
        text = " ".join(" ".join(page.extract_text() for page in report.pages).split())
        assert "Its note." in text
        titles = [item.title for item in report.outline if not isinstance(item, list)]
        assert titles[:1] == ["Is it a shift?"] or "Is it a shift?" in titles[0]
        assert "References" in " ".join(titles)


class TestBrief:
    def test_it_has_two_pages_and_all_its_parts(self, about, shift, tmp_path):
        path = printed(about, [shift], tmp_path / "r")[1]
        assert len(PdfReader(path).pages) == 2
        text = text_of(path)
        for words in (
            "How far the United States moved",
            question(STUDY)[:60],
            "Kappa",
            "0.25",
            "The votes of the United States changed, as Figure 1 shows.",
            "What the agenda explains",
            "How to read the numbers",
            "Much.",
            "1 of 2",
        ):
            assert words in text, words

    def test_long_texts_are_set_smaller(self, about, executed, tmp_path):
        long = FRONT | {"abstract": "So many words of an answer that is long. " * 55}
        book = executed(
            "# Is it a shift?",
            shows({"kind": "front", "values": long}),
            figure("fig-quantities"),
            table("tbl-agenda", rows=[["Russia", str(i)] for i in range(12)]),
        )
        path = printed(about, [book], tmp_path / "r")[1]
        assert len(PdfReader(path).pages) == 2

    def test_what_stands_in_the_report_only_is_named_so(self, executed):
        book = executed(
            "# Is it a shift?",
            shows({"kind": "front", "values": FRONT}),
            figure("fig-other"),
            figure("fig-quantities"),
            AGENDA,
            table("tbl-agenda"),
            LIMITS,
            table("tbl-bounds"),
            tags=TAGS,
        )
        parts = brief_parts(compose([book]), STUDY)
        text = "\n".join(part.text for part in parts)
        assert "Few noes, as Table 2 of the report says." in text
        assert "as @fig-quantities shows" in text
        assert "Much." in text
        assert [p.about["label"] for p in parts if p.kind != "prose"] == [
            "fig-quantities",
            "tbl-agenda",
        ]

    def test_nothing_without_an_answer(self, executed):
        book = executed("# One", figure("fig-quantities"), table("tbl-agenda"))
        assert brief_parts(compose([book]), STUDY) == []
