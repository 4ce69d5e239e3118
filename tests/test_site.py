"""The pages of documentation: a part is built, its links hold, and it can be read by all."""

from __future__ import annotations

import base64
import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from analysis.paths import ROOT

SITE = ROOT / "docs" / "site"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    about = importlib.util.spec_from_file_location("site_build", SITE / "build.py")
    assert about is not None
    assert about.loader is not None
    module = importlib.util.module_from_spec(about)
    about.loader.exec_module(module)
    return module


class Read(HTMLParser):
    """What a page read aloud needs, and what it loads."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.lang, self.levels, self.unnamed = "", [], []
        self.loads: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang") or ""
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img" and not (given.get("alt") or "").strip():
            self.unnamed.append(given.get("src"))
        if tag in ("script", "img", "link", "iframe"):
            self.loads += [given.get("src") or given.get("href") or ""]


@pytest.mark.slow  # Sphinx reads some fifty pages and a room
def test_a_part_of_the_pages_is_built(tmp_path):
    out = tmp_path / "site"
    # Notebooks as they are committed: their references and formulae, without outputs.
    books = ROOT / "notebooks"
    words = ["--out", str(out), "--report", str(books), "--lessons", str(books / "course")]
    words += ["--rooms", "inference"]
    done = subprocess.run(
        [sys.executable, str(SITE / "build.py"), *words], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    pages = [p for p in out.rglob("*.html") if "_modules" not in p.parts]
    assert len(pages) > 50
    for path in pages:
        page = Read(path)
        assert page.lang == "en-GB", path
        assert page.unnamed == [], path
        assert not [to for to in page.loads if re.match("(https?:)?//", to)], path
        if path.name not in ("search.html", "genindex.html", "py-modindex.html"):
            assert page.levels[:1] == [1], path
            assert page.levels.count(1) == 1, path
            steps = zip(page.levels, page.levels[1:], strict=False)
            assert all(after - before <= 1 for before, after in steps), path
    assert "<math" in (out / "docs" / "methods.html").read_text("utf-8")
    assert "jackknife_change" in (out / "reference" / "inference.html").read_text("utf-8")
    assert "--country" in (out / "reference" / "commands.html").read_text("utf-8")


def test_a_page_that_the_index_does_not_name_is_listed_all_the_same(build):
    index = "a/named\n\n```{toctree}\n:hidden:\n\na/b\nSaid <a/README>\n```\n"
    names = ["a/b", "a/README", "a/named", "docs/decisions/README", "docs/decisions/x"]
    assert build.unlisted(names, index) == ["a/named", "docs/decisions/README"]


def test_links_that_lead_nowhere_are_found(build, tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="x"></h1><a href="b.html#y"></a><a href="c.html"></a><a href="#x"></a>'
        '<a href="#z"></a><img src="d.png"><a href="https://example.org/gone"></a>'
    )
    (tmp_path / "b.html").write_text('<h1 id="y"></h1>')
    assert [to for _, to in build.broken_links(tmp_path)] == ["c.html", "#z", "d.png"]


def test_figures_have_their_words_and_references_are_words(build):
    drawn = "<svg><text>A</text></svg>"
    about = {build.MIME: {"alt": 'A "line"'}, "image/svg+xml": drawn}
    made = build._output_shown({"output_type": "display_data", "data": about}, {})["data"]
    assert list(made) == ["text/html"]
    assert 'alt="A &quot;line&quot;"' in made["text/html"]
    coded = re.search(r"base64,([^\"]+)", made["text/html"])
    assert coded is not None
    assert "@font-face" in base64.b64decode(coded[1]).decode()
    cited = {"hage2011": "Häge 2011"}
    text = "As @fig-one and @tbl-two show [@hage2011]; @hage2011 says so, to a@b.example."
    said = "As the figure and the table show (Häge 2011); Häge 2011 says so, to a@b.example."
    assert build._as_words(text, cited) == said


def test_links_within_a_report_and_names_of_formulae_are_words(build):
    text = "[Figure 2](#fig-one), by [Häge 2011](#ref-hage2011) and [a page](b.md#c)"
    assert build._as_words(text, {}) == "Figure 2, by Häge 2011 and [a page](b.md#c)"
    assert build._as_words(r"$$ x = 1 \tag{one} $$", {}) == "$$ x = 1 $$"


def test_solutions_are_folded_and_injected_parameters_left_out(build):
    cell = {"cell_type": "code", "metadata": {}, "source": ["# BEGIN SOLUTION"], "outputs": []}
    assert build._cell_shown(cell, {})["metadata"]["tags"] == ["hide-input"]
    plain = cell | {"source": ["x = 1"]}
    assert build._cell_shown(plain, {})["metadata"]["tags"] == []
    assert build._cell_shown(cell | {"metadata": {"tags": ["injected-parameters"]}}, {}) is None


def test_every_reference_has_its_authors_and_year(build):
    found = build._references()
    assert found["bailey2017"] == "Bailey et al. 2017"
    assert all(re.search(r"\d{4}$", said) for said in found.values())


def test_no_setting_loads_from_elsewhere():
    text = (SITE / "conf.py").read_text("utf-8") + (SITE / "static" / "site.css").read_text("utf-8")
    assert not re.search(r"https?://|@import|url\(", text)
