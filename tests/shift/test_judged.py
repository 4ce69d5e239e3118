"""Gates that are kept are those that are found, and nothing damaged or of other votes is taken."""

from __future__ import annotations

import json

import pytest

from analysis.rollcalls import RollCalls
from analysis.shift import judged
from analysis.shift.judged import judged_model
from analysis.simulate import simulate
from analysis.study import Study


@pytest.fixture(scope="module")
def votes() -> RollCalls:
    return simulate(n_states=10, years=5, calls_per_year=25).rollcalls


@pytest.fixture
def tries(monkeypatch) -> list[str]:
    """States tried on hidden votes since."""
    found: list[str] = []
    real = judged.IdealPointResults.gated

    def gated(self, states, windows, **options):
        found.extend(states)
        return real(self, states, windows, **options)

    monkeypatch.setattr(judged.IdealPointResults, "gated", gated)
    return found


def test_what_is_kept_is_what_is_found_to_the_last_digit(votes, tmp_path, tries):
    plain = judged_model(votes, Study())
    first = judged_model(votes, Study(), tmp_path)
    again = judged_model(votes, Study(), tmp_path)
    assert repr(plain.gates) == repr(first.gates) == repr(again.gates)
    assert len(tries) == 2  # the third was not tried anew


@pytest.mark.parametrize("text", ["", "[]", "{", '{"gates": [], "sha256": "0"}', None])
def test_a_damaged_file_is_made_anew(votes, tmp_path, tries, text):
    first = judged_model(votes, Study(), tmp_path)
    (path,) = tmp_path.glob("gates-*")
    if text is None:  # one digit is another
        about = json.loads(path.read_text())
        about["gates"][0]["bits"] += 1.0
        text = json.dumps(about)
    path.write_text(text)
    assert repr(judged_model(votes, Study(), tmp_path).gates) == repr(first.gates)
    assert len(tries) == 2


def test_other_votes_studies_and_code_are_tried_by_themselves(votes, tmp_path, tries, monkeypatch):
    judged_model(votes, Study(), tmp_path)
    changed = votes.votes.copy()
    changed[0, -1] = 3 if changed[0, -1] != 3 else 1
    other = RollCalls(changed, votes.calls, votes.states, votes.sources, votes.scope)
    judged_model(other, Study(), tmp_path)
    judged_model(votes, Study(event="2025-03-01"), tmp_path)
    monkeypatch.setattr(judged, "CODE", ("analysis/errors.py",))
    judged_model(votes, Study(), tmp_path)
    assert len(tries) == 4 == len(list(tmp_path.glob("gates-*")))


def test_a_folder_that_cannot_be_written_is_no_error(votes, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert len(judged_model(votes, Study(), blocked / "within").gates) == 2
