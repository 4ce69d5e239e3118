from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.paths import ROOT
from analysis.study import Study, load_study, parameter, parameters_cell, taken_up

NAN = float("nan")

#: Parameter, a value that cannot be, and what the message says of it.
BAD = [
    ("country", "US", "country is 'US' .study.: give an ISO3 code"),
    ("country", "", "country is ''"),
    ("country", 840, "country is 840"),
    ("country", None, "country is None"),
    ("country", "U5A", "country is 'U5A'"),
    ("rival", "Russia", "rival is 'Russia'"),
    ("rival", "usa", "country and rival are both USA"),
    ("friend", ["ISR"], "friend is .'ISR'.: give|friend is .'ISR'. .study."),
    ("allies", "NATO", "allies is 'NATO' .study.: give a list of alliances"),
    ("allies", [1], "allies is .1."),
    ("allies", {"NATO": 1}, "allies is "),
    ("allies", None, "allies is None"),
    (
        "event",
        "1899-12-31",
        "event is 1899-12-31 .study.: give a day from 1900-01-01 to 2199-12-31",
    ),
    ("until", "2200-01-01", "until is 2200-01-01"),
    ("event", "yesterday", "event is 'yesterday' .study.: give a date, such as 2025-01-20"),
    ("event", "2025-02-30", "event is '2025-02-30'"),
    ("event", 2025, "event is 2025"),
    ("event", pd.NaT, "event is NaT"),
    ("event", "2021-01-20", "before .2021-01-20. is not earlier than event .2021-01-20."),
    ("before", True, "before is True"),
    ("before", "2025-01-20", "is not earlier than event"),
    ("before", "2025-01-21", "set --before to the first day of the comparison"),
    ("until", "2025-01-19", "until .2025-01-19. is earlier than event .2025-01-20."),
    ("until", None, "until is None"),
    ("issue", "", "issue is ''"),
    ("issue", " ", "issue is ' '"),
    ("issue", "two words", "issue is 'two words'"),
    ("issue", 3, "issue is 3"),
    ("record", "all", "record is 'all' .study.: use auto, history, embedded"),
    ("record", ["auto"], "record is .'auto'."),
    ("method", "gibbs", "method is 'gibbs' .study.: use fast"),
    ("level", 0.4999, "level is 0.4999 .study.: give a number from 0.5 to 0.999"),
    ("level", 1.0, "level is 1.0"),
    ("level", 90, "level is 90"),
    ("level", NAN, "level is nan"),
    ("level", True, "level is True"),
    ("level", "0.9", "level is '0.9'"),
    ("draws", 19, "draws is 19 .study.: give a whole number from 20 to 1000000"),
    ("draws", 1_000_001, "draws is 1000001"),
    ("draws", 1000.0, "draws is 1000.0"),
    ("draws", True, "draws is True"),
    ("draws", NAN, "draws is nan"),
    ("draws", "100", "draws is '100'"),
    ("seed", -1, "seed is -1 .study.: give a whole number from 0"),
    ("seed", 2**63, f"seed is {2**63}"),
    ("seed", 1.5, "seed is 1.5"),
    ("seed", False, "seed is False"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=[f"{n}={v}" for n, v, _ in BAD])
def test_bad_values_are_refused_in_one_line(name, value, message):
    with pytest.raises(UsageError, match=message) as caught:
        Study(**{name: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", 0.5),
        ("level", 0.999),
        ("draws", 20),
        ("draws", 1_000_000),
        ("seed", 0),
        ("seed", 2**63 - 1),
        ("allies", []),
        ("event", "2021-01-21"),
        ("before", "2025-01-19"),
        ("until", "2025-01-20"),
    ],
)
def test_values_at_the_edge_are_taken(name, value):
    assert Study(**{name: value}).to_dict()[name] == value


def test_values_are_made_plain():
    study = Study(country="fra", allies=["EU"], event="2022-02-24", before="2020-01-01")
    assert study.country == "FRA"
    assert study.allies == ("EU",)
    assert study.event == dt.date(2022, 2, 24)
    assert study.to_dict()["event"] == "2022-02-24"
    assert study.to_dict()["allies"] == ["EU"]
    assert Study(**study.to_dict()) == study


@pytest.mark.parametrize("moment", [dt.datetime(2025, 2, 24, 15, 30), pd.Timestamp("2025-02-24")])
def test_a_moment_is_its_day(moment):
    event = Study(event=moment).event
    assert type(event) is dt.date
    assert event == dt.date(2025, 2, 24)


def test_changed():
    study = Study()
    assert study.changed(country=None, draws=50) == Study(draws=50)
    assert study.draws == 1000
    with pytest.raises(UsageError, match="unknown parameter 'draw' .flags.: known: country, rival"):
        study.changed(draw=50)
    with pytest.raises(UsageError, match="level is 2"):
        study.changed(level=2)


def test_a_generator_takes_the_seed():
    assert np.random.default_rng(Study().seed).random() < 1


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "my.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestYaml:
    def test_the_study_of_the_checkout_is_the_default(self):
        assert load_study() == load_study(ROOT / "study.yml") == Study()

    def test_some_values(self, tmp_path):
        path = write(tmp_path, "country: GBR\nevent: 2016-06-23\nbefore: 2010-05-06\n")
        assert load_study(path) == Study(country="GBR", event="2016-06-23", before="2010-05-06")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("contry: USA", r"unknown parameter 'contry' \(my.yml\): known: country, rival"),
            ("1: USA", r"unknown parameter 1 \(my.yml\)"),
            ("country: [USA]", r"country is \['USA'\]"),
            ("allies: NATO", "allies is 'NATO'"),
            ("draws: many", "draws is 'many'"),
            ("draws: yes", "draws is True"),
            ("level: .nan", "level is nan"),
            ("level:", "level is None"),
            ("event: 2025-02-30", r"the study is not YAML \(my.yml\): day"),
            ("event: soon", "event is 'soon'"),
            ("event: 2020-01-20 12:00:00", "before .2021-01-20. is not earlier"),
            ("country: [USA", r"the study is not YAML \(my.yml\)"),
            ("country: USA\n  rival: RUS", "the study is not YAML"),
            (b"country: \xff\xfe", "the study is not YAML"),
            ("- USA\n- RUS", r"the study is not a list of names and values \(my.yml\)"),
            ("USA", "the study is not a list of names and values"),
            ("", "the study is not a list of names and values"),
            ("country: !!python/object:os.system {}", "the study is not YAML"),
        ],
    )
    def test_bad_files_are_refused_in_one_line(self, tmp_path, text, message):
        with pytest.raises(UsageError, match=message) as caught:
            load_study(write(tmp_path, text))
        assert "\n" not in str(caught.value)

    def test_missing(self, tmp_path):
        with pytest.raises(UsageError, match=r"no study: No such file or directory \(no.yml\)"):
            load_study(tmp_path / "no.yml")
        with pytest.raises(UsageError, match="no study: Is a directory"):
            load_study(tmp_path)


