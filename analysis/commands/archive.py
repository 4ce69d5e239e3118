"""``unshift archive``: a zip with README, code, derived data and reports, for a data archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, say, waiting

__all__ = ["archive"]


def archive(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Finished reports; default those of study.yml, on the history and embedded."
        ),
    ] = None,
    out: opt.Zip = None,
    allow_dirty: Annotated[
        bool,
        typer.Option(
            "--allow-dirty", help="Take files as they are where they differ from the commit."
        ),
    ] = False,
    json: opt.Json = False,
) -> None:
    """Write a zip ready for a data archive; the same commit and reports give the same bytes."""
    from analysis import __version__
    from analysis.errors import UnshiftError, UsageError
    from analysis.paths import checkout, shown
    from analysis.reporting.archive import archive as write_archive
    from analysis.reporting.run.build import report_folder
    from analysis.study import load_study

    chosen = list(folders or [])
    if not chosen:
        study = load_study()
        places = [report_folder(study, scope) for scope in ("history", "embedded")]
        chosen = [p for p in places if (p / "manifest.json").is_file()]
        if not chosen:
            raise UnshiftError("no finished report", shown(places[0]), "run `make report` first")
    target = checkout() / "dist" / f"unshift-{__version__}.zip" if out is None else out
    if target.is_dir():
        raise UsageError("this is a folder", str(target), "name a file with --out")
    with waiting("packing"):
        about = write_archive(
            target, [Path(os.path.realpath(f)) for f in chosen], allow_dirty=allow_dirty
        )
    size = target.stat().st_size
    if json:
        emit({"zip": str(target), "bytes": size, "manifest": about})
    else:
        say(f"{shown(target)}: {len(about['files']) + 1} files, {size / 1e6:.1f} MB")
        say(f"Commit {about['commit']}; reports: {', '.join(f.name for f in chosen)}")
