"""With whom a state is compared: the rule of the report, and nobody where it has no answer."""

from __future__ import annotations

import pandas as pd

from analysis.atlas.states.company import present_of, study_of
from analysis.commands.shared.dates import study_by_flags
from analysis.shift.company import CLOSEST, company
from analysis.study import Study


def test_it_is_the_study_that_a_command_makes_of_the_same_days():
    for state in ("USA", "KAZ", "RUS"):
        asked = {"event": "2024-01-01", "before": "2020-01-01", "until": "2026-12-31"}
        made = study_by_flags(Study(), country=state, ally=[], **asked)
        found = study_of(state, (2024, 2026))
        assert (found.rival, found.allies) == (made.rival, made.allies)
        assert (found.event, found.before, found.until) == (made.event, made.before, made.until)


def test_a_code_never_seen_is_compared_with_nobody_and_a_new_state_with_those_of_its_time():
    assert study_of("QQQ", (2024, 2026)).allies == ()
    new = study_of("SSD", (2010, 2012))
    chosen = company("SSD", new.event, new.before)
    assert (new.allies, new.rival) == (chosen.allies, chosen.rival)
    assert len(new.allies) == CLOSEST


def test_the_present_ends_with_the_last_vote_and_not_with_the_last_year():
    years = pd.DataFrame({"year": [1990, 1991], "yes": [0, 0], "no": [1, 0], "abstain": [0, 0]})
    assert present_of(years) == (1988, 1990)
    assert present_of(years.assign(no=0)) is None
    assert present_of(years.head(0)) is None
