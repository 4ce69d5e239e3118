"""The registry of sources: what each public file is, where it is, and how it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from analysis.errors import UnshiftError, UsageError
from analysis.paths import ROOT, shown

__all__ = ["RAW", "REGISTRY", "Entry", "choose", "read_registry", "safe_name"]

REGISTRY = ROOT / "data" / "registry.yml"
RAW = ROOT / "data" / "raw"
REQUIRED = ("title", "get", "page", "file", "version", "kind", "licence", "citation")
OPTIONAL = ("address", "size", "about", "md5", "sha256", "reason")
_HEX = {"md5": 32, "sha256": 64}
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One public file.

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
    reason : str
        Why it is to be downloaded by hand.
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

    @property
    def known_hash(self) -> str | None:
        """The published hash with its algorithm, such as ``md5:ba6b...``; None without one."""
        if self.sha256:
            return f"sha256:{self.sha256}"
        return f"md5:{self.md5}" if self.md5 else None


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
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnshiftError(f"no registry: {error.strerror}", where) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnshiftError("the registry is not YAML", where, str(error)) from None
    if not isinstance(values, dict) or not values:
        raise UnshiftError("the registry holds no entries", where)
    entries = tuple(_entry(str(name), value, where) for name, value in values.items())
    files = [e.file for e in entries]
    for entry in entries:
        if files.count(entry.file) > 1:
            raise UnshiftError(f"two entries are filed as {entry.file!r}", where)
    return entries


def choose(names: Sequence[str], entries: Sequence[Entry]) -> list[Entry]:
    """Return the named entries, each once; an unknown name is a `UsageError`."""
    known = {e.name: e for e in entries}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown source {name!r}", "registry", f"use {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)]


def _entry(name: str, value: Any, path: str) -> Entry:
    where = f"{path}, {name}"
    if not isinstance(value, dict):
        raise UnshiftError("not a list of fields", where)
    for field in REQUIRED:
        if not isinstance(value.get(field), str) or not value[field].strip():
            raise UnshiftError(f"{field} is missing or no text", where)
    for field, content in value.items():
        if field not in REQUIRED + OPTIONAL:
            raise UnshiftError(f"unknown field {field!r}", where)
        if field in ("size", "about"):
            if type(content) is not int or content <= 0:
                raise UnshiftError(f"{field} is {content!r}", where, "give a number of bytes")
        elif not isinstance(content, str):
            raise UnshiftError(f"{field} is {content!r}", where, "put text in quotation marks")
    if value["get"] not in ("fetch", "hand"):
        raise UnshiftError(f"get is {value['get']!r}", where, "use fetch or hand")
    if (value["get"] == "fetch") != bool(value.get("address")):
        raise UnshiftError("an address goes with get: fetch, and only with it", where)
    if safe_name(value["file"]) != value["file"]:
        raise UnshiftError(f"file is {value['file']!r}", where, "give a plain name, not a path")
    for field in ("page", "address"):
        if value.get(field) and not _is_web(value[field]):
            raise UnshiftError(f"{field} is {value[field]!r}", where, "give an https address")
    for field, digits in _HEX.items():
        if field in value and not re.fullmatch(rf"[0-9a-f]{{{digits}}}", value[field]):
            raise UnshiftError(
                f"{field} is {value[field]!r}", where, f"give {digits} hexadecimal digits"
            )
    return Entry(name, **value)


def _is_web(address: str) -> bool:
    """Allow https, and plain http to this machine alone (a mirror, or a test)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    local = parts.hostname in ("127.0.0.1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))
