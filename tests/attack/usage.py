"""Every command wrongly used: flags and words that are none, files that are not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from analysis.commands import app

from .promise import Case, command

__all__ = ["commands", "wrong"]

#: Commands of which a word that is no option of theirs must not lead to the work itself.
STATES = {
    "agreement": ("--pair", "ZZZ", "RUS"),
    "estimate": ("--state", "ZZZ"),
    "posterior": ("--state", "ZZZ"),
    "claims": ("--country", "ZZZ"),
    "shift": ("--country", "ZZZ"),
    "report": ("--country", "ZZZ"),
}
#: Options that name a file or folder to read, with what else the command needs.
READ = {
    "report": ("--study", "--studies"),
    "replicate": ("--expected",),
    "course pack": ("--class",),
    "outputs": ("--report",),
}
#: And words that do.
NAMED = ("findings", "archive", "course check", "data import", "data fetch", "data derive")


def commands() -> dict[str, object]:
    """Return all commands by the words that call them."""
    found: dict[str, object] = {}

    def walk(words: str, item: object) -> None:
        below = getattr(item, "commands", None)
        if below is None:
            found[words.strip()] = item
        for name, one in (below or {}).items():
            walk(f"{words} {name}", one)

    walk("", typer.main.get_command(app))
    return dict(sorted(found.items()))


def _judged(*words: object) -> tuple[int, str, str]:
    code, out, err = command(*words)
    if code == 0:
        err += "Warning: taken though it is wrong"
    if out:
        err += "Warning: something on stdout"
        try:
            if "--json" in words and not isinstance(json.loads(out), dict):
                err += ", and no object"
        except ValueError:
            err += ", and no JSON"
    return code, out, err


def wrong(seed: int) -> Iterator[Case]:
    """Commands wrongly used, with ``--json`` where they have it."""
    for words, item in commands().items():
        known: list[Any] = getattr(item, "params", [])
        options = {o for p in known for o in p.opts}
        made: list[tuple[str, tuple[str, ...]]] = [
            ("a flag that is none", ("--nonsense",)),
            ("a flag cut", ("--j",)),
            ("a letter that is no flag", ("-q",)),
            ("words without end", ("surplus", "surplus", "surplus", "--nonsense")),
        ]
        made += [
            (f"an option without its word: {o}", (o,))
            for o in sorted(options)
            if any(o in p.opts and not getattr(p, "is_flag", True) for p in known)
        ]
        if words in STATES:
            made.append(("a state that is none", STATES[words]))
        for option in READ.get(words, ()):
            made += [
                (f"no file: {option}", (option, "nowhere")),
                (f"a folder for a file: {option}", (option, "folder")),
                (f"a file of nothing: {option}", (option, "empty")),
            ]
        if words in NAMED:
            made += [("no such thing", ("nowhere",)), ("an empty folder", ("folder",))]
            made += [("a file of nothing", ("empty",))]
        for kind, more in made:
            for as_json in (False, True) if "--json" in options else (False,):
                # before an option that lacks its word
                called = [*words.split(), *(["--json"] if as_json else []), *more]
                yield Case(
                    "commands wrongly used",
                    kind.partition(":")[0],
                    f"{words} {' '.join(more)}{' --json' if as_json else ''}",
                    lambda folder, called=called: _judged(*called),
                    _prepare,
                )


def _prepare(folder: Path) -> None:
    (folder / "folder").mkdir()
    (folder / "empty").write_bytes(b"")
