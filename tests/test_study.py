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

#: Parameter, a value that cannot be, and what is said to be wrong.
BAD = [
    ("country", "US", "country is 'US'"),
    ("country", "", "country is ''"),
    ("country", 840, "country is 840"),
    ("country", None, "country is None"),
    ("country", "U5A", "country is 'U5A'"),
    ("rival", "Rusia", "rival is 'Rusia'"),
    ("rival", "usa", "country and rival are both USA"),
    ("friend", ["ISR"], "friend is ['ISR']"),
    ("allies", "NATO", "allies is 'NATO'"),
    ("allies", [1], "allies is [1]"),
    ("allies", {"NATO": 1}, "allies is "),
    ("allies", None, "allies is None"),
    ("event", "1899-12-31", "event is 1899-12-31"),
    ("until", "2200-01-01", "until is 2200-01-01"),
    ("event", "yesterday", "event is 'yesterday'"),
    ("event", "2025-02-30", "event is '2025-02-30'"),
    ("event", 2025, "event is 2025"),
    ("event", pd.NaT, "event is NaT"),
    ("event", "2021-01-20", "before (2021-01-20) is not earlier than event (2021-01-20)"),
    ("before", True, "before is True"),
    ("before", "2025-01-20", "is not earlier than event"),
    ("before", "2025-01-21", "is not earlier than event"),
    ("until", "2025-01-19", "until (2025-01-19) is earlier than event (2025-01-20)"),
    ("until", None, "until is None"),
    ("issue", "", "issue is ''"),
    ("issue", " ", "issue is ' '"),
    ("issue", "two words", "issue is 'two words'"),
    ("issue", 3, "issue is 3"),
    ("record", "all", "record is 'all'"),
    ("record", ["auto"], "record is ['auto']"),
    ("level", 0.4999, "level is 0.4999"),
    ("level", 1.0, "level is 1.0"),
    ("level", 90, "level is 90"),
    ("level", NAN, "level is nan"),
    ("level", True, "level is True"),
    ("level", "0.9", "level is '0.9'"),
    ("draws", 19, "draws is 19"),
    ("draws", 1_000_001, "draws is 1000001"),
    ("draws", 1000.0, "draws is 1000.0"),
    ("draws", True, "draws is True"),
    ("draws", NAN, "draws is nan"),
    ("draws", "100", "draws is '100'"),
    ("seed", -1, "seed is -1"),
    ("seed", 2**63, f"seed is {2**63}"),
    ("seed", 1.5, "seed is 1.5"),
    ("seed", False, "seed is False"),
]


@pytest.mark.parametrize(("name", "value", "word"), BAD, ids=[f"{n}={v}" for n, v, _ in BAD])
def test_bad_values_are_refused_in_one_line(name, value, word):
    with pytest.raises(UsageError) as caught:
        Study(**{name: value})
    assert caught.value.where == "study"
    assert word in caught.value.what
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "choices"),
    [
        ("country", "US", "ISO3"),
        ("allies", "NATO", "a list"),
        ("event", "1899-12-31", "1900-01-01 to 2199-12-31"),
        ("event", "yesterday", "2025-01-20"),
        ("before", "2025-01-21", "--before"),
        ("record", "all", "auto, history, embedded"),
        ("level", 0.4999, "0.5 to 0.999"),
        ("draws", 19, "20 to 1000000"),
        ("seed", -1, "from 0"),
    ],
)
def test_a_refusal_says_what_would_do(name, value, choices):
    with pytest.raises(UsageError) as caught:
        Study(**{name: value})
    assert choices in caught.value.todo


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
    with pytest.raises(UsageError) as error:
        study.changed(draw=50)
    assert error.value.where == "flags"
    assert "'draw'" in error.value.what
    assert "country, rival" in error.value.todo
    with pytest.raises(UsageError) as error:
        study.changed(level=2)
    assert error.value.where == "study"
    assert "level is 2" in error.value.what


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
        ("text", "place", "word"),
        [
            ("contry: USA", "my.yml", "'contry'"),
            ("1: USA", "my.yml", "parameter 1"),
            ("country: [USA]", "study", "country is ['USA']"),
            ("allies: NATO", "study", "allies is 'NATO'"),
            ("draws: many", "study", "draws is 'many'"),
            ("draws: yes", "study", "draws is True"),
            ("level: .nan", "study", "level is nan"),
            ("level:", "study", "level is None"),
            ("event: 2025-02-30", "my.yml", "not YAML"),
            ("event: soon", "study", "event is 'soon'"),
            ("event: 2020-01-20 12:00:00", "study", "before (2021-01-20) is not earlier"),
            ("country: [USA", "my.yml", "not YAML"),
            ("country: USA\n  rival: RUS", "my.yml", "not YAML"),
            (b"country: \xff\xfe", "my.yml", "not YAML"),
            ("- USA\n- RUS", "my.yml", "not a list"),
            ("USA", "my.yml", "not a list"),
            ("", "my.yml", "not a list"),
            ("country: !!python/object:os.system {}", "my.yml", "not YAML"),
        ],
    )
    def test_bad_files_are_refused_in_one_line(self, tmp_path, text, place, word):
        with pytest.raises(UsageError) as caught:
            load_study(write(tmp_path, text))
        assert caught.value.where == place
        assert word in caught.value.what
        assert "\n" not in str(caught.value)

    def test_missing(self, tmp_path):
        with pytest.raises(UsageError) as error:
            load_study(tmp_path / "no.yml")
        assert error.value.where == "no.yml"
        assert "No such file or directory" in error.value.what
        with pytest.raises(UsageError) as error:
            load_study(tmp_path)
        assert error.value.where == tmp_path.name
        assert "Is a directory" in error.value.what


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


class TestRunByPapermill:
    """Plain papermill gives some parameters; the others stand in the notebook's own cell."""

    def taken(self, cell: str, **names) -> Study:
        own = Study().to_dict() | names
        return taken_up({**own, "In": ["", "# the notebook's own cell", cell, "study = ..."]})

    def test_what_follows_from_others_is_filled_in(self):
        cell = '# Parameters\ncountry = "HUN"\nevent = "2010-05-29"\n'
        study = self.taken(cell, country="HUN", event="2010-05-29")
        assert (study.country, str(study.event)) == ("HUN", "2010-05-29")
        assert (str(study.before), str(study.until)) == ("2006-05-29", "2014-05-28")

    def test_what_is_given_stays_even_if_it_is_the_default(self):
        cell = '# Parameters\nevent = "2025-02-24"\nbefore = "2021-01-20"\n'
        study = self.taken(cell, event="2025-02-24")
        assert (str(study.before), str(study.until)) == ("2021-01-20", "2029-02-23")

    def test_what_the_notebook_sets_itself_stays(self):
        study = self.taken("# Parameters\ncountry = 'FRA'", country="FRA", record="embedded")
        assert study.record == "embedded"

    @pytest.mark.parametrize(("country", "other"), [("RUS", "rival"), ("ISR", "friend")])
    def test_no_state_is_set_beside_itself(self, country, other):
        study = self.taken(f"# Parameters\ncountry = '{country}'", country=country)
        assert getattr(study, other) == "USA"

    def test_a_rival_that_is_given_is_not_replaced(self):
        cell = "# Parameters\ncountry = 'RUS'\nrival = 'RUS'"
        with pytest.raises(UsageError, match="country and rival"):
            self.taken(cell, country="RUS", rival="RUS")

    def test_without_such_a_cell_all_that_stands_is_given(self):
        with pytest.raises(UsageError, match="before"):
            taken_up(Study().to_dict() | {"event": "2010-05-29", "In": ["", "event = 1"]})
