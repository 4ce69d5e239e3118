"""The notebooks as they stand in git, and the report that they make.

The report is made once, on the embedded record, by whichever worker comes first. Facts are
asserted, not wordings.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from pypdf import PdfReader

from analysis.claims import check_claims
from analysis.paths import NOTEBOOKS, ROOT
from analysis.reporting.display import MIME
from analysis.reporting.outputs import read_outputs, updated
from analysis.reporting.press.brief import AGENDA, LIMITS
from analysis.reporting.references import as_links, for_the_press
from analysis.reporting.run.build import Report, build_report, report_notebooks
from analysis.reporting.run.parameters import declared, fill
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study, parameters_cell

SOURCES = report_notebooks()
STUDY = Study(record="embedded", draws=200)
source = pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)


def cells(path: Path, kind: str) -> list:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def test_the_brief_finds_its_sections_by_their_tags():
    """Each is begun by one cell of the report, a second-level heading."""
    texts = [cell for path in SOURCES for cell in cells(path, "markdown")]
    for tag in (AGENDA, LIMITS):
        (begins,) = [cell.source for cell in texts if tag in cell.metadata.get("tags", [])]
        assert begins.startswith("## ")


def code(path: Path) -> ast.Module:
    return ast.parse("\n".join(c.source for c in cells(path, "code")))


class TestSources:
    def test_there_are_no_others(self):
        assert sorted(NOTEBOOKS.glob("*.ipynb")) == SOURCES
        assert len(SOURCES) >= 5

    @source
    def test_stripped(self, path):
        nbformat.validate(nbformat.read(path, as_version=4))
        for cell in cells(path, "code"):
            assert cell.outputs == []
            assert cell.execution_count is None

    @source
    def test_no_empty_cells(self, path):
        assert all(c.source.strip() for c in nbformat.read(path, as_version=4).cells)

    @source
    def test_the_first_cell_is_the_only_first_level_heading(self, path):
        heads = [
            line
            for c in cells(path, "markdown")
            for line in c.source.splitlines()
            if line.startswith("# ")
        ]
        assert len(heads) == 1
        first = nbformat.read(path, as_version=4).cells[0]
        assert first.source.startswith(heads[0])

    @source
    def test_parameters_are_those_of_the_study_with_its_defaults(self, path):
        assert fill(path, STUDY)["record"] == "embedded"
        cell = next(c for c in cells(path, "code") if "parameters" in c.metadata.get("tags", []))
        assert cell.source == parameters_cell(list(declared(path)))

    @source
    def test_whom_a_chapter_compares_with_is_handed_to_it(self, path):
        """Without them it would take those of the study of the house, for any state."""
        asks = {
            "allies": r"\b(allies\(|allies_by_year|relative_shifts|group_in_words|group_names)",
            "rival": r"study\.rival",
            "friend": r"study\.friend",
        }
        code = "\n".join(cell.source for cell in cells(path, "code"))
        modules = re.findall(r"from analysis\.chapters import (\w+)", code)
        text = "".join(
            (ROOT / f"analysis/chapters/{name}.py").read_text("utf-8") for name in modules
        )
        for name, asked in asks.items():
            if modules and re.search(asked, text):
                assert name in declared(path), name

    @source
    def test_numbers_of_sections_figures_and_tables_are_not_typed(self, path):
        typed = re.compile(r"\b(Section|Chapter|Figure|Table)\s+\d")
        for kind in ("markdown", "code"):
            assert not [c.source for c in cells(path, kind) if typed.search(c.source)]

    @source
    def test_references_and_citations_read_as_words(self, path):
        """The press resolves them; who opens the notebook reads no marks."""
        for cell in cells(path, "markdown"):
            marks = for_the_press(cell.source)
            assert as_links(marks) == cell.source
            assert not re.search(r"(?<![\w])@[a-z]|\{#", cell.source)

    @source
    def test_it_says_what_it_cannot_show(self, path):
        texts = "\n".join(c.source for c in cells(path, "markdown"))
        assert len(re.findall(r"^## What this cannot show", texts, re.MULTILINE)) == 1

    @source
    def test_parameters_are_taken_up_by_one_call(self, path):
        calls = [
            ast.unparse(node)
            for node in ast.walk(code(path))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "taken_up"
        ]
        assert calls == ["taken_up(globals())"]

    @source
    def test_cells_are_short(self, path):
        for cell in cells(path, "code"):
            if "parameters" not in cell.metadata.get("tags", []):
                assert len(cell.source.splitlines()) <= 6

    @source
    def test_no_function_or_class_is_defined(self, path):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert [n for n in ast.walk(code(path)) if isinstance(n, kinds)] == []

    @source
    def test_imports_are_ours_or_pandas_and_numpy(self, path):
        names = set()
        for node in ast.walk(code(path)):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names.add(str(node.module).split(".")[0])
        assert names <= {"analysis", "numpy", "pandas"}
        assert "analysis" in names

    @source
    def test_no_magics_and_no_shell(self, path):
        for cell in cells(path, "code"):
            assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE)

    def test_labels_are_unique_and_every_reference_is_to_one(self):
        """Of what chapters name; what a report shows is checked again where it is composed."""
        files = set((ROOT / "analysis/chapters").glob("*.py"))
        files -= {ROOT / "analysis/chapters/pieces.py"}  # its words tell how a label looks
        texts = [p.read_text("utf-8") for p in sorted(files)]
        labels = re.findall(r'"((?:fig|tbl)-[a-z0-9-]+)",', "\n".join(texts))
        for path in SOURCES:
            prose = "\n".join(for_the_press(c.source) for c in cells(path, "markdown"))
            labels += re.findall(r"\{#((?:eq|sec)-[a-z0-9-]+)\}", prose)
            texts.append(prose)
        texts += [p.read_text("utf-8") for p in sorted((ROOT / "analysis/prose").glob("*.py"))]
        used = set(re.findall(r"@((?:fig|tbl|eq|sec)-[a-z0-9-]+)", "\n".join(texts)))
        assert len(labels) == len(set(labels)) > 40
        assert used <= set(labels)


def build_alone(study: Study, folder: Path) -> Report:
    """Make a report where no folder of data is found, in this process and in the kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNSHIFT_DATA", str(folder / "none"))
        patch.setenv("UNSHIFT_ONLY", "1")
        return build_report(study, folder / study.country.lower())


