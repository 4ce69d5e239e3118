"""Many studies from flags or a table; every row is checked, and an error says where."""

from __future__ import annotations

import pytest

from analysis.commands.shared.studies import row_of, studies_by_flags, studies_in_table
from analysis.errors import UsageError
from analysis.reporting.run.plan import read_plan
from analysis.rollcalls.load import load_rollcalls
from analysis.study import Study

NONE = {"before": None, "until": None, "ally": []}


@pytest.fixture
def table(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "s.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_flags_make_every_combination():
    made = studies_by_flags(
        Study(), ["HUN", "fra"], ["RUS", "CHN"], ["2022-02-24"], draws=50, **NONE
    )
    assert [(s.country, s.rival) for s in made] == [
        ("HUN", "RUS"),
        ("HUN", "CHN"),
        ("FRA", "RUS"),
        ("FRA", "CHN"),
    ]
    assert {s.draws for s in made} == {50}
    assert {str(s.before) for s in made} == {"2018-02-24"}


def test_no_flag_is_the_study_of_the_file():
    assert studies_by_flags(Study(seed=5), **NONE) == [Study(seed=5)]


def test_the_friend_is_not_shown_beside_itself():
    made = studies_by_flags(Study(), ["isr", "HUN"], **NONE)
    assert [s.country for s in made] == ["ISR", "HUN"]
    assert all(s.friend not in (s.country, s.rival) for s in made)


def test_rows_are_studies_and_empty_cells_are_those_of_the_base(table):
    path = table(
        "\ufeffcountry,event,allies,level,draws,before\n"
        "HUN,2022-02-24,NATO EU,0.8,,\n"
        ",,,,,\n"
        '"isr",,,,300,2017-01-20\n'
    )
    made = studies_in_table(path, Study(draws=500))
    assert [s.country for s in made] == ["HUN", "ISR"]
    assert (made[0].allies, made[0].level, made[0].draws) == (("NATO", "EU"), 0.8, 500)
    assert (str(made[0].before), str(made[0].until)) == ("2018-02-24", "2026-02-23")
    assert made[1].friend not in ("ISR", made[1].rival)
    assert (made[1].draws, str(made[1].before)) == (300, "2017-01-20")
    assert made[1].event == Study().event
    where = row_of(path)
    assert [where(0), where(1)] == ["s.csv, row 2", "s.csv, row 4"]


def test_a_second_baseline_and_names_of_windows(table):
    text = (
        'country,event,earlier,window_names\nHUN,2010-05-29,2000-01-01,"Orban; Bajnai, Medgyessy"\n'
    )
    (study,) = studies_in_table(table(text), Study())
    assert str(study.earlier) == "2000-01-01"
    assert study.window_names == ("Orban", "Bajnai, Medgyessy")


def test_flags_change_every_row(table):
    path = table("country\nHUN\nFRA\n")
    made = studies_in_table(path, Study(), lambda one: one.changed(draws=77))
    assert [s.draws for s in made] == [77, 77]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no studies (s.csv): write one a row"),
        ("country\n", "no studies (s.csv)"),
        ("contry\nHUN\n", "unknown column 'contry' (s.csv, row 1): known: country, rival"),
        ("country,country\nHUN,FRA\n", "column 'country' stands twice (s.csv, row 1)"),
        ("country,rival\nHUN\n", "1 cells for 2 columns (s.csv, row 2): quote"),
        ("country\nHUN\nHungaria\n", "country is 'Hungaria' (s.csv, row 3, column country)"),
        ("country,draws\nHUN,many\n", "draws is 'many' (s.csv, row 2, column draws): give a whole"),
        ("country,draws\nHUN,1e3\n", "draws is '1e3' (s.csv, row 2, column draws)"),
        ("country,level\nHUN,90\n", "level is 90.0 (s.csv, row 2, column level)"),
        ("country,event\nHUN,24.2.22\n", "event is '24.2.22' (s.csv, row 2, column event)"),
        ("country,rival\nHUN,HUN\n", "country and rival are both HUN (s.csv, row 2, column"),
        ('country\n"HUN\n', "this is not a CSV table (s.csv)"),
        (b"\xff\xfe\x00", "this is not a CSV table (s.csv)"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(table, text, words):
    with pytest.raises(UsageError) as caught:
        studies_in_table(table(text), Study())
    assert words in str(caught.value)
    assert caught.value.todo


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(UsageError) as refused:
        studies_in_table(tmp_path / "no.csv", Study())
    assert refused.value.where == "no.csv"


@pytest.mark.slow
def test_all_states_but_those_that_cannot_be_studied(run, tmp_path):
    path = tmp_path / "plan.json"
    arguments = ["report", "--record", "embedded", "--event", "2022-02-24"]
    code, _, err = run(*arguments, "--country", "all", "--plan", path, "--out", tmp_path)
    assert code == 0
    plan = read_plan(path)
    made = {report.study["country"] for report in plan.reports.values()}
    left = {line.split()[2].rstrip(",") for line in err.splitlines() if "left out" in line}
    assert "RUS" in made  # its rival is another, by rule
    assert all(s["country"] != s["rival"] for s in (r.study for r in plan.reports.values()))
    assert made | left == set(load_rollcalls("embedded").states.index)
    assert not made & left
    assert "HUN" in made


@pytest.mark.slow
def test_no_state_can_be_studied(run):
    code, out, err = run(
        "report", "--record", "embedded", "--event", "1950-01-01", "--country", "ALL"
    )
    assert (code, out) == (2, "")
    assert "no state can be studied" in err
    assert len(err.splitlines()) == 1
