"""Small files written by hand, one for each reader, and the public files where they are."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import RecordError
from analysis.record import facts, reference
from analysis.record.readers.discover import discover
from analysis.record.readers.library import digital_library, transformed, voting_data
from analysis.record.readers.voeten import dataverse, matrix, unvotes
from analysis.record.sheet import Sheet
from analysis.rollcalls.recurring import links as recurring

MATRIX = """\
rcid,date,me,nu,di,hr,co,ec,USA,RUS,NAM
3,1990-11-03,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,1,3,9
4,1991-01-02,FALSE,TRUE,TRUE,FALSE,FALSE,FALSE,2,8,1
5,2024-05-31,,,,,,,3.0,,2
"""
VOTES = """\
rcid,country,country_code,vote
3,United States,US,yes
3,Russia,RU,no
4,United States,US,abstain
4,Namibia,NA,yes
4,Yemen Arab Republic,NA,no
"""
ROLL_CALLS = """\
rcid,session,importantvote,date,unres,amend,para,short,descr
3,45,0,1990-11-03,R/45/12,0,1,PALESTINE,Question of Palestine
4,45,NA,1991-01-02,NA,NA,0,NA,"Report, second part"
"""
ISSUES = """\
rcid,short_name,issue
3,me,Palestinian conflict
3,hr,Human rights
"""
BULK = """\
undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,\
agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,total_ms,\
undl_link
11,USA,UNITED STATES,N,2025-02-24,ES-11,A/RES/ES-11/7,,,,"Ukraine, just peace : resolution / \
adopted by the General Assembly",,,,1,1,0,1,3,x
11,TUR,TÜRKIYE,Y,2025-02-24,ES-11,A/RES/ES-11/7,,,,"Ukraine, just peace : resolution / adopted \
by the General Assembly",,,,1,1,0,1,3,x
12,USA,UNITED STATES,A,2025-02-25,79,A/RES/79/300,,,,Oceans,,,,1,0,1,1,3,x
12,TUR,TÜRKIYE,Y,2025-02-25,79,A/RES/79/300,,,,Oceans,,,,1,0,1,1,3,x
12,NAM,NAMIBIA,X,2025-02-25,79,A/RES/79/300,,,,Oceans,,,,1,0,1,1,3,x
"""
BULK_2024 = """\
undl_id,ms_codes,ms_names,ms_votes,resolutions,title,modality,draft,committee_report,meeting,\
agenda_titles,subjects,date,yes,no,abstentions,non-voting,total-voting,undl_link
11,USA,UNITED STATES,N,A/RES/ES-11/7,"Ukraine, just peace : resolution / adopted by the General \
Assembly",with a vote,,,,,,2025-02-24,1.0,1.0,0.0,1.0,3.0,x
11,TUR,TÜRKIYE,Y,A/RES/ES-11/7,"Ukraine, just peace : resolution / adopted by the General \
Assembly",with a vote,,,,,,2025-02-24,1.0,1.0,0.0,1.0,3.0,x
12,USA,UNITED STATES,A,A/RES/79/300,Oceans,with a vote,,,,,,2025-02-25,1,0,1,1,3,x
12,TUR,TÜRKIYE,Y,A/RES/79/300,Oceans,with a vote,,,,,,2025-02-25,1,0,1,1,3,x
12,NAM,NAMIBIA,NV,A/RES/79/300,Oceans,with a vote,,,,,,2025-02-25,1,0,1,1,3,x
"""
TRANSFORMED = """\
undl_id,date,session,resolution,draft,committee_report,meeting,title,agenda_title,subjects,\
total_yes,total_no,total_abstentions,total_non_voting,total_ms,undl_link,UNITED STATES,TÜRKIYE,NAM
11,2025-02-24,ES-11,A/RES/ES-11/7,,,,"Ukraine, just peace : resolution / adopted by the General \
Assembly",,,1,1,0,1,3,x,N,Y,
12,2025-02-25,79,A/RES/79/300,,,,Oceans,,,1,0,1,1,3,x,A,Y,X
"""
COUNCIL = """\
undl_id,ms_code,ms_name,ms_vote,date,resolution,title,agenda_title,subjects,vote_note,total_yes,\
total_no,total_abstentions,total_non_voting,total_ms,undl_link
21,USA,UNITED STATES,Y,2025-02-24,S/RES/2774(2025),Ukraine,,,,2,0,0,0,2,x
21,RUS,RUSSIAN FEDERATION,Y,2025-02-24,S/RES/2774(2025),Ukraine,,,,2,0,0,0,2,x
22,USA,UNITED STATES,A,2025-03-01,S/RES/2775(2025),Somalia,,,,0,0,1,1,2,x
"""
FACTS = """\
resolution,date,iso3,vote
A/RES/68/262,2014-03-27,USA,Y
A/RES/68/262,2014-03-27,RUS,N
A/RES/68/262,2014-03-27,CHN,A
A/RES/ES-11/7,2025-02-24,USA,N
A/RES/ES-11/7,2025-02-24,RUS,N
A/RES/ES-11/7,2025-02-24,CHN,X
"""
RESOLUTIONS = """\
resolution,date,yes,no,abstain,absent,subject
A/RES/68/262,2014-03-27,1,1,1,0,Borders of Ukraine
A/RES/ES-11/7,2025-02-24,0,2,0,1,A just peace
"""
PARTIAL = """\
resolution,date,iso3,vote,inferred
A/RES/ES-11/10,2026-02-24,USA,A,0
A/RES/ES-11/10,2026-02-24,LVA,Y,1
"""
PARTIAL_RESOLUTIONS = """\
resolution,date,yes,no,abstain,absent,subject,cells_named
A/RES/ES-11/10,2026-02-24,107,12,51,23,Lasting peace,2
"""
COUNCIL_FACTS = """\
symbol,date,title,iso3,vote,adopted,veto,source
S/2014/189,2014-03-15,Crimea,USA,Y,0,1,S/PV.7138
S/2014/189,2014-03-15,Crimea,RUS,N,0,1,S/PV.7138
S/2014/189,2014-03-15,Crimea,CHN,A,0,1,S/PV.7138
S/RES/2202(2015),2015-02-17,Minsk,USA,Y,1,0,S/PV.7384
S/RES/2202(2015),2015-02-17,Minsk,NZL,Y,1,0,S/PV.7384
"""
PRESIDENCIES = """\
president,start,end
One,2001-01-20,2009-01-20
Two,2009-01-20,2017-01-20
One,2017-01-20,
"""
ALLIANCES = """\
alliance,iso3,start,end
NATO,USA,1949-08-24,
NATO,DEU,1955-05-06,
EU,GBR,1973-01-01,2020-01-31
"""
LONG = """\
rcid,ccode,member,vote,Country,Countryname,year,session,abstain,yes,no,importantvote,date,unres,\
amend,para,short,descr,me,nu,di,hr,co,ec,resid
3,2,1,1,USA,United States,1990,45,0,1,1,0,1990-11-03,R/45/12,0,1,PALESTINE,Question of Palestine,\
1,0,0,1,0,0,45012
3,365,1,3,RUS,Russia,1990,45,0,1,1,0,1990-11-03,R/45/12,0,1,PALESTINE,Question of Palestine,\
1,0,0,1,0,0,45012
3,678,0,9,YAR,Yemen Arab Republic,1990,45,0,1,1,0,1990-11-03,R/45/12,0,1,PALESTINE,Question of \
Palestine,1,0,0,1,0,0,45012
4,2,1,2,USA,United States,1991,45,1,1,0,NA,1991-01-02,NA,NA,0,NA,"Report, second part",0,1,1,0,0,\
0,NA
4,365,1,8,RUS,Russia,1991,45,1,1,0,NA,1991-01-02,NA,NA,0,NA,"Report, second part",0,1,1,0,0,0,NA
4,565,1,1,NAM,Namibia,1991,45,1,1,0,NA,1991-01-02,NA,NA,0,NA,"Report, second part",0,1,1,0,0,0,NA
"""
MATCHES = "v1,rcid1,rcid2\n1,299,331\n2,331.0,423\n"


@dataclass(frozen=True)
class Reader:
    """A reader, the small files it reads, the one of them to damage, and a column of it."""

    name: str
    main: str
    files: dict[str, str]
    read: Callable[[Path], Any] = field(repr=False)
    required: tuple[str, ...] = ()
    delimiters: str = ","
    latin_1: bool = False

    def write(self, folder: Path, damaged: bytes | None = None) -> Path:
        for name, text in self.files.items():
            (folder / name).write_bytes(text.encode())
        if damaged is not None:
            (folder / self.main).write_bytes(damaged)
        return folder / self.main

    @property
    def text(self) -> str:
        return self.files[self.main]


def _reference(function: Callable[[Path], Any], cached: Any) -> Callable[[Path], Any]:
    def read(folder: Path) -> Any:
        cached.cache_clear()
        return function(folder)

    return read


_TIDY = {"votes.csv": VOTES, "roll_calls.csv": ROLL_CALLS, "issues.csv": ISSUES}
_FACTS = {"ukraine_roll_calls.csv": FACTS, "ukraine_resolutions.csv": RESOLUTIONS}


def _read_tidy(folder: Path) -> Sheet:
    return unvotes.read_unvotes(*(folder / name for name in _TIDY))


READERS = (
    Reader(
        "matrix",
        "matrix.csv",
        {"matrix.csv": MATRIX},
        lambda folder: matrix.read_matrix(folder / "matrix.csv"),
        ("rcid", "date", "ec"),
    ),
    Reader(
        "dataverse",
        "long.csv",
        {"long.csv": LONG},
        lambda folder: dataverse.read_long(folder / "long.csv"),
        dataverse.REQUIRED,
        delimiters=",\t;",
        latin_1=True,
    ),
    Reader("votes", "votes.csv", _TIDY, _read_tidy, ("rcid", "country", "country_code", "vote")),
    Reader("roll calls", "roll_calls.csv", _TIDY, _read_tidy, ("rcid", "session", "date", "unres")),
    Reader("issues", "issues.csv", _TIDY, _read_tidy, ("rcid", "short_name")),
    Reader(
        "bulk",
        "bulk.csv",
        {"bulk.csv": BULK},
        lambda folder: digital_library.read_bulk(folder / "bulk.csv"),
        digital_library.COLUMNS,
    ),
    Reader(
        "bulk 2024",
        "bulk.csv",
        {"bulk.csv": BULK_2024},
        lambda folder: digital_library.read_bulk(folder / "bulk.csv"),
        tuple(digital_library.NAMES_2024.get(c, c) for c in digital_library.COLUMNS),
    ),
    Reader(
        "transformed",
        "wide.csv",
        {"wide.csv": TRANSFORMED},
        lambda folder: transformed.read_transformed(folder / "wide.csv"),
        voting_data.CALL_FIELDS,
    ),
    Reader(
        "council",
        "council.csv",
        {"council.csv": COUNCIL},
        lambda folder: digital_library.read_bulk(folder / "council.csv"),
        digital_library.COLUMNS,
    ),
    Reader(
        "facts",
        "ukraine_roll_calls.csv",
        _FACTS,
        facts.read_assembly_facts,
        ("resolution", "date", "iso3", "vote"),
    ),
    Reader(
        "resolutions",
        "ukraine_resolutions.csv",
        _FACTS,
        facts.read_assembly_facts,
        ("resolution", "date", "yes", "absent", "subject"),
    ),
    Reader(
        "council facts",
        "security_council_ukraine.csv",
        {"security_council_ukraine.csv": COUNCIL_FACTS},
        facts.read_council_facts,
        ("symbol", "date", "title", "iso3", "vote"),
    ),
    Reader(
        "presidencies",
        "presidencies.csv",
        {"presidencies.csv": PRESIDENCIES},
        _reference(reference.presidencies, reference._presidencies),
        ("president", "start", "end"),
    ),
    Reader(
        "alliances",
        "alliances.csv",
        {"alliances.csv": ALLIANCES},
        _reference(reference.alliances, reference._alliances),
        ("alliance", "iso3", "start", "end"),
    ),
    Reader(
        "partial facts",
        "ukraine_partial_roll_calls.csv",
        {
            "ukraine_partial_roll_calls.csv": PARTIAL,
            "ukraine_partial_resolutions.csv": PARTIAL_RESOLUTIONS,
        },
        facts.read_partial_facts,
        ("resolution", "date", "iso3", "vote", "inferred"),
    ),
    Reader(
        "matches",
        "matches.csv",
        {"matches.csv": MATCHES},
        lambda folder: recurring.read_matches(folder / "matches.csv"),
        ("rcid1", "rcid2"),
    ),
)


@pytest.fixture(params=READERS, ids=lambda r: r.name.replace(" ", "-"))
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.param


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Write one of the small files, with replacements, and return its path."""

    def write(name: str, *changes: tuple[str, str], gz: bool = False) -> Path:
        chosen = next(r for r in READERS if r.name == name)
        text = chosen.text
        for old, new in changes:
            assert old in text, f"{old!r} is not in the small file of {name}"
            text = text.replace(old, new)
        path = chosen.write(tmp_path, text.encode())
        if gz:
            packed = path.with_suffix(".csv.gz")
            packed.write_bytes(gzip.compress(path.read_bytes()))
            return packed
        return path

    return write