def pages_of(report: Report) -> list[str]:
    return [page.extract_text() for page in PdfReader(report.pdf).pages]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Report:
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made-once"
    try:
        home.mkdir()
    except FileExistsError:
        return made_elsewhere(home)
    try:
        return build_alone(STUDY, home)
    except BaseException as error:
        (home / "failed").write_text(str(error))
        raise


def made_elsewhere(home: Path) -> Report:
    """Wait for the report that another worker makes; it takes its place when complete."""
    folder, until = home / "usa", time.monotonic() + 300
    while not folder.exists():
        assert not (home / "failed").exists(), (home / "failed").read_text()
        assert time.monotonic() < until, "another worker did not finish the report"
        time.sleep(0.2)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Report(folder, folder / "usa.pdf", about)


@pytest.fixture(scope="module")
def pages(report) -> list[str]:
    return pages_of(report)


@pytest.fixture(scope="module")
def supplement(report) -> list[str]:
    reader = PdfReader(report.folder / f"{report.folder.name}-supplement.pdf")
    return [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="module")
def text(pages, supplement) -> str:
    return flat("\n".join([*pages, *supplement]))


#: Words of programs and of first drafts, which no reader should meet.
NEVER = (
    "allies less", "less rival", "less that of", "placebo p", "dyadic", "on the way from",
    " did on 0", " bits", "rcid-", "model='", "panel:", "has no state", "Abstract.",
)  # fmt: skip


def check_text(text: str) -> None:
    """Check what must never be read in a report."""
    for words in NEVER:
        assert words not in text, words
    for words in ("Traceback", "NaN", "@fig-", "@tbl-", "@eq-", "@sec-", "??", "<NA>", "NaT"):
        assert words not in text
    assert not re.search(r"\b(nan|None|inf)\b", text)
    assert not re.search(r"#\w+\(", text)


def check_numbers(text: str) -> None:
    """Check thousands and days: 1,234 and 24 February 2025; symbols of texts have neither."""
    assert re.findall(r"(?<![\w./,\N{MINUS SIGN}-])\d{5,}(?![\w./-])", text) == []
    assert re.findall(r"(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w/-])", text) == []


def flat(text: str) -> str:
    """Join the lines of a text; words broken at the end of a line are made whole."""
    return " ".join(re.sub(r"-\n(?=[a-z])", "", text).split())


