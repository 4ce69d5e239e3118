"""``unshift course``: make the editions of the lessons, and mark students' notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import emit, near, notebook_bars, say

if TYPE_CHECKING:
    from analysis.course.editions.marking import Marked

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The course.")


@app.command("build")
def build(
    lesson: Annotated[
        list[int] | None,
        typer.Option("--lesson", help="A lesson's number; repeat for several. Default all."),
    ] = None,
    edition: opt.Editions = opt.Edition.BOTH,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Print PDFs, too.")] = True,
    out: opt.CourseFolder = None,
    record: opt.Record = opt.Scope.EMBEDDED,
    jobs: opt.Jobs = 2,
    json: opt.Json = False,
) -> None:
    """Make the student's and the instructor's edition of the lessons, with PDFs."""
    from analysis.course.editions.build import EDITIONS, build_course

    chosen = EDITIONS if edition is opt.Edition.BOTH else (edition.value,)
    with notebook_bars(34) as listener:
        made = build_course(lesson or (), chosen, pdf, out, record.value, listener, jobs=jobs)
    if json:
        emit({"record": record.value, "made": [vars(m) for m in made]})
        return
    for item in made:
        shown = item.pdf or item.notebook
        assert shown is not None  # something was made
        say(f"{item.lesson or ' '}  {item.edition:<10}  {near(shown)}")


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="Students' notebooks, in it or in folders in it.")],
    seconds: Annotated[
        int, typer.Option("--seconds", min=1, max=86_400, help="Limit for one cell.")
    ] = 120,
    json: opt.Json = False,
) -> None:
    """Run students' notebooks and print the points of each exercise; needs no nbgrader.

    Checks that a student changed or deleted are put back. Open exercises are left to you.
    """
    from analysis.course.editions.marking import mark_folder

    with notebook_bars(34) as listener:
        marked = mark_folder(folder, seconds=seconds, listener=listener)
    if json:
        emit({"notebooks": [_as_dict(m) for m in marked]})
        return
    for number, item in enumerate(marked):
        if number:
            say()
        _print(item)


def _as_dict(item: Marked) -> dict[str, Any]:
    return {
        "notebook": item.notebook,
        "lesson": item.lesson or None,
        "points": None if item.problem else item.points,
        "of": None if item.problem else item.of,
        "problem": item.problem,
        "exercises": [vars(m) for m in item.marks],
    }


def _print(item: Marked) -> None:
    if item.problem:
        say(f"{item.notebook}: not marked: {item.problem}")
        return
    say(f"{item.notebook}: {item.points:g} of {item.of:g} points")
    for mark in item.marks:
        points = "-" if mark.points is None else f"{mark.points:g}"
        say(f"  {mark.exercise:<5} {points:>4} of {mark.of:g}  {mark.message}")
