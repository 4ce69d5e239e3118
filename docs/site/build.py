"""Gathers the pages of documentation, has Sphinx build them, and checks their links.

Pages lie where they are read in the checkout; they are copied into one tree with the same
layout, so that links between them hold. Notebooks come with their outputs, from a finished
report and from the instructor's edition of the lessons, and are made on the embedded record
where there are none.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROOMS = (
    *("record", "rollcalls", "resolutions", "inference", "agreement", "idealpoints", "shift"),
    *("claims", "replications", "simulate", "validate", "profile", "figures", "course"),
)
LINK = re.compile(r"(?<!\\)(!?)\[([^\]]*)\]\(([^)\s]+)\)")
MIME = "application/vnd.unshift+json"


def main() -> int:
    """Build; 1 if Sphinx warns or a link leads nowhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site")
    parser.add_argument("--report", type=Path, help="a finished report, for its notebooks")
    parser.add_argument("--lessons", type=Path, help="a folder of lessons that were run")
    parser.add_argument("--no-notebooks", action="store_true", help="pages without outputs alone")
    parser.add_argument("--rooms", nargs="*", default=ROOMS, help="rooms in the reference")
    given = parser.parse_args()
    tree = given.out.parent / "pages"
    shutil.rmtree(tree, ignore_errors=True)
    gather_pages(tree)
    write_reference(tree, given.rooms)
    if not given.no_notebooks:
        gather_notebooks(tree, given.report, given.lessons)
    else:
        for name in ("reading/report.md", "reading/lessons.md"):
            (tree / name).write_text(f"# {Path(name).stem.title()}\n\nLeft out.\n", "utf-8")
    shutil.copy(HERE / "conf.py", tree / "conf.py")
    shutil.copytree(HERE / "static", tree / "static", dirs_exist_ok=True)
    shutil.rmtree(given.out, ignore_errors=True)
    build = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", "2"]
    done = subprocess.run([*build, str(tree), str(given.out)], cwd=ROOT)
    shutil.rmtree(given.out / ".doctrees", ignore_errors=True)
    lost = list(broken_links(given.out))
    for page, to in lost:
        sys.stderr.write(f"{page}: {to} leads nowhere\n")
    pages = len(list(given.out.rglob("*.html")))
    sys.stdout.write(f"{given.out}: {pages} pages, {len(lost)} broken links\n")
    return 1 if done.returncode or lost else 0


# -- pages -----------------------------------------------------------------------------------------


def gather_pages(tree: Path) -> None:
    """Copy every page of the checkout, with its links made to fit."""
    for page in _pages():
        name = page.relative_to(ROOT)
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_fitted(page.read_text(encoding="utf-8"), page, tree), encoding="utf-8")
    for page in sorted((HERE / "index").rglob("*.md")):
        target = tree / page.relative_to(HERE / "index")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, target)
    decisions = sorted(p.stem for p in (ROOT / "docs" / "decisions").glob("*.md"))
    _list_in(tree / "docs" / "decisions" / "README.md", [d for d in decisions if d != "README"])
    names = [page.relative_to(ROOT).with_suffix("").as_posix() for page in _pages()]
    _list_in(tree / "index.md", unlisted(names, (tree / "index.md").read_text(encoding="utf-8")))


