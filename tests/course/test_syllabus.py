"""The syllabus and the guide say what the lessons hold."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from analysis.course.editions.make import COURSE, find_lessons
from analysis.course.editions.marks import exercise_key, role
from analysis.paths import ROOT

SYLLABUS = COURSE / "README.md"
GUIDE = COURSE / "instructors.md"
QUIZ = COURSE / "quiz.md"
SHEET = COURSE / "cheat-sheet.md"
LESSONS = find_lessons()
MINUTES = 75
TWO_SESSIONS = (5,)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def book(n: int):
    return nbformat.read(LESSONS[n], as_version=4)


def prose(n: int) -> str:
    return "\n".join(c.source for c in book(n).cells if c.cell_type == "markdown")


def parts(n: int) -> list[tuple[str, list[str], int]]:
    """Rows of a lesson in the syllabus: its part, exercises, minutes."""
    section = re.split(r"^### (\d)\. ", text_of(SYLLABUS), flags=re.MULTILINE)
    numbered = dict(zip(section[1::2], section[2::2], strict=True))
    rows = re.findall(r"^\| ([^|]+) \|([^|]*)\| *(\d+) \|$", numbered[str(n)], re.MULTILINE)
    return [(part.strip(), re.findall(r"\d\.\d", keys), int(m)) for part, keys, m in rows]


def glossary() -> list[str]:
    table = text_of(SYLLABUS).split("## Glossary")[1].split("\n## ")[0]
    terms = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", table, re.MULTILINE)
    return [t for t in terms if t != "term" and not t.startswith(":--")]


def graded(n: int) -> dict[str, str]:
    """Keys of a lesson's exercises with the role of the graded cell."""
    return {
        exercise_key(c): role(c)
        for c in book(n).cells
        if role(c) in ("check", "open") and c.metadata["nbgrader"]["grade"]
    }


def test_seven_lessons_and_all_in_the_syllabus():
    assert sorted(LESSONS) == [1, 2, 3, 4, 5, 6, 7]
    for path in LESSONS.values():
        assert f"]({path.name})" in text_of(SYLLABUS)


@pytest.mark.parametrize("n", sorted(LESSONS))
def test_a_session_takes_75_minutes(n):
    sessions = 2 if n in TWO_SESSIONS else 1
    minutes = [m for _, _, m in parts(n)]
    assert sum(minutes) == sessions * MINUTES
    ends = [sum(minutes[: k + 1]) for k in range(len(minutes))]
    assert MINUTES in ends  # a session ends where a part does
    assert (sessions == 2) == ("two sessions" in " ".join(prose(n).split()))


@pytest.mark.parametrize("n", sorted(LESSONS))
def test_a_lesson_asks_for_predictions_each_in_a_paragraph_of_its_own(n):
    asking = [c.source for c in book(n).cells if "**Predict first" in c.source]
    assert sum(text.count("**Predict first") for text in asking) >= 2
    assert not [text for text in asking if re.search(r"[^\n][ \n]\*\*Predict first", text)]


@pytest.mark.parametrize("n", sorted(LESSONS))
def test_titles_and_parts_are_those_of_the_lesson(n):
    title = re.search(rf"^### {n}\. \[(.+)\]", text_of(SYLLABUS), re.MULTILINE)[1]
    headings = re.findall(r"^#+ (.+)$", prose(n), re.MULTILINE)
    assert headings[0] == f"Lesson {n}: {title}"
    places = [headings.index(part) for part, _, _ in parts(n)]
    assert places == sorted(places)


@pytest.mark.parametrize("n", sorted(LESSONS))
def test_minutes_are_those_that_the_lesson_states(n):
    stated = re.findall(r"^\| (\d+) \| ([^|;]+)", prose(n), re.MULTILINE)
    own = {part.strip(): int(minutes) for minutes, part in stated}
    for part, _, minutes in parts(n):
        assert own.get(part, minutes) == minutes


@pytest.mark.parametrize("n", sorted(LESSONS))
def test_every_exercise_stands_in_its_part_of_the_syllabus(n):
    listed = [key for _, keys, _ in parts(n) for key in keys]
    assert listed == sorted(graded(n))
    assert len(listed) == 6
    assert list(graded(n).values()).count("open") == 1
    # In the lesson, an exercise follows the heading of the part it is listed under.
    headings = re.findall(r"^##+ (.+)$", prose(n), re.MULTILINE)
    for part, keys, _ in parts(n):
        later = headings[headings.index(part) + 1 :]
        for key in keys:
            assert any(h.startswith(f"Exercise {key}") for h in later)


@pytest.mark.parametrize("path", [SYLLABUS, GUIDE])
def test_links_resolve(path):
    links = re.findall(r"\]\(([^)]+)\)", text_of(path))
    assert links
    for link in links:
        assert (path.parent / link).exists(), link


def test_files_named_in_the_syllabus_exist():
    named = re.findall(
        r"`((?:data|analysis|notebooks)/[\w./-]+|LICENSE|CITATION\.cff)`", text_of(SYLLABUS)
    )
    assert len(named) > 5
    for name in named:
        assert (ROOT / name).exists(), name