@pytest.fixture
def texts() -> dict[str, str]:
    """Return the small files by the name of their reader."""
    return {r.name: r.text for r in READERS}


@pytest.fixture
def refused() -> Callable[..., str]:
    """Call; it must raise a RecordError of one line that says all of these."""

    def check(call: Callable[[], Any], *said: str) -> str:
        with pytest.raises(RecordError) as caught:
            call()
        text = str(caught.value)
        assert "\n" not in text
        assert len(text) < 400, text
        for part in said:
            assert part in text, f"{part!r} is not in: {text}"
        return text

    return check


# -- the public files ---------------------------------------------------------------------------
@pytest.fixture(scope="session")
def public() -> Callable[[str, str], Path]:
    """Return the file of a kind on the data search path; skip where there is none."""
    found = discover()

    def path(kind: str, body: str = "") -> Path:
        of_kind = [f.path for f in found if f.kind == kind and f.used and body in f.path.name]
        if not of_kind:
            pytest.skip(f"no file of kind {kind} {body} on the data search path")
        return of_kind[0]

    return path


@pytest.fixture(scope="session")
def public_matrix(public) -> Sheet:
    return matrix.read_matrix(public("matrix"))


@pytest.fixture(scope="session")
def public_unvotes(public) -> Sheet:
    return unvotes.read_unvotes(public("votes"), public("roll_calls"), public("issues"))


@pytest.fixture(scope="session")
def public_assembly(public) -> Sheet:
    return digital_library.read_bulk(public("bulk", "ga_voting_2025"))


@pytest.fixture(scope="session")
def public_council(public) -> Sheet:
    return digital_library.read_bulk(public("bulk", "sc_voting_2025"))
