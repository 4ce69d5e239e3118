from __future__ import annotations

import gzip
import random

import pytest

from analysis.errors import RecordError
from analysis.record.readers.discover import discover, read_sheets
from analysis.record.readers.library.marcxml import is_marcxml, read_marcxml

NS = ' xmlns="http://www.loc.gov/MARC21/slim"'


def field(tag: str, **parts: str) -> str:
    inner = "".join(f'<subfield code="{c}">{t}</subfield>' for c, t in parts.items())
    return f'<datafield tag="{tag}" ind1=" " ind2=" ">{inner}</datafield>\n'


def record(
    number: str = "11", symbol: str = "A/RES/ES-11/7", day: str = "2025-02-24", more: str = ""
) -> str:
    return (
        f'<record{NS}>\n<controlfield tag="001">{number}</controlfield>\n'
        + field(
            "245",
            a="Just peace in Ukraine :",
            b="resolution /",
            c="adopted by the General Assembly",
        )
        + field("269", a=day)
        + field("791", a=symbol, b="A/", c="11emsp")
        + field("967", a="1", c="USA", d="N", e="UNITED STATES")
        + field("967", a="2", d="Y", e="TÜRKİYE")
        + field("967", a="3", c="GER", d="A", e="GERMANY")
        + field("967", a="4", c="NAM", e="NAMIBIA")
        + more
        + "</record>\n"
    )


def collection(*records: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<collection{NS}>{"".join(records)}</collection>'
    )


@pytest.fixture
def write(tmp_path):
    def to(text: str | bytes, name: str = "r.xml"):
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path / name

    return to


def test_one_record(write):
    (sheet,) = read_marcxml(write(record()))
    assert sheet.states == ("DEU", "NAM", "TUR", "USA")
    assert sheet.votes[:, 0].tolist() == [2, 8, 1, 3]
    call = sheet.calls.iloc[0]
    assert (call["id"], call["symbol"], call["session"]) == ("undl-11", "A/RES/ES-11/7", "ES-11")
    assert call["title"] == "Just peace in Ukraine"
    assert f"{call['date']:%Y-%m-%d}" == "2025-02-24"


@pytest.mark.parametrize("day", ["20250224", "24/02/2025", "2025-02-24T00:00:00"])
def test_days(write, day):
    (sheet,) = read_marcxml(write(record(day=day)))
    assert f"{sheet.calls['date'][0]:%Y-%m-%d}" == "2025-02-24"


@pytest.mark.parametrize(
    "store",
    [
        lambda t: t.encode(),
        lambda t: b"\xef\xbb\xbf" + t.encode(),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: gzip.compress(t.encode()),
        lambda t: t.replace(NS, "").encode(),
        lambda t: t.replace("UTF-8", "ISO-8859-1").replace("TÜRKİYE", "TÜRKIYE").encode("latin-1"),
        lambda t: t.encode("utf-16"),
    ],
    ids=["plain", "bom", "crlf", "gz", "no-namespace", "latin-1", "utf-16"],
)
def test_a_collection_of_both_bodies(write, store):
    text = collection(
        record(), record("12", "S/RES/2774(2025)"), "<record/>", record("13"), record()
    )
    if store("é")[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text.replace("UTF-8", "UTF-16")
    assembly, council = read_marcxml(write(store(text)))
    assert assembly.calls["id"].tolist() == ["undl-11", "undl-13"]
    assert assembly.votes.tolist() == [[2, 2], [8, 8], [1, 1], [3, 3]]
    assert council.source.name == "undl-sc"
    assert council.votes[:, 0].tolist() == [2, 8, 1, 3]


def test_found_by_content(write, tmp_path):
    write(record(), "votes.XML")
    write(gzip.compress(collection(record("12")).encode()), "a.xml.gz")
    write("<gpx/>", "track.xml")
    write(f"<record{NS}><controlfield tag='001'>1</controlfield></record>", "book.xml")
    found = discover([tmp_path])
    assert [(f.path.name, f.kind) for f in found] == [("a.xml.gz", "marc"), ("votes.XML", "marc")]
    assert [s.calls["id"].tolist() for s in read_sheets(found)] == [["undl-12"], ["undl-11"]]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><record>&x;</record>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><record>&b;</record>',
        '<!DOCTYPE record SYSTEM "http://localhost:9/x.dtd"><record/>',
    ],
    ids=["external", "bomb", "dtd"],
)
def test_hostile(write, tmp_path, refused, text):
    path = write(text)
    refused(lambda: read_marcxml(path), "not safe to read", "r.xml")
    assert [(f.kind, f.used) for f in discover([tmp_path])] == [("unreadable", False)]


def test_gz_bomb(write, refused, monkeypatch):
    monkeypatch.setattr("analysis.record.readers.library.marcxml.MAX_XML", 10**6)
    path = write(gzip.compress(b"<record>" + b" " * 10**7))
    refused(lambda: read_marcxml(path), "larger than", "r.xml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not whole XML"),
        (record()[:-20], "not whole XML"),
        ("<html><body>Sign in</body></html>", "the root element is 'html'"),
        ("undl_id,ms_code\n", "not whole XML"),
        (f"<collection{NS}/>", "no voting record"),
        (record(number=""), "field 001"),
        (record(symbol=""), "record 11, field 791"),
        (record(day="2025-02-30"), "record 11, field 269"),
        (record(day="03/04/2025"), "record 11, field 269"),
        (
            record(more=field("967", a="9", c="ZZZ", d="Y", e="ATLANTIS")),
            "unknown state 'ZZZ' 'ATLANTIS'",
        ),
        (record(more=field("967", a="9", c="FRA", d="Q", e="FRANCE")), "unknown vote 'Q'"),
        (record(more=field("967", a="9", c="USA", d="Y", e="X")), "United States votes twice"),
        (collection(record(), record(day="2025-02-25")), "record 11 occurs twice, differently"),
    ],
)
def test_refused(write, refused, text, said):
    path = write(text)
    refused(lambda: read_marcxml(path), said, "r.xml")


def test_cut_gz_and_zip_and_missing(write, tmp_path, refused):
    packed = gzip.compress(record().encode())
    refused(lambda: read_marcxml(write(packed[:-12])), "cut short", "r.xml")
    refused(lambda: read_marcxml(write(b"PK\x03\x04rest")), "r.xml")
    refused(lambda: read_marcxml(tmp_path / "none.xml"), "no such file")


def test_no_bytes_make_it_fail_otherwise(write):
    data, draw, said = collection(record(), record("12")).encode(), random.Random(5), []
    for _ in range(300):
        changed = bytearray(data)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(changed))
            changed[at : at + draw.randint(0, 6)] = draw.randbytes(draw.randint(0, 3))
        path = write(bytes(changed))
        try:
            is_marcxml(path)
            read_marcxml(path)
        except RecordError as error:
            said.append(str(error))
    assert len(said) > 100
    assert [text for text in said if "\n" in text or "r.xml" not in text] == []