def test_commands_of_the_guide_exist():
    from typer.main import get_command

    from analysis.commands.course import app

    group = get_command(app)
    commands = re.findall(
        r"^\.venv/bin/unshift course (\w+)([^#\n]*)", text_of(GUIDE), re.MULTILINE
    )
    assert {name for name, _ in commands} == {"build", "check", "slides"}
    for name, rest in commands:
        command = group.commands[name]
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert set(re.findall(r"--[\w-]+", rest)) <= known


def test_the_glossary_is_in_order_and_says_each_term_once():
    terms = [t.casefold() for t in glossary()]
    assert len(terms) == len(set(terms)) > 30
    assert terms == sorted(terms)


@pytest.mark.parametrize("term", glossary())
def test_a_term_of_the_glossary_is_used_in_a_lesson(term):
    words = "|".join({re.escape(term), re.escape(re.sub("y$", "ie", term))})
    found = re.compile(rf"\b({words})(s|es)?\b", 0 if len(term) == 1 else re.IGNORECASE)
    spoken = " ".join(" ".join(prose(n).split()) for n in LESSONS)
    assert found.search(spoken.replace("*", ""))


def test_what_is_handed_out_does_not_say_where_the_answers_are():
    assert not re.search(r"\bsolution|analysis/course\b|course check", text_of(SYLLABUS))


def test_the_guide_has_a_misconception_for_every_checked_exercise():
    slips = set(re.findall(r"^\| (\d\.\d) \|", text_of(GUIDE), re.MULTILINE))
    assert slips == {k for n in LESSONS for k, kind in graded(n).items() if kind == "check"}


def test_the_guide_marks_every_open_exercise_with_its_points():
    words = {3: "three", 4: "four", 7: "seven"}
    said = dict(re.findall(r"^### (\d\.\d), (\w+) points$", text_of(GUIDE), re.MULTILINE))
    points = {
        exercise_key(c): words[int(c.metadata["nbgrader"]["points"])]
        for n in LESSONS
        for c in book(n).cells
        if role(c) == "open"
    }
    assert said == points


def test_the_example_of_the_guide_is_what_the_lesson_would_show():
    from analysis.course.lessons.shipped import changes_of_years, yearly_agreement
    from analysis.shift.designs.placebo import placebo_rank

    before = [2020, 2021, 2022, 2023]
    ranks = []
    for index in ("ordinal", "kappa"):
        found = placebo_rank(
            changes_of_years("USA", index, before, [2024, 2025]),
            "ARG",
            name="x",
            estimand="a change",
            from_median=True,
        )
        ranks += [round(found.p_value * found.n), found.n]
    assert ranks == [1, 190, 1, 189]
    assert "first of 190 states" in text_of(GUIDE).replace("\n", " ")
    assert "first of 189 by kappa" in text_of(GUIDE).replace("\n", " ")
    years = yearly_agreement("USA", "ARG", "kappa").round(2)
    assert f"kappa was {years[2024]:.2f} in 2024 and {years[2025]:.2f} in 2025" in " ".join(
        text_of(GUIDE).split()
    )


def test_the_guide_s_count_of_steps_that_exclude_zero():
    from analysis.course.lessons.lesson_6 import EXAMPLE, FIRST_YEAR
    from analysis.course.lessons.shipped import changes_of_years, yearly_agreement
    from analysis.shift.designs.interrupted import interrupted

    found = []
    for state in changes_of_years("USA", "ordinal", [2023], [2025]).index:
        series = yearly_agreement(state, "USA", "ordinal", first=FIRST_YEAR, last=2025)
        if 2025 in series.index and (series.index < 2025).sum() >= 20:
            step = interrupted(series, EXAMPLE.event, pre_trend=False)
            found.append(bool(step.excludes_zero))
    assert f"{sum(found)} of the {len(found)} states with a series" in text_of(GUIDE)


def test_the_sheet_names_what_the_lessons_import():
    """Each function of the sheet is used in a lesson, and can be had from its module."""
    import importlib

    rows = re.findall(r"^\| `(\w+)` \| `(analysis[\w.]*)` \|", text_of(SHEET), re.MULTILINE)
    code = "\n".join(c.source for n in LESSONS for c in book(n).cells if c.cell_type == "code")
    assert len(rows) > 20
    for name, module in rows:
        assert hasattr(importlib.import_module(module), name), (name, module)
        assert re.search(rf"\b{name}\b", code), name


def test_every_question_of_the_quiz_has_its_answer_in_the_guide():
    asked = re.findall(r"^\*\*(\d+)\.\*\*", text_of(QUIZ), re.MULTILINE)
    section = text_of(GUIDE).split("## The quiz")[1].split("\n## ")[0]
    answered = re.findall(r"^\| (\d+) \| [abc]\b", section, re.MULTILINE)
    assert asked == answered == [str(k) for k in range(1, 11)]
    assert text_of(QUIZ).count("- **a** ") == 10
    assert "answer is" not in text_of(QUIZ)
