"""What has to be made for some studies, each piece named after everything it is made from.

A run is one notebook with one set of parameters. Its key hashes the notebook, the parameters,
the record's files, the code that the notebook can reach and the versions of what that rests on.
A file whose name holds its key is up to date if it exists, and two studies that ask a notebook
the same share its run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.files import whole_file
from analysis.paths import ROOT, data_search_path
from analysis.record.discover import SUFFIXES, discover
from analysis.reporting.run.manifest import versions
from analysis.reporting.run.parameters import fill
from analysis.reporting.run.reach import code_hash, imported_by
from analysis.rollcalls.cache import fingerprint
from analysis.study import Study

__all__ = ["KINDS", "Plan", "PlannedReport", "Run", "make_plan", "read_plan", "record_hash"]

#: Reports and what they are made from lie here, beside the folders of the reports.
WORK = ".unshift"
#: What decides how a report looks, beside the code that prints it.
LOOKS = ("reports/template", "reports/*.bib", "reports/*.csl")
PRINTS = ("analysis.reporting.press.printing", "analysis.reporting.run.jobs")


@dataclass(frozen=True)
class Run:
    """A notebook with its parameters.

    Attributes
    ----------
    notebook : str
        Path of the source.
    parameters : dict
    record : str
        Key of the record.
    key : str
        Hash of everything the run is made from.
    """

    notebook: str
    parameters: dict[str, Any]
    record: str
    key: str

    @property
    def stem(self) -> str:
        """Name of the notebook, without suffix."""
        return Path(self.notebook).stem

    @property
    def name(self) -> str:
        """Name of the executed copy and the log, without suffix."""
        return f"{self.stem}.{self.key}"


@dataclass(frozen=True)
class PlannedReport:
    """A study with the folder of its report and its runs, by name, in the report's order."""

    study: dict[str, Any]
    target: str
    record: str
    runs: tuple[str, ...]
    key: str

    @property
    def name(self) -> str:
        """Name of the stamp and the log, without suffix."""
        return f"{Path(self.target).name}.{self.key}"

    def is_made(self) -> bool:
        """Say whether the folder holds this very report, with nothing missing."""
        folder = Path(self.target)
        try:
            about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            files = about.get("files") if about.get("key") == self.key else None
        except (OSError, ValueError, AttributeError):
            return False
        return bool(files) and all((folder / name).is_file() for name in files or ())


@dataclass(frozen=True)
class Plan:
    """All runs and reports asked for.

    Attributes
    ----------
    work : str
        Folder of executed copies, stamps and logs.
    records : dict of key to name
        What `analysis.rollcalls.load.load_rollcalls` is asked for.
    runs : dict of name to Run
    reports : dict of name to PlannedReport
    """

    work: str
    records: dict[str, str]
    runs: dict[str, Run]
    reports: dict[str, PlannedReport]

    def file(self, kind: str, name: str) -> Path:
        """Return a file of the work folder: an executed copy, a record, a stamp, a log."""
        folder, suffix = KINDS[kind]
        return Path(self.work) / folder / f"{name}{suffix}"

    def shared(self) -> list[str]:
        """List the runs that several reports use."""
        used = [run for report in self.reports.values() for run in report.runs]
        return sorted({run for run in used if used.count(run) > 1})

    def write(self, path: Path) -> None:
        """Write the plan as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


#: Folder and suffix of each kind of file in the work folder.
KINDS = {
    "record": ("records", ".json"),
    "run": ("notebooks", ".ipynb"),
    "report": ("reports", ".json"),
    "log": ("logs", ".log"),
    "failure": ("failed", ".json"),
    "partial": ("failed", ".ipynb"),
}


def read_plan(path: Path) -> Plan:
    """Read a plan that `Plan.write` wrote."""
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    runs = {name: Run(**run) for name, run in raw["runs"].items()}
    reports = {
        name: PlannedReport(**{**report, "runs": tuple(report["runs"])})
        for name, report in raw["reports"].items()
    }
    return Plan(raw["work"], raw["records"], runs, reports)


def make_plan(studies: Sequence[tuple[Study, Path]], notebooks: Sequence[Path], work: Path) -> Plan:
    """Work out the runs and reports of some studies.

    Parameters
    ----------
    studies : sequence of (Study, Path)
        Each with the folder of its report.
    notebooks : sequence of Path
        In the order of the report.
    work : Path
        See `Plan`.

    Raises
    ------
    UnshiftError
        If a notebook is none, or declares a parameter that a study does not have.
    """
    made_from = {path: _notebook_hash(path) for path in notebooks}
    looks = _hash(_looks(), code_hash(PRINTS), os.environ.get("SOURCE_DATE_EPOCH", ""))
    records = {name: record_hash(name) for name in {study.record for study, _ in studies}}
    runs: dict[str, Run] = {}
    reports: dict[str, PlannedReport] = {}
    for study, target in studies:
        record = records[study.record]
        names = []
        for path in notebooks:
            parameters = fill(path, study)
            key = _hash(made_from[path], parameters, record)
            run = Run(str(path.resolve()), parameters, record, key)
            runs[run.name] = run
            names.append(run.name)
        key = _hash(looks, study.to_dict(), target.name, names)
        report = PlannedReport(study.to_dict(), str(target), record, tuple(names), key)
        reports[report.name] = report
    plan = Plan(str(work), {key: name for name, key in records.items()}, runs, reports)
    for name, report in reports.items():
        # A stamp whose report was thrown away or written over must not speak for it.
        if not report.is_made():
            plan.file("report", name).unlink(missing_ok=True)
    return plan


def record_hash(record: str) -> str:
    """Hash what notebooks may read: the files of votes, the tables beside them, the versions."""
    found = [] if record == "embedded" else discover()
    tables = [
        [path.name, _file_hash(path)]
        for folder in data_search_path()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name.lower().endswith(SUFFIXES)
    ]
    return _hash(record, fingerprint(found), tables, versions())


def _notebook_hash(path: Path) -> str:
    # Unreadable files are reported by `fill`, in words.
    fill(path, Study())
    return _hash(path.name, _file_hash(path), code_hash(imported_by(path)))


def _looks() -> Mapping[str, str]:
    files = [
        file
        for pattern in LOOKS
        for place in sorted(ROOT.glob(pattern))
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file()
    ]
    return {file.relative_to(ROOT).as_posix(): _file_hash(file) for file in files}


def _file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
