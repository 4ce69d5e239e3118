"""What can be wrong with a file, through every reader: one line that names the file."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import RecordError, UnshiftError
from analysis.paths import ROOT
from analysis.record.codes import is_known
from analysis.record.readers.formats import tabular
from analysis.record.readers.formats.tabular import (
    call_numbers,
    header,
    is_broken,
    read_table,
    sha256,
    stated_totals,
)
from analysis.record.sheet import Sheet


def plain(result) -> object:
    """Return what can be compared of a reader's result."""
    if isinstance(result, Sheet):
        return result.votes.tolist(), result.states, result.calls.astype(str).to_dict("list")
    return result.astype(str).to_dict("list") if isinstance(result, pd.DataFrame) else result


def zipped(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("table.csv", text)
    return stream.getvalue()


class TestEveryReader:
    def test_reads_its_small_file(self, reader, tmp_path):
        reader.write(tmp_path)
        assert len(plain(reader.read(tmp_path))) > 0

    @pytest.mark.parametrize(
        "change",
        [
            lambda t: b"\xef\xbb\xbf" + t.encode(),
            lambda t: t.replace("\n", "\r\n").encode(),
            lambda t: t.rstrip("\n").encode(),
            lambda t: gzip.compress(t.encode()),
            lambda t: b"\xef\xbb\xbf" + t.replace("\n", "\r\n").encode(),
        ],
        ids=["bom", "crlf", "no-last-newline", "gz-by-content", "bom-crlf"],
    )
    def test_same_content_differently_stored(self, reader, change, tmp_path):
        (one := tmp_path / "one").mkdir()
        (two := tmp_path / "two").mkdir()
        reader.write(one)
        reader.write(two, change(reader.text))
        assert plain(reader.read(one)) == plain(reader.read(two))

    def test_quoted_names_of_columns(self, reader, tmp_path):
        names, _, rest = reader.text.partition("\n")
        (one := tmp_path / "one").mkdir()
        (two := tmp_path / "two").mkdir()
        reader.write(one)
        quoted = ",".join(f'"{n}"' for n in names.split(","))
        reader.write(two, f"{quoted}\n{rest}".encode())
        assert plain(reader.read(one)) == plain(reader.read(two))

    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (lambda t: b"", "the file is empty"),
            (lambda t: b" \n\r\n", "the file is empty"),
            (lambda t: b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
            (lambda t: b"\xef\xbb\xbf \n<?xml version='1.0'?><record/>", "web page or XML"),
            (lambda t: zipped(t), "zip archive"),
            (lambda t: gzip.compress(t.encode())[:-12], "damaged or cut short"),
            (lambda t: gzip.compress(t.encode())[:15], "damaged or cut short"),
            (lambda t: t.encode("utf-16"), "UTF-16"),
            (lambda t: t.encode("utf-16-le"), "byte 0x00"),
            (lambda t: t.split("\n")[0].encode() + b"\n", "no rows below the header"),
            (lambda t: t.split("\n")[0].encode(), "no rows below the header"),
            (lambda t: t.replace("\n", "\nC\x00te", 1).encode(), "row 2"),
        ],
        ids=[
            "empty",
            "white-space",
            "html",
            "xml",
            "zip",
            "cut-gz",
            "stub-of-gz",
            "utf-16",
            "utf-16-without-mark",
            "header-only",
            "header-without-newline",
            "nul",
        ],
    )
    def test_damage_is_said(self, reader, damage, said, tmp_path, refused):
        reader.write(tmp_path, damage(reader.text))
        refused(lambda: reader.read(tmp_path), said, reader.main)

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_other_delimiters(self, reader, delimiter, tmp_path, refused):
        (one := tmp_path / "one").mkdir()
        (two := tmp_path / "two").mkdir()
        reader.write(one)
        if delimiter not in reader.delimiters:
            reader.write(two, reader.text.replace(",", delimiter).encode())
            refused(lambda: reader.read(two), "is the delimiter a comma?", reader.main)
            return
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter).writerows(csv.reader(io.StringIO(reader.text)))
        reader.write(two, stream.getvalue().encode())
        assert plain(reader.read(one)) == plain(reader.read(two))

    def test_latin_1(self, reader, tmp_path, refused):
        if reader.latin_1:
            names, _, rest = reader.text.partition("\n")
            text = f"{names}\n{rest.replace('Palestine', 'Côte')}"
            reader.write(tmp_path, text.encode("latin-1"))
            sheet = reader.read(tmp_path)
            assert "Question of Côte" in sheet.calls["title"].tolist()
            assert any("Windows-1252" in note for note in sheet.notes)
            return
        rows = reader.text.encode().split(b"\n")
        rows[2] = b"C\xf4te" + rows[2]
        reader.write(tmp_path, b"\n".join(rows))
        refused(lambda: reader.read(tmp_path), "byte 0xf4 is not UTF-8", f"{reader.main}, row 3")

    def test_missing_file(self, reader, tmp_path, refused):
        reader.write(tmp_path).unlink()
        refused(lambda: reader.read(tmp_path), "no such file", reader.main)

    def test_folder_in_its_place(self, reader, tmp_path, refused):
        reader.write(tmp_path).unlink()
        (tmp_path / reader.main).mkdir()
        refused(lambda: reader.read(tmp_path), "cannot be read", reader.main)

    def test_missing_column(self, reader, tmp_path, refused):
        names, _, rest = reader.text.partition("\n")
        assert reader.required
        for column in reader.required:
            renamed = ",".join("other" if n == column else n for n in names.split(","))
            reader.write(tmp_path, f"{renamed}\n{rest}".encode())
            refused(lambda: reader.read(tmp_path), f"column {column!r} is missing", reader.main)

    def test_column_twice(self, reader, tmp_path, refused):
        first = reader.text.split(",")[0]
        rows = reader.text.rstrip("\n").split("\n")
        twice = [rows[0] + f",{first}", *(row + ",1" for row in rows[1:])]
        reader.write(tmp_path, "\n".join(twice).encode())
        refused(lambda: reader.read(tmp_path), f"column {first!r} occurs twice", reader.main)

    def test_row_with_a_field_too_many(self, reader, tmp_path, refused):
        rows = reader.text.rstrip("\n").split("\n")
        reader.write(tmp_path, "\n".join([*rows, rows[-1] + ",extra"]).encode())
        refused(lambda: reader.read(tmp_path), "not a table", reader.main)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        changes=st.lists(
            st.tuples(
                st.integers(0, 10**4),
                st.integers(0, 8),
                st.binary(max_size=3) | st.sampled_from([b",", b"\n", b'"', b"\xff", b"NA", b"9"]),
            ),
            min_size=1,
            max_size=4,
        ),
        packed=st.booleans(),
    )
    def test_no_bytes_make_it_fail_otherwise(self, reader, changes, packed):
        data = gzip.compress(reader.text.encode(), mtime=0) if packed else reader.text.encode()
        for at, length, new in changes:
            at %= len(data) + 1
            data = data[:at] + new + data[at + length :]
        with tempfile.TemporaryDirectory() as name:
            reader.write(Path(name), data)
            try:
                result = reader.read(Path(name))
            except UnshiftError as error:
                result, said = None, str(error)
            else:
                said = "read"
        assert said.splitlines() == [said]
        if isinstance(result, Sheet):
            assert is_known(result.votes).all()
            assert result.votes.shape == (len(result.states), len(result.calls))
            assert result.calls["date"].notna().all()