@pytest.mark.slow
class TestReport:
    def test_its_files(self, report):
        names = {p.name for p in report.folder.iterdir()}
        printed = {
            "usa.pdf",
            "usa-supplement.pdf",
            "usa-brief.pdf",
            "usa.html",
            "manifest.json",
            "figures",
        }
        assert names == {*printed, *(p.name for p in SOURCES)}
        assert {p.name for p in report.folder.parent.iterdir()} == {"usa", ".unshift"}

    def test_every_cell_of_every_notebook_ran(self, report):
        for path in SOURCES:
            copy = report.folder / path.name
            for cell in cells(copy, "code"):
                assert cell.execution_count is not None
                assert all(o.output_type != "error" for o in cell.outputs)
                # Warnings and prints have no place in a notebook that is read.
                assert all(o.output_type != "stream" for o in cell.outputs)

    def test_parameters_were_injected(self, report):
        for path in SOURCES:
            copy = nbformat.read(report.folder / path.name, as_version=4)
            assert copy.metadata.papermill.parameters == fill(path, STUDY)

    def test_the_sources_are_as_they_were(self, report):
        for entry in report.manifest["notebooks"]:
            path = NOTEBOOKS / f"{entry['name']}.ipynb"
            assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            assert entry["seconds"] > 0

    def test_manifest(self, report):
        about = json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))
        assert about == report.manifest
        assert about["study"] == STUDY.to_dict()
        assert about["record"]["scope"] == "embedded"
        assert about["record"]["roll_calls"] == 35
        assert [n["name"] for n in about["notebooks"]] == [p.stem for p in SOURCES]
        for item in about["inputs"]:
            data = (ROOT / item["path"]).read_bytes()
            assert item["sha256"] == hashlib.sha256(data).hexdigest()
        shown = [
            output["data"][MIME]["label"]
            for path in SOURCES
            for cell in cells(report.folder / path.name, "code")
            for output in cell.outputs
            if output.get("data", {}).get(MIME, {}).get("kind") in ("figure", "table")
        ]
        assert [o["label"] for o in about["outputs"]] == shown
        assert {o["notebook"] for o in about["outputs"]} == {p.stem for p in SOURCES}

    def test_what_must_not_be_read(self, pages, supplement):
        for number, page in enumerate([*pages, *supplement], start=1):
            assert page.strip(), f"page {number} is empty"
            check_text(page)

    def test_numbers_and_days_of_the_main_part(self, pages):
        check_numbers(flat("\n".join(pages)))

    def test_page_one(self, report, pages):
        first = flat(pages[0])
        assert "How the United States voted at the United Nations" in first
        assert "20 January 2025" in first
        assert "Only the embedded record was used" in first
        assert "How to cite" in first
        assert "CC BY 4.0" in first
        assert report.manifest["commit"] in first
        assert "1 The answer" in first

    def test_the_claims_and_their_verdicts(self, text):
        ledger = check_claims(load_rollcalls("embedded"))
        letters = re.sub(r"\W", "", text)
        for claim in ledger:
            assert re.sub(r"\W", "", claim.statement) in letters
        start = text.index("Statements on the votes of 24 February 2025")
        for verdict in {c.verdict for c in ledger}:
            assert text.count(verdict, start) >= sum(c.verdict == verdict for c in ledger)

    def test_the_tally_of_the_day(self, text):
        assert re.search(r"93 (voted )?yes, 18 (voted )?no", text)

    def test_every_figure_and_table_has_number_and_caption(self, report, text):
        outputs = report.manifest["outputs"]
        for kind, word in (("figure", "Figure"), ("table", "Table")):
            n = sum(o["kind"] == kind for o in outputs)
            assert n >= 5
            appendix = 5 if kind == "table" else 0
            found = {re.sub(r"\s", " ", m) for m in re.findall(rf"{word}\s(S?\d+)\. ", text)}
            main = sum(not m.startswith("S") for m in found)
            rest = len(found) - main
            assert found == {str(k + 1) for k in range(main)} | {f"S{k + 1}" for k in range(rest)}
            assert main + rest == n + appendix
            assert min(main, rest) >= 2
            listed = text[text.rindex("Figures and tables, the notebook") :]
            assert set(re.findall(rf"{word}\s(S?\d+) (?:fig|tbl)-", listed)) == {
                *(str(k + 1) for k in range(main)),
                *(f"S{k + 1}" for k in range(rest - appendix)),
            }

    def test_the_appendix_lists_parameters_and_inputs(self, report, text):
        appendix = text[text.index("The study’s parameters.") :]
        for name, value in report.manifest["study"].items():
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            assert f"{name} {shown}" in appendix
        for item in report.manifest["inputs"]:
            assert item["sha256"][:16] in appendix
        assert report.manifest["commit"] in appendix

    def test_the_brief_has_two_pages(self, report):
        brief = PdfReader(report.folder / "usa-brief.pdf")
        assert len(brief.pages) == 2
        for page in brief.pages:
            check_text(page.extract_text())

    def test_the_appendix_names_the_function_behind_every_output(self, report):
        assert all(o["program"].startswith("analysis.") for o in report.manifest["outputs"])

    def test_the_list_of_outputs_is_that_of_the_report(self, report):
        # If this fails, run `unshift outputs --write`.
        assert updated(read_outputs(), [report.manifest]) == read_outputs()

    def test_every_figure_is_stamped_by_the_function_that_drew_it(self, report):
        figures = [
            output["data"][MIME]
            for path in SOURCES
            for cell in cells(report.folder / path.name, "code")
            for output in cell.outputs
            if output.get("data", {}).get(MIME, {}).get("kind") == "figure"
        ]
        assert len(figures) >= 10
        assert all(f["program"].startswith("analysis.figures.") for f in figures)

    def test_the_page_loads_nothing_and_holds_every_output(self, report):
        page = (report.folder / "usa.html").read_text(encoding="utf-8")
        # Its own scripts are written out in it, and the policy lets no other run.
        assert not re.search(r"<script[^>]*\ssrc|<(link|iframe|img)\b", page)
        assert not re.search(r"@import|url\(['\"]?http", page)
        assert "default-src 'none'" in page
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {o["label"] for o in report.manifest["outputs"]} <= set(ids)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)

    def test_size(self, report, pages):
        assert 8 <= len(pages) <= 15
        assert report.pdf.stat().st_size < 3_000_000
        reader = PdfReader(report.pdf)
        assert len(reader.outline) > len(SOURCES)
        assert reader.metadata.author.startswith("unshift")

    def test_fonts_are_embedded(self, report):
        fonts = [
            font.get_object()
            for page in PdfReader(report.pdf).pages
            for font in page["/Resources"].get("/Font", {}).values()
        ]
        assert fonts
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            about = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(about)


