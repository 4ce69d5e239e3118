"""Opening a table of text safely: what can be wrong with a file is said in one line."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from codecs import getincrementaldecoder
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import RecordError
from analysis.files import memory_is_limited, open_plain
from analysis.paths import shown
from analysis.record.readers.formats import plain

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pacsv
except ImportError:
    pa = None

__all__ = [
    "EncodingError",
    "call_numbers",
    "header",
    "is_broken",
    "open_file",
    "read_table",
    "sha256",
    "size",
    "stated_totals",
    "whole_text",
]

#: Bytes of a table unpacked; the largest public one, all recorded votes of the Digital Library,
#: has 360 MB. A larger one is refused while it is being unpacked.
MAX_BYTES = 1 << 30
#: And of a file whose text is looked at as a whole.
MAX_TEXT = 1 << 28
#: Bytes unpacked at a time.
PIECE = 1 << 20
#: Bytes parsed and decoded together: enough to be quick, too few to count in memory.
PARSED, DECODED = 1 << 22, 1 << 18
_INK = re.compile(rb"\S")
_BLANK = re.compile(rb"(?<=\n)\r?\n")
AGAIN = "download it again"
#: What a file begins with that is no table of UTF-8 text, whatever its name says.
ZIP, GZIP, UTF16 = b"PK\x03\x04", b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")


class EncodingError(RecordError):
    """A byte that the encoding has not: the file may be in another."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with open_plain(Path(path)) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def header(path: Path) -> tuple[str, ...]:
    """Read the column names of a CSV file, plain or gzipped, without reading the rest.

    Returns
    -------
    tuple of str
        Empty if the file has no readable first line; what it is then, its reader will say.
    """
    try:
        with open_file(path) as stream:
            line = stream.readline(100_000)
    except (OSError, EOFError, zlib.error):
        return ()
    text = line.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    return tuple(_names(text, max((",", "\t", ";"), key=text.count)))


def is_broken(path: Path) -> bool:
    """Say whether a file named as a table is none: empty, damaged, packed twice, HTML or UTF-16."""
    try:
        with open_file(path) as stream:
            start = stream.read(1000)
    except (OSError, EOFError, zlib.error):
        return True
    return not start.strip() or start.startswith((ZIP, GZIP, *UTF16)) or _text(start)[:1] == b"<"


def read_table(
    path: Path,
    required: Sequence[str],
    encoding: str = "utf-8",
    delimiters: str = ",",
    wanted: Sequence[str] | None = None,
    categories: bool = False,
) -> pd.DataFrame:
    """Read a CSV file, plain or gzipped, with every column as text.

    Nothing is taken for missing: ``NA`` stays the two letters it is (Namibia), and an empty
    cell is an empty text.

    Parameters
    ----------
    path : Path
    required : sequence of str
        Columns that must be there; others are read too.
    encoding : str
        The publisher's. A byte-order mark is accepted.
    delimiters : str
        Those that the layout comes with; the first line shows which it is.
    wanted : sequence of str, optional
        Give back only these of the columns, where they are there; default all. The rest of
        the file is checked all the same.
    categories : bool
        For tables of very many rows: columns as categories, each distinct text held once.

    Returns
    -------
    DataFrame of str, or of categories of str

    Raises
    ------
    RecordError
        If the file is missing, empty, cut short, not in the encoding (`EncodingError`), not a
        table, or lacks a column; if a quotation mark that does not close swallows rows, or the
        header stands among the rows again; if it is larger than 1 GB unpacked, or than there is
        memory for.
    """
    where = shown(path)
    try:
        return _table(path, where, required, encoding, delimiters, wanted, categories)
    except MemoryError:
        raise RecordError(
            "too little memory to read it", where, "close other programs, or read a part of it"
        ) from None


def _table(
    path: Path,
    where: str,
    required: Sequence[str],
    encoding: str,
    delimiters: str,
    wanted: Sequence[str] | None,
    categories: bool,
) -> pd.DataFrame:
    text = _decoded(_bytes(path, where), encoding, where)
    if _text(text)[:1] == b"<":
        raise RecordError("this is a web page or XML, not a table", where, "download it again")
    line = text.find(b"\n")
    first = text if line < 0 else text[:line]
    head = first.decode().rstrip("\r")
    delimiter = max(delimiters, key=head.count)
    names = _names(head, delimiter)
    for column in required:
        if column not in names:
            found = ", ".join(n[:40] for n in names[:8]) + (" ..." if len(names) > 8 else "")
            hint = "is the delimiter a comma? " if len(names) == 1 else ""
            raise RecordError(
                f"column {column!r} is missing", f"{where}, row 1", f"{hint}found: {found}"
            )
    if len(set(names)) != len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise RecordError(f"column {twice!r} occurs twice", f"{where}, row 1")
    if line < 0 or not _INK.search(text, line):
        raise RecordError("no rows below the header", where, "download it again")
    if head.count('"') % 2:
        raise RecordError(
            "a quotation mark opens in the header and does not close", f"{where}, row 1", AGAIN
        )
    kept = None if wanted is None else [n for n in names if n in wanted]
    if pa is None:
        rows = plain.parse(text, names, delimiter, required, kept, where)
        return rows.astype("category") if categories else rows
    table = _parsed(text, names, delimiter, kept, categories, where)
    if table.num_rows != _lines(text) - 1:
        # Some cells hold more than a line, as texts may; no cell may hold a row.
        _refuse_swallowed(_parsed(text, names, delimiter, None, False, where), delimiter, where)
    _refuse_second_header(table, required, where)
    return table.unify_dictionaries().to_pandas(use_threads=not memory_is_limited())


def _parsed(
    text: bytes,
    names: list[str],
    delimiter: str,
    kept: list[str] | None,
    categories: bool,
    where: str,
) -> pa.Table:
    kind = pa.dictionary(pa.int32(), pa.string()) if categories else pa.string()
    try:
        return pacsv.read_csv(
            pa.BufferReader(text),
            read_options=pacsv.ReadOptions(
                column_names=names,
                skip_rows=1,
                block_size=PARSED,
                # a thread that finds no memory ends the whole process
                use_threads=not memory_is_limited(),
            ),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, double_quote=True, delimiter=delimiter
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                include_columns=kept,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise RecordError(
            f"not a table: {' '.join(str(error).split())[:160]}", where, AGAIN
        ) from None


def _lines(text: bytes) -> int:
    """Count the lines that are not blank."""
    ends = text.count(b"\n") + (not text.endswith(b"\n"))
    blank = len(_BLANK.findall(text)) if b"\n\n" in text or b"\n\r\n" in text else 0
    return ends - blank


def _refuse_swallowed(table: pa.Table, delimiter: str, where: str) -> None:
    """Refuse a cell one line of which has as many delimiters as a row.

    Raises
    ------
    RecordError
        A quotation mark that opens and does not close, or closes rows later.
    """
    in_a_row = table.num_columns - 1
    for name in table.column_names:
        column = table[name]
        for row in np.flatnonzero(pc.match_substring(column, "\n").to_numpy()):
            after = column[int(row)].as_py().split("\n")[1:]
            # A table of two columns may well have a comma in a text of two lines.
            if in_a_row > 1 and any(line.count(delimiter) >= in_a_row for line in after):
                raise RecordError(
                    f"a quotation mark in column {name} swallows the rows after it",
                    f"{where}, table row {row + 1}",
                    AGAIN,
                )


def _refuse_second_header(table: pa.Table, required: Sequence[str], where: str) -> None:
    """Refuse a row that says in every required column what the column is called.

    Raises
    ------
    RecordError
    """
    same = None
    for name in required:
        if name not in table.column_names:
            continue
        column = table[name]
        plain = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        found = pc.equal(plain, name)
        same = found if same is None else pc.and_(same, found)
        if not pc.any(same).as_py():
            return
    if same is not None:
        row = int(np.flatnonzero(same.to_numpy())[0])
        raise RecordError("the header stands here again", f"{where}, row {row + 2}", AGAIN)


def whole_text(path: Path) -> str:
    """Read a file of UTF-8 text, plain or gzipped, whole, without its byte-order mark.

    Raises
    ------
    RecordError
        If the file is missing, empty, cut short, larger than 256 MB unpacked, or not UTF-8.
    """
    where = shown(path)
    try:
        return _decoded(_bytes(path, where, MAX_TEXT), "utf-8", where).decode()
    except MemoryError:
        raise RecordError("too little memory to read it", where, "close other programs") from None


def call_numbers(texts: pd.Series, where: str) -> pd.Series:
    """Read the numbers that a source gives its roll calls, which may be written ``120.0``.

    Parameters
    ----------
    texts : Series of str, or of categories of str
        Named as its column, indexed by row as `read_table` does.
    where : str

    Returns
    -------
    Series of str, or of categories

    Raises
    ------
    RecordError
        If one is not a number; a roll call without a number cannot be told from others.
    """
    if isinstance(texts.dtype, pd.CategoricalDtype):
        # What is wrong is told by the first row that has it.
        rows = texts.index[~texts.duplicated()]
        numbers = call_numbers(texts[rows].astype("str"), where)
        return texts.map(dict(zip(texts[rows].astype("str"), numbers, strict=True)))
    bad = np.flatnonzero(~texts.str.fullmatch(r"[0-9]+(\.0)?").to_numpy(dtype=bool))
    if len(bad):
        raise RecordError(
            f"not a roll-call number: {texts.iloc[bad[0]]!r}",
            f"{where}, row {texts.index[bad[0]] + 2}, column {texts.name}",
        )
    return texts.str.removesuffix(".0")


def stated_totals(texts: pd.Series, where: str) -> pd.Series:
    """Read the totals that a source prints beside the votes, which may be written ``120.0``.

    Returns
    -------
    Series of Int16
        NA where the source prints none.

    Raises
    ------
    RecordError
        If one is not a whole number between 0 and 999; no body has as many members.
    """
    values = pd.to_numeric(texts.str.strip().replace("", None), errors="coerce")
    whole = (values % 1 == 0) & values.between(0, 999)
    bad = np.flatnonzero((~whole & (texts.str.strip() != "")).to_numpy(dtype=bool))
    if len(bad):
        raise RecordError(
            f"not a number of states: {texts.iloc[bad[0]]!r}",
            f"{where}, row {texts.index[bad[0]] + 2}, column {texts.name}",
        )
    return values.astype("Int16")


def _names(line: str, delimiter: str) -> list[str]:
    """Split a first line into names; a name in quotation marks may hold the delimiter."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        cells = line.split(delimiter)
    return [name.strip().strip('"') for name in cells]


def open_file(path: Path) -> io.BufferedIOBase:
    """Open a file for reading bytes, unpacking gz as it goes; told by content, not by name."""
    stream = open_plain(Path(path))
    if stream.peek(2)[:2] != GZIP:
        return stream
    stream.close()
    return gzip.open(path, "rb")


def _bytes(path: Path, where: str, most: int | None = None) -> bytes:
    """Read and unpack piece by piece; asked for all at once, all that may come is set aside."""
    most = MAX_BYTES if most is None else most
    held = io.BytesIO()
    try:
        with open_file(path) as stream:
            while held.tell() <= most and (piece := stream.read(PIECE)):
                held.write(piece)
    except FileNotFoundError:
        raise RecordError(
            "no such file", where, "see `unshift data status` for the folders searched"
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise RecordError(
            "the gz file is damaged or cut short", where, "download it again"
        ) from None
    except OSError as error:
        raise RecordError(f"cannot be read: {error.strerror or error}", where) from None
    if held.tell() > most:
        raise RecordError(f"larger than {size(most)} unpacked", where, "no public file of votes is")
    data = held.getvalue()
    if not data or data.isspace():
        raise RecordError("the file is empty", where, "download it again")
    if data.startswith(ZIP):
        raise RecordError("this is a zip archive", where, "unpack it first")
    return data


def size(most: int) -> str:
    """Write a limit in bytes as readers of an error know it.

    Examples
    --------
    >>> size(1 << 30), size(1 << 28)
    ('1 GB', '256 MB')
    """
    return f"{most >> 30} GB" if most >= 1 << 30 else f"{most >> 20} MB"


def _text(data: bytes) -> bytes:
    """Drop the byte-order mark and white space that a table may begin with."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()


def _decoded(data: bytes, encoding: str, where: str) -> bytes:
    if data.startswith(UTF16):
        raise RecordError("the file is UTF-16", where, "save the file as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if (nul := data.find(b"\x00")) >= 0:
        row = data[:nul].count(b"\n") + 1
        raise RecordError(
            "byte 0x00 is not text",
            f"{where}, row {row}",
            "save the file as UTF-8, or download it again",
        )
    try:
        if encoding == "utf-8":
            _check_utf8(data)
            return data
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise EncodingError(
            f"byte 0x{data[error.start]:02x} is not {encoding.upper()}",
            f"{where}, row {row}",
            "save the file as UTF-8",
        ) from None


def _check_utf8(data: bytes) -> None:
    """Decode piece by piece: the whole text would take up to four times the file's size."""
    decoder = getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), DECODED):
            decoder.decode(view[start : start + DECODED])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        data.decode()  # says where in the whole it is