class TestReadTable:
    def table(self, tmp_path, data: bytes, *required: str, **options) -> pd.DataFrame:
        path = tmp_path / "t.csv"
        path.write_bytes(data)
        return read_table(path, required, **options)

    def test_nothing_is_taken_for_missing(self, tmp_path):
        t = self.table(tmp_path, b"a,b\nNA,\nnan,null\nN/A,#N/A\n", "a")
        assert t.to_numpy().tolist() == [["NA", ""], ["nan", "null"], ["N/A", "#N/A"]]

    def test_numbers_stay_text(self, tmp_path):
        t = self.table(tmp_path, b"a,b\n007,1e3\nTRUE,2025-02-24\n", "a", "b")
        assert t.to_numpy().tolist() == [["007", "1e3"], ["TRUE", "2025-02-24"]]

    def test_quoted_commas_newlines_and_quotes(self, tmp_path):
        t = self.table(tmp_path, b'a,b\n"x, y","two\nlines"\n"said ""no""",COTE D"IVOIRE\n', "a")
        assert t["a"].tolist() == ["x, y", 'said "no"']
        assert t["b"].tolist() == ["two\nlines", 'COTE D"IVOIRE']

    def test_latin_1_where_the_publisher_writes_it(self, tmp_path):
        t = self.table(tmp_path, "a\nCôte\n".encode("latin-1"), "a", encoding="latin-1")
        assert t["a"].tolist() == ["Côte"]

    def test_what_was_found_instead(self, tmp_path, refused):
        refused(
            lambda: self.table(tmp_path, b"one,two\n1,2\n", "rcid"),
            "column 'rcid' is missing",
            "t.csv, row 1): found: one, two",
        )

    def test_unreadable_names_are_cut(self, tmp_path, refused):
        refused(lambda: self.table(tmp_path, b"x" * 10_000 + b",y\n1,2\n", "rcid"), "rcid")

    def test_too_large(self, tmp_path, refused, monkeypatch):
        monkeypatch.setattr("analysis.record.readers.formats.tabular.MAX_BYTES", 20)
        packed = gzip.compress(b"a\n" + b"1\n" * 10_000)
        refused(lambda: self.table(tmp_path, packed, "a"), "unpacked")

    def test_bad_encoding_of_names(self, tmp_path, refused):
        refused(lambda: self.table(tmp_path, b"a\xff,b\n1,2\n", "a"), "0xff", "row 1")


