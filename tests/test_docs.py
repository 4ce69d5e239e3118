"""Pages lead where they say: links, commands, targets, and the files that tools read."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import typer
import yaml

from analysis.commands import app
from analysis.paths import ROOT

README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
DECISIONS = ROOT / "docs" / "decisions"
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
MONTH = "January February March April May June July August September October November December"


def pages() -> list[Path]:
    """Every page that is in git, or is about to be."""
    asked = ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", "*.md"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:  # an unpacked archive has no git
        return [p for p in ROOT.rglob("*.md") if ".venv" not in p.parts]
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are reached."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()) for head in heads]
    return {head.replace(" ", "-") for head in plain}


def links(text: str) -> list[str]:
    """The links of a page that stay in the checkout."""
    return [to for to in LINK.findall(text) if not re.match(r"[a-z]+:", to)]


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_to_what_is_there(page):
    for to in links(page.read_text(encoding="utf-8")):
        path, _, anchor = unquote(to).partition("#")
        place = page.parent / path if path else page
        assert place.resolve().is_relative_to(ROOT), to
        assert place.exists(), to
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), to


def test_a_link_that_leads_nowhere_is_seen():
    text = "[a](b.md#c), ![d](e.svg), [f](https://g.example/h), `[i](j.md)`"
    assert links(text) == ["b.md#c", "e.svg", "j.md"]


def test_every_page_of_docs_is_reached_from_its_index():
    for folder in (ROOT / "docs", DECISIONS):
        index = folder / "README.md"
        named = {(folder / to).resolve() for to in links(index.read_text(encoding="utf-8"))}
        assert {p.resolve() for p in folder.glob("*.md")} - {index.resolve()} <= named


def test_the_readme_can_be_read_in_minutes():
    assert len(README.read_text(encoding="utf-8").split()) < 900


# -- commands --------------------------------------------------------------------------------------


def known() -> dict[str, click.Command]:
    """The commands as they are typed, groups among them."""
    found: dict[str, click.Command] = {}

    def walk(name: str, command: click.Command) -> None:
        found[name] = command
        for inner, child in getattr(command, "commands", {}).items():
            walk(f"{name} {inner}".strip(), child)

    walk("", typer.main.get_command(app))
    return {name: command for name, command in found.items() if name}


def options(command: click.Command) -> set[str]:
    return {o for p in command.params for o in (*p.opts, *p.secondary_opts)}


def test_the_page_on_commands_names_every_command():
    text = COMMANDS.read_text(encoding="utf-8")
    named = " ".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))
    groups = {name for name, command in known().items() if hasattr(command, "commands")}
    told = set(re.findall(r"`unshift ([a-z]+(?: [a-z]+)?)", named))
    alone = set(re.findall(r"`([a-z]+)`", named))  # further ones of the group before
    for name in set(known()) - groups:
        assert name in told or name.rpartition(" ")[2] in alone, name
    for name in told:
        assert name in known(), name


def test_options_on_the_page_are_those_of_the_command():
    rows = [line for line in COMMANDS.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    seen = 0
    for row in rows:
        words = re.search(r"`unshift ([a-z]+)(?: ([a-z]+))?", row)
        assert words is not None
        name = " ".join(w for w in words.groups() if w)
        known_here = options(known()[name])
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", row):
            assert option in known_here, (name, option)
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_commands_and_targets_on_pages_exist(page):
    """What stands in code: ``unshift`` with a command, ``make`` with a target."""
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for line in code:
        if found := re.match(r"(?:\.venv/bin/)?unshift ([a-z]+)", line):
            assert found[1] in known(), line
        if found := re.match(r"make ([a-z][a-z-]*)(?= |$)", line):
            assert found[1] in targets, line


# -- recipes ---------------------------------------------------------------------------------------


def recipes() -> dict[str, str]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.split("## Six recipes")[1].split("\n## ")[0]
    return dict(section.split("\n", 1) for section in part.split("\n### ")[1:])


def test_there_are_six():
    assert len(recipes()) == 6


@pytest.mark.parametrize("recipe", recipes().values(), ids=recipes())
def test_a_recipe_names_a_file_a_list_and_a_test_that_adds_a_toy(recipe):
    imitate, listed, tested = re.split(r"\n[23]\. ", recipe.split("1. ")[1])
    assert imitate.startswith("**Imitate**")
    assert all(to.startswith(("analysis/", "notebooks/")) for to in links(imitate))
    assert links(imitate)
    assert listed.startswith("**The list**")
    (toy,) = links(tested.split("The toy:")[1])
    assert toy.startswith("tests/")
    for list_name, place in re.findall(r"`([A-Z]+)` in \[`[^`]+`\]\(([^)]+)\)", listed):
        assert re.search(rf"^{list_name}\b", (ROOT / place).read_text("utf-8"), re.MULTILINE)
        assert list_name in (ROOT / toy).read_text("utf-8")


# -- changes and decisions -------------------------------------------------------------------------


def test_every_decision_has_a_date_and_a_status():
    for page in DECISIONS.glob("*.md"):
        if page.name != "README.md":
            second = page.read_text(encoding="utf-8").splitlines()[2]
            pattern = rf"\*\d+ ({'|'.join(MONTH.split())}) \d{{4}}.*\. [A-Z].*\.\*"
            assert re.fullmatch(pattern, second), page.name


def test_the_version_has_its_changes():
    from analysis import __version__

    heads = re.findall(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    # What is in the making stands under the number that it will have.
    assert __version__.partition(".dev")[0] in heads
    assert heads == sorted(heads, reverse=True)


# -- what tools read -------------------------------------------------------------------------------


def test_hooks_call_what_the_lock_installs():
    held = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for repository in held["repos"]:
        assert repository["repo"] == "local"  # nothing is downloaded
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            program = hook["entry"].split()[0]
            assert program.startswith(".venv/bin/")
            assert re.search(rf"^{Path(program).name}==", lock, re.MULTILINE)


def test_the_hosted_run_is_the_one_at_home():
    held = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    (job,) = held["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert runs == [".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


def test_the_container_makes_the_environment_of_the_makefile():
    held = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert held["postCreateCommand"] == "make .venv/.stamp"
    assert held["image"]