def unlisted(names: list[str], index: str) -> list[str]:
    """Return the pages that the index lists nowhere: a new page needs no line to be found.

    Decisions but their README are listed there.
    """
    blocks = re.findall(r"^```\{toctree\}$(.*?)^```$", index, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    listed = {found[1] if (found := re.search(r"<(.+)>$", line)) else line for line in lines}
    elsewhere = re.compile(r"docs/decisions/(?!README$)")
    return sorted(n for n in names if n not in listed and not elsewhere.match(n))


def _list_in(page: Path, names: list[str]) -> None:
    if not names:
        return
    with page.open("a", encoding="utf-8") as stream:
        listed = "\n".join(names)
        stream.write(f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n")


def _pages() -> list[Path]:
    asked = ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", "*.md"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    names = done.stdout.split("\0") if done.returncode == 0 else []
    found = [ROOT / name for name in names if name] or sorted(ROOT.rglob("*.md"))
    out = {"tests", ".venv", "build", "reports"}
    return [p for p in found if p.is_file() and not _within(p, out) and HERE not in p.parents]


def _within(page: Path, folders: set[str]) -> bool:
    return bool(folders & set(page.relative_to(ROOT).parts[:1]))


def _fitted(text: str, page: Path, tree: Path) -> str:
    """Send links to folders to their README, and copy what is no page beside the pages."""

    def fit(found: re.Match[str]) -> str:
        image, words, to = found.groups()
        path, _, anchor = unquote(to).partition("#")
        if re.match(r"[a-z]+:", to) or not path:
            return found[0]
        place = (page.parent / path).resolve()
        if place.is_dir():
            if not (place / "README.md").is_file():
                return words
            return f"[{words}]({path.rstrip('/')}/README.md)"
        if place.suffix == ".ipynb":
            return words
        if place.suffix != ".md" and place.is_file():
            copy = tree / place.relative_to(ROOT)
            if place.suffix == "":  # a page of text without a suffix
                return words
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place, copy)
        return found[0]

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(p if p.startswith("```") else LINK.sub(fit, p) for p in parts)


# -- reference -------------------------------------------------------------------------------------


def write_reference(tree: Path, rooms: list[str] | tuple[str, ...]) -> None:
    """Write a page for each room, and one for the commands."""
    folder = tree / "reference"
    folder.mkdir(exist_ok=True)
    names = ["commands", "face"]
    (folder / "commands.md").write_text(commands_page(), encoding="utf-8")
    face = "# What one import gives\n\n" + _automodule("analysis", members=False)
    small = ("errors", "estimate", "quantity", "study")
    (folder / "face.md").write_text(
        face + "".join(f"\n## {n}\n\n{_automodule(f'analysis.{n}')}" for n in small), "utf-8"
    )
    for room in rooms:
        (folder / f"{room}.md").write_text(room_page(room), encoding="utf-8")
        names.append(room)
    listed = "\n".join(names)
    (folder / "index.md").write_text(
        "# Reference\n\nEvery command with its options; then what each room offers to programs, "
        "from the docstrings. [From Python](../docs/python.md) is the way in.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n",
        encoding="utf-8",
    )


def room_page(room: str) -> str:
    """Write the page of a room: its modules in order, each with what it lists as public."""
    place = ROOT / "analysis" / room
    lines = [f"# {room}\n", _automodule(f"analysis.{room}", members=False)]
    for path in sorted(place.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.name == "__init__.py" or not _own_names(name):
            continue
        lines += [f"## {name.removeprefix('analysis.')}\n", _automodule(name)]
    return "\n".join(lines)


def _own_names(module: str) -> list[str]:
    found = import_module(module)
    return [
        name
        for name in getattr(found, "__all__", ())
        if getattr(getattr(found, name), "__module__", module) == module
    ]


def _automodule(module: str, members: bool = True) -> str:
    """Write the directive for a module: its docstring, and what it defines and lists as public."""
    own = ", ".join(_own_names(module)) if members else ""
    option = f":members: {own}" if own else ":no-index:"
    return f"```{{eval-rst}}\n.. automodule:: {module}\n   {option}\n```\n"


def commands_page() -> str:
    """Write every command with its options, as `--help` has them."""
    import typer

    from analysis.commands import app

    lines = ["# Commands\n", "What each does in context stands in [commands](../docs/commands.md)."]
    for words, command in _commands(typer.main.get_command(app), "unshift"):
        lines += [f"\n## {words}\n", (command.help or "").strip() + "\n"]
        rows = []
        for p in command.params:
            if p.param_type_name == "argument":
                name = f"`{(p.metavar or p.name).upper()}`"
            else:
                name = ", ".join(f"`{o}`" for o in [*p.opts, *p.secondary_opts])
            rows.append(f"| {name} | {_cell(getattr(p, 'help', '') or '')} |")
        if rows:
            lines += ["| option | meaning |", "| :--- | :--- |", *rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _commands(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, below in sorted(command.commands.items()):
            yield from _commands(below, f"{words} {name}")
    else:
        yield words, command


# -- notebooks -------------------------------------------------------------------------------------


def gather_notebooks(tree: Path, report: Path | None, lessons: Path | None) -> None:
    """Copy notebooks with their outputs, and list them."""
    report = report or _finished(tree)
    lessons = lessons or _lessons(tree)
    cited = _references()
    for kind, folder in (("report", report), ("lessons", lessons)):
        books = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
        if not books:
            raise SystemExit(f"{folder}: no notebooks with outputs")
        place = tree / "reading" / kind
        place.mkdir(parents=True, exist_ok=True)
        for path in books:
            book = json.loads(path.read_text(encoding="utf-8"))
            cells = [_cell_shown(cell, cited, kind == "report") for cell in book["cells"]]
            book["cells"] = [cell for cell in cells if cell]
            text = json.dumps(book, ensure_ascii=False)
            (place / path.name).write_text(text, encoding="utf-8")
        said = (HERE / "index" / "reading" / f"{kind}.md").read_text(encoding="utf-8")
        listed = "\n".join(f"{kind}/{path.stem}" for path in books)
        (tree / "reading" / f"{kind}.md").write_text(
            f"{said}\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n", encoding="utf-8"
        )


def _cell_shown(
    cell: dict[str, Any], cited: dict[str, str], folded: bool = False
) -> dict[str, Any] | None:
    """Return a cell as the pages show it: figures with words, references as words.

    Programs are folded away where asked for, and solutions of exercises always.
    """
    tags = cell["metadata"].get("tags") or []
    if "injected-parameters" in tags:
        return None
    cell["metadata"] = {"tags": []}
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        cell["source"] = _as_words(text, cited)
        return cell
    if cell["cell_type"] != "code":
        return None
    if folded or "BEGIN SOLUTION" in text:
        cell["metadata"]["tags"] = ["hide-input"]
    cell["outputs"] = [_output_shown(o, cited) for o in cell.get("outputs", ())]
    return cell


def _output_shown(output: dict[str, Any], cited: dict[str, str]) -> dict[str, Any]:
    data = output.get("data")
    if data is None:
        return output
    about = data.pop(MIME, {})
    # Figures are pictures with words, whatever their format: a page read aloud has them too.
    for mime in ("image/svg+xml", "image/png"):
        if mime in data:
            drawn = "".join(data.pop(mime))
            said = about.get("alt") or "Figure; the text says what it shows."
            coded = _with_typeface(drawn, said) if "svg" in mime else drawn
            alt = escape(said, quote=True)
            data.clear()
            data["text/html"] = f'<img class="figure" src="data:{mime};base64,{coded}" alt="{alt}">'
    for mime in ("text/markdown", "text/html"):
        if mime in data and "<img" not in data[mime]:
            data[mime] = _as_words("".join(data[mime]), cited)
    return output


def _with_typeface(drawing: str, alt: str) -> str:
    """Code an SVG with the typeface it is laid out for: in another, words run over the edges."""
    from analysis.reporting.press.drawings import standing_alone

    whole = drawing if "@font-face" in drawing else standing_alone(drawing, "Figure", alt)
    return base64.b64encode(whole.encode()).decode()


#: A link within the report; what it leads to has no name on these pages.
WITHIN = re.compile(r"\[([^\]]+)\]\(#(?:fig|tbl|eq|sec|ref)-[\w-]+\)")
#: The name of a formula in a notebook, which MathML has no word for.
TAG = re.compile(r"\s*\\tag\{[^}]*\}")


def _as_words(text: str, cited: dict[str, str]) -> str:
    """Write references to figures, tables and books as words, and formulae without their names."""
    text = TAG.sub("", WITHIN.sub(r"\1", text))
    text = re.sub(r"\[(-?@[^\]]+)\]", lambda m: f"({_names(m[1], cited)})", text)
    text = re.sub(r"(?<![\w/])@fig-[\w-]+", "the figure", text)
    text = re.sub(r"(?<![\w/])@tbl-[\w-]+", "the table", text)
    return re.sub(r"(?<![\w/])@(\w+)", lambda m: cited.get(m[1], m[0]), text)


def _names(text: str, cited: dict[str, str]) -> str:
    return re.sub(r"-?@([\w-]+)", lambda m: cited.get(m[1], m[1]), text)


def _references() -> dict[str, str]:
    """Read authors and year of each reference by its key."""
    text = (ROOT / "reports" / "references.bib").read_text(encoding="utf-8")
    found = {}
    for entry in re.split(r"^@", text, flags=re.MULTILINE)[1:]:
        key = re.match(r"\w+\{([^,]+),", entry)
        author = re.search(r"author\s*=\s*[{\"](.+?)[}\"],?\s*$", entry, re.MULTILINE)
        year = re.search(r"year\s*=\s*[{\"]?(\d{4})", entry)
        if key and author:
            people = [n.split(",")[0].strip("{} ") for n in author[1].split(" and ")]
            who = " and ".join(people) if len(people) < 3 else f"{people[0]} et al."
            found[key[1]] = f"{who} {year[1] if year else ''}".strip()
    return found


def _finished(tree: Path) -> Path:
    """Find a finished report, of the history if there is one; else make the embedded one."""
    for scope in ("history", "embedded"):
        for about in sorted((ROOT / "reports").glob(f"usa-rus-*-{scope}/manifest.json")):
            return about.parent
    out = tree.parent / "report"
    _unshift("report", "--record", "embedded", "--out", str(out))
    return out


def _lessons(tree: Path) -> Path:
    out = tree.parent / "course"
    if not list((out / "instructor").glob("0*.ipynb")):
        _unshift("course", "build", "--edition", "instructor", "--no-pdf", "--out", str(out))
    return out / "instructor"


def _unshift(*words: str) -> None:
    program = "from analysis.commands import main; main()"
    subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, check=True)


# -- links -----------------------------------------------------------------------------------------


class _Page(HTMLParser):
    """Where a page's links lead, and the names it can be entered by."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = {""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element links to and is called."""
        for name, value in attrs:
            if (
                name in ("href", "src")
                and value
                and not value.startswith(("data:", "#"))
                or name == "href"
                and value
            ):
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.names.add(value)


def broken_links(site: Path) -> Iterator[tuple[str, str]]:
    """Find links within the pages that lead nowhere, and what would be loaded from elsewhere."""
    pages: dict[Path, _Page] = {}
    for path in sorted(site.rglob("*.html")):
        page = pages[path.resolve()] = _Page()
        page.feed(path.read_text(encoding="utf-8"))
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not to.is_file() or (to in pages and unquote(parts.fragment) not in pages[to].names):
                yield path.relative_to(site.resolve()).as_posix(), link


if __name__ == "__main__":
    sys.exit(main())