class TestHeader:
    @pytest.mark.parametrize(
        "data",
        [
            b"rcid,vote\n1,2\n",
            b"\xef\xbb\xbfrcid,vote\r\n1,2",
            b'"rcid"\t"vote"\n1\t2\n',
            b"rcid;vote\n1;2\n",
            gzip.compress(b"rcid,vote\n", mtime=0),
        ],
    )
    def test_names(self, data, tmp_path):
        (tmp_path / "t.csv").write_bytes(data)
        assert header(tmp_path / "t.csv") == ("rcid", "vote")

    def test_none(self, tmp_path):
        (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"rcid,vote\n")[:12])
        assert header(tmp_path / "cut.csv.gz") == ()
        assert header(tmp_path / "missing.csv") == ()


@pytest.mark.parametrize(
    ("data", "broken"),
    [
        (b"", True),
        (b"\n \n", True),
        (b"<html>", True),
        (b"\xef\xbb\xbf<html>", True),
        (zipped("a"), True),
        ("a,b\n1,2".encode("utf-16"), True),
        (gzip.compress(b"a,b\n", mtime=0)[:11], True),
        (gzip.compress(gzip.compress(b"a,b\n", mtime=0), mtime=0), True),
        (b"a,b\n1,2\n", False),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), False),
        (b"C\xf4te,d'Ivoire\n", False),
    ],
)
def test_broken(data, broken, tmp_path):
    (tmp_path / "t.csv").write_bytes(data)
    assert is_broken(tmp_path / "t.csv") is broken


def test_sha256_is_of_the_bytes_on_disk(tmp_path):
    (tmp_path / "t").write_bytes(b"abc")
    # FIPS 180-2, example B.1
    assert sha256(tmp_path / "t").startswith("ba7816bf8f01cfea414140de5dae2223")