@dataclass(frozen=True)
class Toy(Study):
    """A study with one parameter more, declared in one place."""

    colour: str = parameter("red", lambda name, value: str(value).lower())


class TestAParameterIsDeclaredInOnePlace:
    def test_notebooks_have_it_in_their_cell(self):
        assert parameters_cell(["draws", "colour"], Toy) == 'draws = 1000\ncolour = "red"'

    def test_notebooks_take_it_up(self):
        cell = parameters_cell(["country", "allies", "colour"], Toy).replace("red", "BLUE")
        names: dict[str, object] = {}
        exec(cell, names)
        study = taken_up(names, Toy)
        assert isinstance(study, Toy)
        assert study.colour == "blue"
        assert study.to_dict()["colour"] == "blue"
        assert study.changed(colour="GREEN").to_dict()["colour"] == "green"

    def test_without_it_the_default_stands(self):
        assert taken_up({}, Toy).to_dict() == Study().to_dict() | {"colour": "red"}


class TestTakenUp:
    def test_what_is_no_parameter_is_passed_over(self):
        assert taken_up({"draws": 50, "show": print}) == Study(draws=50)

    def test_a_bad_value_is_refused(self):
        with pytest.raises(UsageError):
            taken_up({"draws": "many"})
        with pytest.raises(UsageError):
            taken_up({"event": "yesterday"})

    @pytest.mark.parametrize("country", ["RUS", "rus"])
    def test_the_default_rival_is_another_state(self, country):
        assert taken_up({"country": country}).rival == "USA"
        with pytest.raises(UsageError):
            taken_up({"country": country, "rival": "RUS"})

    def test_windows_that_are_set_stand(self):
        study = taken_up({"event": "2003-03-20", "until": "2004-01-01"})
        assert (str(study.before), str(study.until)) == ("1999-03-20", "2004-01-01")
