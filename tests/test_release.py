"""What is released: the wheel works by itself, and what describes it agrees."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

import analysis
from analysis.paths import ROOT
from analysis.record.sources.registry import read_registry

#: Of the checkout, what commands read when they run.
SHIPPED = (
    *(
        "CITATION.cff",
        "data/README.md",
        "data/derived/",
        "data/embedded/",
        "data/known_changes.csv",
    ),
    *("data/registry.yml", "notebooks/", "profiles/", "reports/expected.json"),
    *("reports/outputs.csv", "reports/references.bib", "reports/template/"),
    *("reports/unshift.csl", "Snakefile", "study.yml"),
)

#: A report of two notebooks, in an environment that has no checkout.
TWO_NOTEBOOKS = """
from pathlib import Path
from analysis.paths import CHECKOUT
from analysis.reporting.run.build import build_reports, plan_reports, report_notebooks
from analysis.study import load_study

assert CHECKOUT is None
plan = plan_reports([load_study().changed(record="embedded")], notebooks=report_notebooks()[:2])
made, failed = build_reports(plan, 2)
print([str(error) for one in failed for error in one.errors], *(one.pdf for one in made))
"""


def tracked() -> list[str]:
    """List the files that git holds; without git there is nothing to compare with."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no git here")
    return [name for name in done.stdout.split("\0") if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and source archive."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that sees the packages of this one, but no checkout."""
    place = tmp_path_factory.mktemp("installed") / "env"
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    (wheel,) = built.glob("*.whl")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([str(python), *install], check=True, capture_output=True)
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    # A path file of a path file is not read, so the checkout's own does not get in.
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, here: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command, or with ``-c`` a program, in an empty folder without data."""
    home = here.parent / "home"
    home.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("UNSHIFT", "PYTHON"))}
    environment |= {"HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    environment |= {"XDG_CACHE_HOME": str(home / "cache")}
    command = [str(python)] if words[0] == "-c" else [str(python.parent / "unshift")]
    return subprocess.run(
        [*command, *words], cwd=here, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.mark.slow  # builds
def test_the_wheel_holds_what_commands_read_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    own = {n for n in names if ".dist-info/" not in n}
    expected = {n for n in tracked() if n.startswith("analysis/")}
    expected |= {f"analysis/shipped/{n}" for n in tracked() if n.startswith(SHIPPED)}
    assert own == expected


@pytest.mark.slow  # makes an environment, and compiles
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claims",), "not decidable"),
        (("agreement", "--pair", "USA", "RUS"), "2025"),
        (("course", "build", "--lesson", "1", "--edition", "student", "--no-pdf"), "01-the-record"),
        (("-c", TWO_NOTEBOOKS), "[] "),
    ],
    ids=["claims", "agreement", "course", "report"],
)
def test_installed_it_works_in_an_empty_folder(
    installed: Path, empty: Path, words: tuple[str, ...], said: str
) -> None:
    done = run(installed, empty, *words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout, done.stdout
    if "build" in words:
        assert (empty / "reports" / "course" / "student" / "01-the-record.ipynb").is_file()
    if words[0] == "-c":
        assert Path(done.stdout.split()[-1]).read_bytes().startswith(b"%PDF")
        assert list((empty / "reports").glob("*-embedded/*.html"))


@pytest.mark.slow
def test_what_needs_a_checkout_says_so(installed: Path, empty: Path) -> None:
    done = run(installed, empty, "outputs", "--write")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert list(empty.iterdir()) == []


@pytest.mark.long  # the whole report, with all code compiled anew
def test_installed_the_whole_report_is_made(installed: Path, empty: Path) -> None:
    done = run(installed, empty, "report")
    assert done.returncode == 0, done.stderr
    assert list((empty / "reports").glob("*-embedded/*.pdf"))


# -- what describes the release --------------------------------------------------------------------

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
CODEMETA = json.loads((ROOT / "codemeta.json").read_text("utf-8"))
ZENODO = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))


def test_descriptions_agree() -> None:
    told = (CITATION, CODEMETA, ZENODO)
    assert [str(about["version"]) for about in told] == [analysis.__version__] * 3
    assert [about["keywords"] for about in told] == [PROJECT["keywords"]] * 3
    licences = [about["license"].rpartition("/")[2] for about in told]
    assert licences == [PROJECT["license"]] * 3
    assert ZENODO["title"] == CITATION["title"]
    assert ZENODO["description"] == " ".join(CITATION["abstract"].split())
    assert CODEMETA["description"] == PROJECT["description"]
    names = [person["name"] for person in PROJECT["authors"]]
    assert [person["name"] for person in CITATION["authors"]] == names
    assert [person["name"] for person in CODEMETA["author"]] == names
    assert [person["name"] for person in ZENODO["creators"]] == names
    assert CODEMETA["runtimePlatform"] == f"Python {PROJECT['requires-python']}"


def test_addresses_agree_and_placeholders_are_told() -> None:
    urls = PROJECT["urls"]
    assert CITATION["repository-code"] == CODEMETA["codeRepository"] == urls["Repository"]
    assert CITATION["url"] == CODEMETA["url"] == urls["Documentation"]
    assert CODEMETA["issueTracker"] == urls["Issues"]
    for name in ("pyproject.toml", "CITATION.cff"):
        text = (ROOT / name).read_text("utf-8")
        assert ("example.org" in text) == ("# Placeholders" in text)


def test_the_replication_page_lists_every_source_with_its_file() -> None:
    text = (ROOT / "docs" / "replication.md").read_text("utf-8")
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `([\w-]+)` \|(.*?)\|(.*)$", text, re.M)}
    for entry in read_registry():
        rest = " ".join(rows[entry.name])
        assert f"`{entry.file}`" in rest
        assert ("by hand" in rest) == (entry.get == "hand")


def test_the_changelog_has_sections_for_each_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+)(, .+)?$", text, re.M)
    assert [number for number, _ in versions] == sorted((v for v, _ in versions), reverse=True)
    assert all(day for _, day in versions)
    assert versions[0][0] == analysis.__version__.partition(".dev")[0]


# -- the version in every file ---------------------------------------------------------------------

RELEASE = [sys.executable, str(ROOT / ".ci" / "release.py")]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the files that state the version."""
    for name in ("analysis/__init__.py", "CITATION.cff", "codemeta.json", ".zenodo.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changes\n\n## 9.1.0, not yet released\n\n- b\n\n## 0.1.0, 1 May 2026\n\n- a\n", "utf-8"
    )
    return tmp_path


def released(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RELEASE, *words, "--root", str(root)], capture_output=True, text=True)


def test_a_release_writes_its_version_and_day_everywhere(copied: Path) -> None:
    assert released(copied, "9.1.0", "--day", "2026-12-01").returncode == 0
    cff = yaml.safe_load((copied / "CITATION.cff").read_text("utf-8"))
    assert (str(cff["version"]), str(cff["date-released"])) == ("9.1.0", "2026-12-01")
    for name in ("codemeta.json", ".zenodo.json"):
        assert json.loads((copied / name).read_text("utf-8"))["version"] == "9.1.0"
    assert '__version__ = "9.1.0"\n' in (copied / "analysis/__init__.py").read_text("utf-8")
    assert "## 9.1.0, 1 December 2026\n" in (copied / "CHANGELOG.md").read_text("utf-8")
    # the number stands nowhere else but where a release wrote it down once
    held = [n for n in tracked() if Path(n).suffix in {".py", ".toml", ".cff", ".json", ".yml"}]
    held = [n for n in held if not n.startswith(("tests/", "data/", "reports/"))]
    with_it = {n for n in held if analysis.__version__ in (ROOT / n).read_text("utf-8")}
    stated = {"analysis/__init__.py", "CITATION.cff", "codemeta.json", ".zenodo.json"}
    assert with_it == stated
    assert released(copied, "9.2.0.dev0").returncode == 0
    heads = re.findall("^## .*$", (copied / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert heads == [
        "## 9.2.0, not yet released",
        "## 9.1.0, 1 December 2026",
        "## 0.1.0, 1 May 2026",
    ]


@pytest.mark.parametrize("version", ["9.1", "v9.1.0", "9.3.0"])
def test_what_is_no_release_writes_nothing(copied: Path, version: str) -> None:
    before = {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()}
    assert released(copied, version).returncode == 1
    assert {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()} == before