class TestNumbers:
    def series(self, *texts: str) -> pd.Series:
        return pd.Series(list(texts), name="total_yes", dtype="str", index=range(5, 5 + len(texts)))

    def test_totals(self):
        got = stated_totals(self.series("120.0", "0", "", " 7 ", "193"), "f.csv")
        assert got.dtype == "Int16"
        assert got.fillna(-1).tolist() == [120, 0, -1, 7, 193]

    @pytest.mark.parametrize("bad", ["120.5", "-1", "x", "1e9", "inf", "nan", "40000"])
    def test_totals_that_are_none(self, bad):
        with pytest.raises(RecordError) as error:
            stated_totals(self.series("1", bad), "f.csv")
        assert error.value.where == "f.csv, row 8, column total_yes"

    def test_call_numbers(self):
        assert call_numbers(self.series("3", "9001.0"), "f.csv").tolist() == ["3", "9001"]

    @pytest.mark.parametrize("bad", ["", "x", "1.5", "-3", "٣", " 3"])
    def test_call_numbers_that_are_none(self, bad):
        with pytest.raises(RecordError) as error:
            call_numbers(self.series("1", bad), "f.csv")
        assert error.value.where == "f.csv, row 8, column total_yes"

    def test_positions_are_those_of_the_series(self):
        assert np.array_equal(call_numbers(self.series("1", "2"), "").index, [5, 6])


class TestKeep:
    """Only some columns, as categories: for tables of very many rows."""

    TEXT = "a,b,c\n1,NA,x\n2,,x\n1,NA,y\n"

    def test_equals_the_texts(self, tmp_path):
        path = tmp_path / "t.csv"
        path.write_text(self.TEXT)
        kept = read_table(path, ("a",), wanted=("b", "a", "not there"), categories=True)
        assert list(kept) == ["a", "b"]
        assert {str(d) for d in kept.dtypes} == {"category"}
        assert kept["b"].cat.categories.tolist() == ["NA", ""]
        whole = read_table(path, ("a",))
        pd.testing.assert_frame_equal(kept.astype("str"), whole[["a", "b"]])

    def test_what_is_not_kept_is_still_required_and_checked(self, tmp_path):
        path = tmp_path / "t.csv"
        path.write_text(self.TEXT)
        with pytest.raises(RecordError) as error:
            read_table(path, ("d",), wanted=("a",), categories=True)
        assert error.value.where.endswith("t.csv, row 1")
        assert "'d' is missing" in error.value.what
        path.write_bytes(self.TEXT.encode().replace(b",y", b",\xff"))
        with pytest.raises(RecordError) as error:
            read_table(path, ("a",), wanted=("a",), categories=True)
        assert error.value.where.endswith("t.csv, row 4")
        assert "0xff" in error.value.what
        assert "UTF-8" in error.value.what
        path.write_text(self.TEXT.replace(",y", ""))
        with pytest.raises(RecordError) as error:
            read_table(path, ("a",), wanted=("a",), categories=True)
        assert error.value.where.endswith("t.csv")
        assert error.value.what.startswith("not a table")

    def test_numbers_of_roll_calls(self):
        texts = pd.Series(["12", "12.0", "7", "12"], dtype="category", name="rcid")
        assert call_numbers(texts, "f").astype("str").tolist() == ["12", "12", "7", "12"]

    def test_a_bad_number_names_its_first_row(self):
        texts = pd.Series(["12", "x", "x", "NA"], dtype="category", name="rcid")
        with pytest.raises(RecordError) as error:
            call_numbers(texts, "f")
        assert error.value.where == "f, row 3, column rcid"
        assert "'x'" in error.value.what


@pytest.mark.parametrize("cut", range(1, 5))
def test_a_letter_across_two_pieces_is_one_letter(tmp_path, monkeypatch, cut):
    monkeypatch.setattr(tabular, "DECODED", cut)
    path = tmp_path / "t.csv"
    path.write_text("a\nTÜRKİYE ☃ 𝄞\n", encoding="utf-8")
    assert read_table(path, ("a",))["a"].tolist() == ["TÜRKİYE ☃ 𝄞"]
    path.write_bytes("a\nb\nTÜRKİYE ☃".encode()[:-1])
    with pytest.raises(RecordError) as error:
        read_table(path, ("a",))
    assert error.value.where.endswith("t.csv, row 3")


