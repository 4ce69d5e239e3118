"""Every figure of a report is a file: SVG with its typeface, PNG, CSV; the same bytes again."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import matplotlib as mpl
import pandas as pd
import pytest
from pypdf import PdfReader

from analysis.errors import UnshiftError
from analysis.figures.dress.heading import headed
from analysis.figures.style import new_figure, style
from analysis.reporting.display import svg
from analysis.reporting.press.document import Document, Part
from analysis.reporting.press.drawings import standing_alone, write_figures
from analysis.reporting.press.typeset import compile_typst

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def drawing() -> str:
    with mpl.rc_context(style()):
        figure, ax = new_figure(2.0)
        ax.plot([2024, 2025], [0.2, 0.4])
    return svg(headed(figure, "Türkiye votes", "Share of texts", "Source: votes"))


@pytest.fixture(scope="module")
def document() -> Document:
    about = {"alt": "A line & more", "headline": "Türkiye votes"}
    parts = [
        Part("figure", "One.", {"label": "fig-one", "csv": "title,n\n'=1,2\n", **about}),
        Part("prose", "Words."),
        Part("figure", "Two.", {"label": "fig-two", "csv": "", **about}),
    ]
    return Document(parts, {f"{label}.svg": drawing() for label in ("fig-one", "fig-two")})


def test_files_are_named_by_label_and_the_same_again(document, tmp_path):
    made = [write_figures(document, tmp_path / name, WHEN) for name in ("a", "b")]
    names = ["fig-one.svg", "fig-one.png", "fig-one.csv", "fig-two.svg", "fig-two.png"]
    for paths in made:
        assert [path.name for path in paths] == names
    for one, two in zip(*made, strict=True):
        assert one.read_bytes() == two.read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(names)


def test_what_is_in_them(document, tmp_path):
    svg_, png, csv, *_ = write_figures(document, tmp_path, WHEN)
    root = ET.fromstring(svg_.read_text("utf-8"))
    said = {node.tag.rpartition("}")[2]: node.text for node in root}
    assert said["title"] == "Türkiye votes"
    assert said["desc"] == "A line & more"
    assert "@font-face" in root.find(".//{*}style").text
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png.read_bytes()[16:20]) > 1500  # pixels across
    table = pd.read_csv(io.BytesIO(csv.read_bytes()))
    assert table.to_dict("list") == {"title": ["'=1"], "n": [2]}


def test_a_hostile_title_stays_words():
    made = standing_alone(drawing(), "<script>alert(1)</script>", '"/><script>')
    assert not [n for n in ET.fromstring(made).iter() if n.tag.endswith("script")]


def test_a_report_without_figures_has_no_folder(tmp_path):
    assert write_figures(Document([Part("prose", "Words.")]), tmp_path / "figures", WHEN) == []
    assert not (tmp_path / "figures").exists()


def test_what_is_no_drawing(tmp_path):
    part = Part("figure", "x", {"label": "fig-x", "alt": "x"})
    with pytest.raises(UnshiftError) as caught:
        write_figures(Document([part], {"fig-x.svg": "<svg"}), tmp_path / "f", WHEN)
    assert caught.value.where == "figures"


def test_the_pdf_embeds_the_typeface(tmp_path):
    source = '#set document(title: "x")\n#image("/fig-one.svg", alt: "x")'
    pdf = compile_typst(tmp_path, "one", source, {}, {"fig-one.svg": drawing()}, WHEN)
    names, files = set(), set()

    def look(node):
        for font in (node.get("/Resources") or {}).get("/Font", {}).values():
            for kid in font.get_object().get("/DescendantFonts", [font]):
                kid = kid.get_object()
                names.add(str(kid["/BaseFont"]))
                files.update(k for k in kid["/FontDescriptor"].get_object() if "FontFile" in k)
        for form in (node.get("/Resources") or {}).get("/XObject", {}).values():
            look(form.get_object())

    for page in PdfReader(pdf).pages:
        look(page)
    assert {name.partition("+")[2] for name in names} == {
        "SourceSansPro-Regular",
        "SourceSansPro-Bold",
    }
    assert files
    assert "Türkiye votes" in PdfReader(pdf).pages[0].extract_text()
