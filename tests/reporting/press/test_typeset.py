"""Markdown to PDF: what is wrong fails in one line, and texts are printed as they stand."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from analysis.errors import UnshiftError
from analysis.paths import REPORTS
from analysis.reporting.press.as_typst import typst_markdown
from analysis.reporting.press.divide import with_contents
from analysis.reporting.press.document import compose
from analysis.reporting.press.typeset import CSL, pandoc, typeset
from analysis.tables import literal

from ...helpers import raises
from ..conftest import HOSTILE, figure, prose, table

DAY = datetime(2025, 12, 31, tzinfo=UTC)
REFERENCES = REPORTS / "references.bib"
META = {
    "title": "A title",
    "subtitle": "A subtitle",
    "series": "unshift report",
    "author": "unshift",
    "keywords": ["votes"],
    "year": 2025,
    "month": 12,
    "day": 31,
    "date_text": "31 December 2025",
    "record_text": "On what record.",
    "record_line": "footer",
    "cite": "How it is cited.",
    "licence": "Under what terms.",
    "supplement": [],
}


def squeezed(text: str) -> str:
    """Drop what setting a line may change: spaces, and the shape of quotation marks."""
    text = re.sub(r"\s+", "", text)
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def made(tmp_path):
    """Set a document; return the PDF's bytes."""

    def call(markdown: str, meta=META, pictures=None, form="report") -> bytes:
        folder = tmp_path / "set"
        return typeset(folder, markdown, meta, pictures or {}, DAY, form).read_bytes()

    return call


class TestPandoc:
    def test_citations(self):
        text = pandoc("As shown [@hage2011].\n\n::: {#refs}\n:::", REFERENCES)
        assert "2011" in text
        assert "Choice or circumstance" in text

    def test_citations_in_a_folder_with_an_accent_where_the_locale_is_c(
        self, tmp_path, monkeypatch
    ):
        folder = tmp_path / "é a"
        folder.mkdir()
        for path in (REFERENCES, CSL):
            shutil.copy(path, folder)
        monkeypatch.setattr("analysis.reporting.press.typeset.CSL", folder / CSL.name)
        monkeypatch.setenv("LC_ALL", "C")
        assert "Häge 2011" in pandoc("As shown [@hage2011].", folder / REFERENCES.name)

    @pytest.mark.parametrize(
        ("markdown", "words"),
        [
            ("As shown [@nobody1999].", "nobody1999"),
            (r"So $\nosuchcommand{x}$.", "nosuchcommand"),
            (r"$$ \begin{nosuch} x \end{nosuch} $$", "nosuch"),
        ],
    )
    def test_what_it_does_not_know_fails_in_one_line(self, markdown, words):
        with pytest.raises(UnshiftError) as caught:
            pandoc(markdown, REFERENCES)
        said = str(caught.value)
        assert said.startswith("pandoc: ")
        assert words in said
        assert "\n" not in said
        assert said.endswith("correct the text of the notebook")

    @pytest.mark.parametrize(
        "markdown",
        [
            "a <script>alert(1)</script> b",
            "<div onclick='x'>a</div>",
            r"a \textbf{b} c",
            r"\begin{equation} x \end{equation}",
            r"\newpage",
        ],
    )
    def test_html_and_tex_are_text(self, markdown, made):
        printed = squeezed(text_of(made("# One\n\n" + markdown)))
        assert squeezed(markdown) in printed

    def test_no_file_is_read(self, tmp_path):
        secret = tmp_path / "secret.png"
        secret.write_bytes(b"\x89PNG")
        assert "\x89PNG" not in pandoc(f"![a]({secret})")


class TestTypeset:
    def test_title_page_and_text_are_found_back(self, made):
        pdf = made("# First part\n\nSome prose, *stressed*, $x^2$.")
        text = text_of(pdf)
        for words in (
            "A title",
            "31 December 2025",
            "On what record.",
            "How it is cited.",
            "Under what terms.",
            "Some prose",
        ):
            assert words in text
        assert "First part" in text
        assert PdfReader(io.BytesIO(pdf)).metadata.title == "A title: A subtitle"

    def test_the_same_inputs_give_the_same_bytes(self, made, tmp_path):
        first = made("# One\n\nText [@hage2011].")
        again = typeset(tmp_path / "other", "# One\n\nText [@hage2011].", META, {}, DAY)
        assert again.read_bytes() == first
        assert made("# One\n\nAnother text [@hage2011].") != first

    def test_figures_tables_equations_and_their_references(self, made, executed):
        document = compose(
            [
                executed(
                    "# One\n\nIn @fig-a, @tbl-a and @eq-a.\n\n$$ a = b $$ {#eq-a}",
                    figure(),
                    table(),
                )
            ]
        )
        text = text_of(made(typst_markdown(document.parts), pictures=document.pictures))
        assert "In Figure 1, Table 1 and Equation 1" in " ".join(text.split()).replace(" ", " ")
        for words in ("Figure 1. A figure.", "Table 1. A table.", "drawn"):
            assert words in text.replace(" ", " ")
        assert "@" not in text

    def test_texts_of_the_record_are_printed_as_they_stand(self, made, executed):
        document = compose(
            [
                executed(
                    "# One",
                    table(cell=HOSTILE, caption=literal(HOSTILE), note=HOSTILE),
                    figure(alt=HOSTILE),
                    prose(f"On {literal(HOSTILE)}."),
                )
            ]
        )
        meta = META | {
            "title": HOSTILE,
            "record_text": HOSTILE,
            "cite": HOSTILE,
            "licence": HOSTILE,
            "supplement": [HOSTILE],
        }
        markdown = typst_markdown(with_contents(document.parts))
        printed = squeezed(text_of(made(markdown, meta, document.pictures)))
        # title, record, cite, licence, a chapter of the supplement, caption, cell, note, prose
        assert printed.count(squeezed(HOSTILE)) >= 9

    def test_a_supplement_counts_by_itself(self, made, executed):
        book = executed(
            "# One\n\nIn @fig-a, @eq-a and @sec-b.",
            "$$ a = b $$ {#eq-a}",
            figure(),
            "## Below {#sec-b}",
        )
        document = compose([book])
        made_of = made(typst_markdown(document.parts), META, document.pictures, "supplement")
        text = " ".join(text_of(made_of).split())
        for words in (
            "Figure S1, Equation S1 and Section S1.1",
            "Figure S1. A figure.",
            "S1 One",
        ):
            assert words in text, words

    def test_a_fault_of_the_template_is_one_line(self, made):
        with pytest.raises(UnshiftError) as caught:
            made("# One\n\n`#nosuchfunction()`{=typst}")
        assert str(caught.value).startswith("typst: ")
        assert "nosuchfunction" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_label_that_is_nowhere_fails(self, made):
        with raises(UnshiftError, "report", "typst", "fig-gone"):
            made("# One\n\n`@fig-gone`{=typst}")