@pytest.mark.slow  # a kernel and one chapter: some 15 s
def test_plain_papermill_fills_in_what_follows(tmp_path, monkeypatch):
    papermill = pytest.importorskip("papermill")
    monkeypatch.setenv("UNSHIFT_ONLY", "1")
    monkeypatch.setenv("UNSHIFT_DATA", str(tmp_path / "none"))
    given = {"country": "HUN", "event": "2022-02-24", "draws": 50}
    book = papermill.execute_notebook(
        NOTEBOOKS / "05-shift.ipynb", tmp_path / "out.ipynb", parameters=given, progress_bar=False
    )
    texts = [
        str(output.data.get("text/markdown", "")) + str(output.data.get("text/html", ""))
        for cell in book.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    said = " ".join(texts)
    assert "Hungary" in said
    assert "24 February 2018" in said  # the window before follows from the event
    assert not re.search(r"@(fig|tbl|sec|eq)-|\[@", said)


@pytest.mark.slow
def test_another_state_another_event(tmp_path):
    study = STUDY.changed(country="HUN", friend="USA", event="2022-02-24", before="2018-02-24")
    made = build_alone(study, tmp_path)
    text = flat("\n".join(pages_of(made)))
    check_text(text)
    assert "How Hungary voted at the United Nations" in text
    assert "24 February 2022" in text
    assert made.manifest["study"]["country"] == "HUN"


@pytest.mark.slow
def test_the_history(tmp_path, history, record_cache, monkeypatch):
    monkeypatch.setenv("UNSHIFT_CACHE", str(record_cache))  # the notebooks read what is read
    made = build_report(Study(record="history", draws=100), tmp_path / "usa")
    text = flat("\n".join(pages_of(made)))
    check_text(text)
    assert "Only the embedded record" not in text
    assert len(PdfReader(made.folder / "usa-brief.pdf").pages) == 2
    assert 12 <= len(PdfReader(made.pdf).pages) <= 15
    assert f"{history.n_votes:,} votes of {history.n_states} states" in text
    assert made.manifest["record"]["roll_calls"] == history.n_calls > 6000
    assert len(made.manifest["inputs"]) > 2