class TestRowsAreAccountedFor:
    """A row that is in the file is in the table, or the file is refused."""

    ROWS = ("1,USA,Text", "2,FRA,Text", "3,GBR,Text", "4,RUS,Text")

    def read(self, folder, lines, wanted=None, categories=False):
        path = folder / "t.csv"
        path.write_text("\n".join(("a,b,c", *lines)) + "\n", encoding="utf-8")
        return read_table(path, ("a", "b"), wanted=wanted, categories=categories)

    @pytest.mark.parametrize("categories", [False, True])
    @pytest.mark.parametrize("wanted", [None, ("a", "b")])
    @pytest.mark.parametrize("at", range(3))
    def test_a_quotation_mark_that_never_closes(self, tmp_path, at, wanted, categories):
        lines = list(self.ROWS)
        lines[at] = lines[at].replace("Text", '"Text')
        with pytest.raises(RecordError):
            self.read(tmp_path, lines, wanted, categories)

    def test_one_that_closes_rows_later(self, tmp_path):
        with pytest.raises(RecordError) as error:
            self.read(tmp_path, ["1,USA,Text", '2,FRA,"Text', "3,GBR,Text", '4,RUS,Text"'])
        assert error.value.where == "t.csv, table row 2"

    def test_one_in_the_header(self, tmp_path):
        path = tmp_path / "t.csv"
        path.write_text('a,b,"c\n1,USA,x\n2,FRA,"y"\n', encoding="utf-8")
        with pytest.raises(RecordError) as error:
            read_table(path, ("a", "b"))
        assert error.value.where == "t.csv, row 1"

    @pytest.mark.parametrize("categories", [False, True])
    @pytest.mark.parametrize("at", [0, 2, 4])
    def test_a_second_header(self, tmp_path, at, categories):
        lines = list(self.ROWS)
        lines.insert(at, "a,b,c")
        with pytest.raises(RecordError) as error:
            self.read(tmp_path, lines, categories=categories)
        assert error.value.where == f"t.csv, row {at + 2}"

    def test_texts_of_several_lines_and_blank_lines_are_read(self, tmp_path):
        lines = ['1,USA,"One, two\nthree"', "", "2,a,c", '3,GBR,"""Four""\n\nfive"']
        table = self.read(tmp_path, lines)
        assert table["a"].tolist() == ["1", "2", "3"]
        assert table["c"].iloc[2] == '"Four"\n\nfive'

    @given(
        st.lists(st.tuples(st.integers(0, 99), st.text("ab\"',\n ", max_size=6)), min_size=1),
    )
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_is_written_well_comes_back(self, rows):
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([("a", "b", "c"), *((n, text, "z") for n, text in rows)])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            path.write_text(stream.getvalue(), encoding="utf-8")
            try:
                table = read_table(path, ("a", "b"))
            except RecordError:
                # Told from a swallowed row only where a line of a text holds a row's delimiters.
                inner = (line for _, text in rows for line in text.split("\n")[1:])
                assert any(line.count(",") >= 2 for line in inner)
            else:
                assert table["b"].tolist() == [text for _, text in rows]


def test_too_little_memory_is_an_error_of_the_file(tmp_path, refused, monkeypatch):
    def short(*_, **__):
        raise MemoryError("malloc failed")

    (tmp_path / "t.csv").write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr("analysis.record.readers.formats.tabular.pacsv.read_csv", short)
    refused(lambda: read_table(tmp_path / "t.csv", ("a",)), "memory", "t.csv")


def test_no_more_is_set_aside_than_comes(tmp_path):
    """Asked for all that may come at once, a stream sets aside a gigabyte for two lines."""
    if not sys.platform.startswith("linux"):
        pytest.skip("limits of Linux")
    code = (
        "import resource, sys; from pathlib import Path;"
        "from analysis.record.readers.formats.tabular import read_table;"
        "pages = int(Path('/proc/self/statm').read_text().split()[0]);"
        "most = pages * resource.getpagesize() + (600 << 20);"
        "resource.setrlimit(resource.RLIMIT_AS, (most, most));"
        "print(len(read_table(Path(sys.argv[1]), ('a',))))"
    )
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    words = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr
