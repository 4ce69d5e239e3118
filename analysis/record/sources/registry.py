"""The registry of sources: what each public file is, where it is, and how it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT, raw_folder, shown
from analysis.plain_yaml import read_yaml

__all__ = ["RAW", "REGISTRY", "Entry", "choose", "read_registry", "safe_name", "split_member"]

REGISTRY = ROOT / "data" / "registry.yml"
RAW = raw_folder()
REQUIRED = ("title", "get", "page", "file", "version", "kind", "licence", "citation")
OPTIONAL = (
    "address",
    "size",
    "about",
    "md5",
    "sha256",
    "reason",
    "adds",
    "found_as",
    "members",
    "onward",
)
_HEX = {"md5": 32, "sha256": 64}
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
#: What stands for the member in the address and the file name of a series.
PLACE = "{}"
_MEMBER = re.compile(r"((?:[A-Za-z]+-)?)([1-9][0-9]{0,3})")


@dataclass(frozen=True)
class Entry:
    """One public file, or a series of them whose addresses differ by a number.

    Attributes
    ----------
    name : str
        What the user calls it.
    title, version, kind, licence, citation : str
    get : {"fetch", "hand"}
    page : str
        Where a person finds it.
    file : str
        Its name here; a plain name, never a path.
    address : str
        Where a program finds it; empty if it is to be downloaded by hand.
    size, about : int or None
        Bytes: as stated by the publisher, and roughly.
    md5, sha256 : str
        In lower case; empty where none is published.
    reason, adds : str
        Of a file to be downloaded by hand: why, and what the record gains by it.
    found_as : tuple of str
        Names of sources in the record that hold the same votes.
    members : tuple of str
        Of a series: those known to be there, such as ``"80"`` or ``"ES-11"``; each takes the
        place of ``{}`` in `address` and `file`. Empty for a single file.
    onward : bool
        Whether the numbers after the known ones are asked for too, until one is not there.
    member : str
        Which of a series this is; empty for a single file and for the series itself. A member
        has no published hash and grows: it is asked for again, and replaced if it has changed.
    """

    name: str
    title: str
    get: str
    page: str
    file: str
    version: str
    kind: str
    licence: str
    citation: str
    address: str = ""
    size: int | None = None
    about: int | None = None
    md5: str = ""
    sha256: str = ""
    reason: str = ""
    adds: str = ""
    found_as: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    onward: bool = False
    member: str = ""

    @property
    def known_hash(self) -> str | None:
        """The published hash with its algorithm, such as ``md5:ba6b...``; None without one."""
        if self.sha256:
            return f"sha256:{self.sha256}"
        return f"md5:{self.md5}" if self.md5 else None

    def of(self, member: str) -> Entry:
        """Return one file of the series.

        Examples
        --------
        >>> series = choose(["ga-resolutions"], read_registry())[0]
        >>> one = series.of("ES-11")
        >>> one.name, one.file
        ('ga-resolutions-ES-11', 'ga-resolutions-ES-11.json')
        """
        return replace(
            self,
            name=f"{self.name}-{member}",
            address=self.address.replace(PLACE, member),
            file=self.file.replace(PLACE, member),
            members=(),
            onward=False,
            member=member,
        )

    def later(self) -> list[tuple[str, int]]:
        """Return where a series goes on: each prefix of its members with the next number.

        Examples
        --------
        >>> choose(["ga-resolutions"], read_registry())[0].later()
        [('', 81), ('ES-', 12), ('S-', 33)]
        """
        last: dict[str, int] = {}
        for member in self.members if self.onward else ():
            prefix, number = split_member(member)
            last[prefix] = max(last.get(prefix, 0), number)
        return [(prefix, number + 1) for prefix, number in last.items()]


def split_member(member: str) -> tuple[str, int]:
    """Split the name of a member of a series into prefix and number; ValueError if it has none.

    Examples
    --------
    >>> split_member("ES-11"), split_member("80")
    (('ES-', 11), ('', 80))
    """
    parts = _MEMBER.fullmatch(member)
    if parts is None:
        raise ValueError(f"no member of a series: {member!r}")
    return parts[1], int(parts[2])


def safe_name(text: str) -> str:
    r"""Make a name that stays in its folder, from whatever a server or a user called a file.

    Examples
    --------
    >>> safe_name("../../etc/votes (1).csv"), safe_name("C:\\new\\votes.csv"), safe_name("..")
    ('votes (1).csv', 'votes.csv', 'file')
    """
    last = re.split(r"[/\\]", text)[-1]
    plain = re.sub(r"[^\w .()+\-]", "_", last).strip(" .-")
    if len(plain.encode()) > 120:  # file systems take 255 bytes; the suffix tells what it is
        tail = "".join(Path(plain).suffixes[-2:]).encode("ascii", "ignore")[-12:]
        plain = (plain.encode()[:100] + tail).decode(errors="ignore").strip(" .-")
    return f"_{plain}" if _DEVICES.fullmatch(plain) else plain or "file"


def read_registry(path: Path | None = None) -> tuple[Entry, ...]:
    """Read and check the registry.

    Parameters
    ----------
    path : Path, optional
        Default ``data/registry.yml``.

    Returns
    -------
    tuple of Entry
        In the order of the file.

    Raises
    ------
    UnshiftError
        If the file is missing or not YAML, or an entry lacks a field or has a wrong one.

    Examples
    --------
    >>> [e.name for e in read_registry() if e.get == "hand"]
    ['dataverse-roll-calls', 'general-assembly', 'security-council']
    """
    path = REGISTRY if path is None else Path(path)
    where = shown(path)
    try:
        values = read_yaml(path)
    except OSError as error:
        raise UnshiftError(f"no registry: {error.strerror}", where) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnshiftError("the registry is not YAML", where, str(error)) from None
    if not isinstance(values, dict) or not values:
        raise UnshiftError("the registry holds no entries", where)
    entries = tuple(_entry(str(name), value, where) for name, value in values.items())
    files = [file for e in entries for file in _files(e)]
    for file in files:
        if files.count(file) > 1:
            raise UnshiftError(f"two entries are filed as {file!r}", where)
    return entries


def _files(entry: Entry) -> list[str]:
    return [entry.of(m).file for m in entry.members] or [entry.file]


def choose(names: Sequence[str], entries: Sequence[Entry]) -> list[Entry]:
    """Return the named entries, each once; an unknown name is a `UsageError`.

    A known member of a series can be named by itself, such as ``ga-resolutions-80``.
    """
    known = {e.name: e for e in entries}
    single = {one.name: one for e in entries for one in map(e.of, e.members)} | known
    for name in names:
        if name not in single:
            raise UsageError(f"unknown source {name!r}", "registry", f"use {', '.join(known)}")
    return [single[name] for name in dict.fromkeys(names)]


def _entry(name: str, value: Any, path: str) -> Entry:
    where = f"{path}, {name}"
    if not isinstance(value, dict):
        raise UnshiftError("not a list of fields", where)
    for field in REQUIRED:
        if not isinstance(value.get(field), str) or not value[field].strip():
            raise UnshiftError(f"{field} is missing or no text", f"{where}, {field}")
    for field, content in value.items():
        if field not in REQUIRED + OPTIONAL:
            raise UnshiftError(f"unknown field {field!r}", f"{where}, {field}")
        if field in ("size", "about"):
            if type(content) is not int or content <= 0:
                raise UnshiftError(
                    f"{field} is {content!r}", f"{where}, {field}", "give a number of bytes"
                )
        elif field == "members":
            _check_members(content, f"{where}, {field}")
        elif field == "found_as":
            if not isinstance(content, list) or not all(type(name) is str for name in content):
                raise UnshiftError(
                    f"found_as is {content!r}", f"{where}, {field}", "give a list of names"
                )
        elif field == "onward":
            if type(content) is not bool or "members" not in value:
                raise UnshiftError(
                    f"onward is {content!r}", f"{where}, {field}", "use true, with members"
                )
        elif not isinstance(content, str):
            raise UnshiftError(
                f"{field} is {content!r}", f"{where}, {field}", "put text in quotation marks"
            )
    if value["get"] not in ("fetch", "hand"):
        raise UnshiftError(f"get is {value['get']!r}", f"{where}, get", "use fetch or hand")
    if (value["get"] == "fetch") != bool(value.get("address")):
        raise UnshiftError("an address goes with get: fetch, and only with it", f"{where}, address")
    series = value.get("members", [])
    for field in ("address", "file"):
        if (value.get(field, "").count(PLACE) == 1) != bool(series) and value.get(field):
            raise UnshiftError(
                f"{field} is {value[field]!r}",
                f"{where}, {field}",
                "{} stands once in a series, else not at all",
            )
    if series and (value["get"] == "hand" or {"md5", "sha256", "size"} & set(value)):
        raise UnshiftError("a series is fetched, and states no size or hash", f"{where}, members")
    plain = value["file"].replace(PLACE, series[0] if series else PLACE)
    if safe_name(plain) != plain:
        raise UnshiftError(
            f"file is {value['file']!r}", f"{where}, file", "give a plain name, not a path"
        )
    for field in ("page", "address"):
        if value.get(field) and not _is_web(value[field]):
            raise UnshiftError(
                f"{field} is {value[field]!r}", f"{where}, {field}", "give an https address"
            )
    for field, digits in _HEX.items():
        if field in value and not re.fullmatch(rf"[0-9a-f]{{{digits}}}", value[field]):
            raise UnshiftError(
                f"{field} is {value[field]!r}",
                f"{where}, {field}",
                f"give {digits} hexadecimal digits",
            )
    lists = {field: tuple(value.get(field, ())) for field in ("members", "found_as")}
    return Entry(name, **(value | lists))


def _check_members(members: Any, where: str) -> None:
    advice = "give numbers in quotation marks, such as '80' or 'ES-11', each once"
    if not isinstance(members, list) or not members or not all(type(m) is str for m in members):
        raise UnshiftError(f"members is {members!r}", where, advice)
    for member in members:
        if not _MEMBER.fullmatch(member) or members.count(member) > 1:
            raise UnshiftError(f"members has {member!r}", where, advice)


def _is_web(address: str) -> bool:
    """Allow https, and plain http to this machine alone (a mirror, or a test)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    local = parts.hostname in ("127.0.0.1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))
