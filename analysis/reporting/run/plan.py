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
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.files import read_json, whole_file
from analysis.paths import EMBEDDED, ROOT
from analysis.record.planned import FACTS, PlannedFile, planned_file
from analysis.record.readers.discover import Found, discover
from analysis.reporting.run.manifest import versions
from analysis.reporting.run.parameters import fill
from analysis.reporting.run.reach import code_hash, imported_by
from analysis.reporting.run.sources import code_cells
from analysis.rollcalls.cache import fingerprint
from analysis.study import Study

__all__ = [
    "KINDS",
    "Plan",
    "PlannedRecord",
    "PlannedReport",
    "Run",
    "make_plan",
    "plan_record",
    "read_plan",
    "throw_away_halves",
]

#: Reports and what they are made from lie here, beside the folders of the reports.
WORK = ".unshift"
#: What decides how a report looks, beside the code that prints it.
LOOKS = (
    "reports/template",
    "reports/*.bib",
    "reports/*.csl",
    *(f"analysis/reporting/press/page/*.{kind}" for kind in ("html", "css", "js")),
)
#: Tag of the parameters of a notebook that takes long: it begins before the others.
LONG = "long"
PRINTS = ("analysis.reporting.press.printing", "analysis.reporting.run.jobs")


@dataclass(frozen=True)
class PlannedRecord:
    """A record with the files that all jobs of a plan read.

    Attributes
    ----------
    name : str
        What `analysis.rollcalls.load.load_rollcalls` is asked for.
    files : tuple of PlannedFile
    """

    name: str
    files: tuple[PlannedFile, ...]

    @property
    def key(self) -> str:
        """Hash of what notebooks may read, and of the versions of what reads it."""
        found = [Found(f.kind, Path(f.path), f.used) for f in self.files if f.kind != FACTS]
        return _hash(self.name, fingerprint(found), [asdict(f) for f in self.files], versions())


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
    long : bool
        Whether it takes long, as a notebook says by the tag ``long`` of its parameters.
    """

    notebook: str
    parameters: dict[str, Any]
    record: str
    key: str
    long: bool = False

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
            about = read_json(folder / "manifest.json")
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
    records : dict of key to PlannedRecord
    runs : dict of name to Run
    reports : dict of name to PlannedReport
    """

    work: str
    records: dict[str, PlannedRecord]
    runs: dict[str, Run]
    reports: dict[str, PlannedReport]

    def file(self, kind: str, name: str) -> Path:
        """Return a file of the work folder: an executed copy, a record, a stamp, a log."""
        folder, suffix = KINDS[kind]
        return Path(self.work) / folder / f"{name}{suffix}"

    def jobs(self) -> list[str]:
        """List the names of all jobs: records, then runs, then reports."""
        return [*self.records, *self.runs, *self.reports]

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
    "files": ("records", ".files.json"),
    "run": ("notebooks", ".ipynb"),
    "report": ("reports", ".json"),
    "log": ("logs", ".log"),
    "failure": ("failed", ".json"),
    "partial": ("failed", ".ipynb"),
}


def throw_away_halves(plan: Plan) -> None:
    """Throw away what jobs that were ended had half written."""
    for kind in ("report", "run", "record"):
        folder = plan.file(kind, "any").parent
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".part"):
                path.unlink(missing_ok=True)


def read_plan(path: Path) -> Plan:
    """Read a plan that `Plan.write` wrote."""
    raw = read_json(Path(path))
    records = {
        key: PlannedRecord(one["name"], tuple(PlannedFile(**file) for file in one["files"]))
        for key, one in raw["records"].items()
    }
    runs = {name: Run(**run) for name, run in raw["runs"].items()}
    reports = {
        name: PlannedReport(**{**report, "runs": tuple(report["runs"])})
        for name, report in raw["reports"].items()
    }
    return Plan(raw["work"], records, runs, reports)


def make_plan(
    studies: Sequence[tuple[Study, Path]],
    notebooks: Sequence[Path],
    work: Path,
    records: Mapping[str, PlannedRecord],
    without: Mapping[Path, Collection[str]] | None = None,
) -> Plan:
    """Work out the runs and reports of some studies.

    Parameters
    ----------
    studies : sequence of (Study, Path)
        Each with the folder of its report.
    notebooks : sequence of Path
        In the order of the report.
    work : Path
        See `Plan`.
    records : mapping of name to PlannedRecord
        Those that the studies ask for.
    without : mapping of folder to names of notebooks, optional
        Those that a study has no matter for.

    Raises
    ------
    UnshiftError
        If a notebook is none, or declares a parameter that a study does not have.
    """
    made_from = {path: _notebook_hash(path) for path in notebooks}
    long = {path for path in notebooks if any(LONG in c.tags for c in code_cells(path))}
    looks = _hash(_looks(), code_hash(PRINTS), os.environ.get("SOURCE_DATE_EPOCH", ""))
    keys = {study.record: records[study.record].key for study, _ in studies}
    runs: dict[str, Run] = {}
    reports: dict[str, PlannedReport] = {}
    for study, target in studies:
        record = keys[study.record]
        names = []
        for path in notebooks:
            if path.stem in (without or {}).get(target, ()):
                continue
            parameters = fill(path, study)
            key = _hash(made_from[path], parameters, record)
            run = Run(str(path.resolve()), parameters, record, key, path in long)
            runs[run.name] = run
            names.append(run.name)
        key = _hash(looks, study.to_dict(), target.name, names)
        report = PlannedReport(study.to_dict(), str(target), record, tuple(names), key)
        reports[report.name] = report
    held = {key: records[name] for name, key in keys.items()}
    plan = Plan(str(work), held, runs, reports)
    for name, report in reports.items():
        # A stamp whose report was thrown away or written over must not speak for it.
        if not report.is_made():
            plan.file("report", name).unlink(missing_ok=True)
    return plan


def plan_record(name: str) -> PlannedRecord:
    """Fix the files of a record as they are now.

    Parameters
    ----------
    name : {"auto", "history", "embedded"}
    """
    found = [] if name == "embedded" else discover()
    facts = sorted(path for path in EMBEDDED.rglob("*") if path.is_file())
    return PlannedRecord(
        name,
        (
            *(planned_file(f.kind, f.path, f.used) for f in found),
            *(planned_file(FACTS, path) for path in facts),
        ),
    )


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
