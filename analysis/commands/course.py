"""``unshift course``: make the editions of the lessons, and mark students' notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.commands.shared import options as opt
from analysis.commands.shared.output import console, emit, near, notebook_bars, say, waiting

if TYPE_CHECKING:
    from analysis.course.marking.marks import Marked

__all__ = ["app"]

#: So many notebooks at most are printed exercise by exercise; of more there is the table.
FEW = 8

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The course.")


@app.command("build")
def build(
    lesson: opt.Lessons = None,
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


@app.command("pack")
def pack(
    out: opt.PackFolder = None,
    lesson: opt.Lessons = None,
    students: Annotated[
        Path | None,
        typer.Option("--class", help="A name a line, or a CSV: notebooks with seeds of their own."),
    ] = None,
    json: opt.Json = False,
) -> None:
    """Make the archive for students: notebooks and what they run on, without solutions."""
    from analysis.course.editions.pack import pack_course, read_class
    from analysis.paths import MADE, checkout

    checkout()  # the archive is packed from its files
    where = MADE / "course" / "pack" if out is None else out
    names = () if students is None else read_class(students)
    with waiting("packing the course"):
        made = pack_course(where, lesson or (), names)
    if json:
        emit({"made": made})
        return
    say(f"{near(made[0])}, {made[0].stat().st_size / 1e6:.1f} MB")
    if made[1:]:
        say(f"{near(made[1].parent)}, {len(made) - 1} archives of notebooks")


@app.command("nbgrader")
def nbgrader(
    out: Annotated[Path, typer.Argument(help="Folder of the course; made if it is not there.")],
    lesson: opt.Lessons = None,
    json: opt.Json = False,
) -> None:
    """Write the lessons as a course of nbgrader: source notebooks and configuration."""
    from analysis.course.editions.nbgrader import write_nbgrader

    written = write_nbgrader(out, lesson or ())
    if json:
        emit({"written": written})
        return
    for path in written:
        say(str(near(path)))


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="Students' notebooks, in it or in folders in it.")],
    out: opt.MarksFolder = None,
    jobs: opt.Jobs = 2,
    seconds: Annotated[
        int, typer.Option("--seconds", min=1, max=86_400, help="Limit for one cell.")
    ] = 120,
    memory: Annotated[float, typer.Option("--memory", min=1, help="Limit, in GB.")] = 6.0,
    again: Annotated[bool, typer.Option("--again", help="Run what was marked already.")] = False,
    json: opt.Json = False,
) -> None:
    """Mark students' notebooks: points, feedback, a sheet of open answers; needs no nbgrader.

    Each notebook runs shut in, and its answers are checked outside of what it ran. What is done is
    kept: after Ctrl-C the same command goes on. Open exercises are left to you.
    """
    from analysis.course.marking.classroom import mark_folder, marks_folder
    from analysis.course.marking.confinement import WALLS, Limits

    limits = Limits(seconds=seconds, total=max(900, 2 * seconds), memory=memory)
    where = marks_folder(folder) if out is None else out
    with notebook_bars(34) as listener:
        marked = mark_folder(
            folder, where, limits=limits, jobs=jobs, again=again, listener=listener
        )
    ran = [m for m in marked if not m.problem]
    missing = [w for w in WALLS if any(w not in m.walls for m in ran)]
    if missing:
        console.print(
            f"Not shut in here: {', '.join(missing)}. What students wrote ran with your rights; "
            "docs/marking.md says how to run it in a container.",
            markup=False,
        )
    if json:
        emit({"notebooks": [_as_dict(m) for m in marked], "out": str(where)})
        return
    for number, item in enumerate(marked):
        if number and len(marked) <= FEW:
            say()
        _print(item, len(marked) <= FEW)
    say()
    say(f"Marks, feedback and open answers: {near(where)}")


@app.command("slides")
def slides(
    lesson: opt.Lessons = None,
    out: opt.SlidesFolder = None,
) -> None:
    """Make slides of the lessons: a page each, without solutions, that needs no network."""
    from analysis.course.editions.slides import build_slides

    with notebook_bars(34) as listener:
        made = build_slides(lesson or (), out, listener=listener)
    for path in made:
        say(near(path))


def _as_dict(item: Marked) -> dict[str, Any]:
    return {
        "notebook": item.notebook,
        "lesson": item.lesson or None,
        "points": None if item.problem else item.points,
        "of": None if item.problem else item.of,
        "problem": item.problem,
        "student": item.student,
        "exercises": [vars(m) for m in item.marks],
    }


def _print(item: Marked, whole: bool) -> None:
    if item.problem:
        say(f"{item.notebook}: not marked: {item.problem}")
        return
    say(f"{item.notebook}: {item.points:g} of {item.of:g} points")
    for mark in item.marks if whole else ():
        points = "-" if mark.points is None else f"{mark.points:g}"
        say(f"  {mark.exercise:<5} {points:>4} of {mark.of:g}  {mark.message}")
