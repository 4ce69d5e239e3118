"""Voteview's three files."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from analysis.errors import RecordError, UsageError
from analysis.rollcalls import RollCalls

CRUZ, WARREN = "CRUZ, Rafael Edward (Ted)", "WARREN, Elizabeth"


def test_the_three_together(voteview):
    rc = RollCalls.from_voteview(**voteview)
    assert rc.states.index.tolist() == [CRUZ, WARREN, "FETTERMAN, John Karl"]
    assert rc.of(CRUZ).tolist() == [1, 8, 3]
    assert rc.of(WARREN).tolist() == [3, 2, 9]  # not of the 118th, by the file of members
    assert rc.of("Fetterman").tolist() == [9, 9, 1]
    assert rc.calls["session"].tolist() == ["117", "117", "118"]
    assert rc.calls["body"].unique().tolist() == ["Senate"]
    assert rc.calls["title"].tolist() == [
        "On the Nomination: Avril Haines, of New York",
        "On the Motion: a longer text",
        "On Passage: A bill",
    ]
    assert rc.calls["symbol"].tolist() == ["PN78", "", "S1"]
    assert str(rc.first.date()) == "2021-01-20"
    assert rc.states.loc[CRUZ, "nominate_dim1"] == 0.82  # of the last Congress
    assert rc.states.loc[CRUZ, "icpsr"] == "41304"


def test_voters_by_any_words_of_their_names(voteview):
    rc = RollCalls.from_voteview(**voteview)
    assert rc.code("Ted Cruz") == rc.code("cruz") == rc.code(CRUZ.lower()) == CRUZ
    with pytest.raises(UsageError) as error:
        rc.code("Cruise")
    assert error.value.where == "table of states"


def test_presidents_hold_positions_and_cast_no_votes(voteview):
    assert "BIDEN, Joseph Robinette, Jr." not in RollCalls.from_voteview(**voteview).states.index
    rc = RollCalls.from_voteview(**voteview, presidents=True)
    assert rc.of("Biden").tolist()[0] == 1
    assert RollCalls.from_voteview(voteview["votes"]).n_states == 3


def test_votes_alone(voteview):
    rc = RollCalls.from_voteview(voteview["votes"])
    assert rc.states.index.tolist() == ["41304", "41301", "42302"]
    assert rc.of("41301").tolist() == [3, 2, 0]  # nobody says that they were not a member
    assert not rc.is_dated
    assert rc.periods("session").tolist() == ["117", "117", "118"]


def test_parts(voteview):
    assert RollCalls.from_voteview(**voteview, congress=118).n_calls == 1
    assert RollCalls.from_voteview(**voteview, congress=[117], chamber="senate").n_calls == 2
    assert RollCalls.from_voteview(**voteview, codes="pscl").of(WARREN).tolist() == [3, 8, 9]
    for asked in ({"congress": 1}, {"chamber": "House"}):
        with pytest.raises(UsageError):
            RollCalls.from_voteview(**voteview, **asked)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("votes", "cast_code", "vote"),
        ("votes", "41304,1,", "41304,12,"),
        ("votes", "117,Senate,2,41304,9,0.0", "117,Senate,1,41304,6,0.0"),
        ("members", "bioname", "name"),
        ("rollcalls", "2021-01-20", "20 Januember"),
        ("rollcalls", "117,Senate,2,", "117,Senate,1,"),
    ],
)
def test_damage(voteview, name, old, new):
    text = voteview[name].read_text("utf-8")
    assert old in text
    voteview[name].write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RecordError) as error:
        RollCalls.from_voteview(**voteview)
    assert f"S_{name}.csv" in error.value.where


def test_one_name_of_two_people(voteview):
    text = voteview["members"].read_text("utf-8")
    voteview["members"].write_text(text.replace(WARREN, CRUZ), "utf-8")
    rc = RollCalls.from_voteview(**voteview)
    assert rc.states.index.tolist()[:2] == [f"{CRUZ} (41304)", f"{CRUZ} (41301)"]
    with pytest.raises(UsageError):
        rc.code("Ted Cruz")


def test_no_change_of_bytes_makes_it_fail_otherwise(voteview):
    rng, read = random.Random(5), 0
    whole = {n: p.read_bytes() for n, p in voteview.items()}
    for _ in range(120):
        for path, data in zip(voteview.values(), whole.values(), strict=True):
            path.write_bytes(data)
        name = rng.choice(list(voteview))
        data = bytearray(whole[name])
        for _ in range(rng.choice([1, 1, 3])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        voteview[name].write_bytes(data[: rng.choice([None, rng.randrange(len(data))])])
        with suppress(RecordError):
            RollCalls.from_voteview(**voteview)
            read += 1
    assert 0 < read < 120
