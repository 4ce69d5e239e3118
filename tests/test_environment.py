"""The lists of dependencies agree: pyproject.toml, environment.yml and requirements.lock."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import analysis
from analysis.paths import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def bounds(lines: list[str]) -> dict[str, SpecifierSet]:
    """Read requirements as {normal name: bounds}; a name given twice is an error."""
    found: dict[str, SpecifierSet] = {}
    for line in lines:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        assert name not in found, f"{name} is listed twice"
        found[name] = requirement.specifier
    return found


def locked(text: str) -> dict[str, list[Version]]:
    """Read a lock as {normal name: versions}; one name may be pinned once per Python."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9][\w.-]*)==(\S+)", text, flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


EXTRAS = PROJECT["optional-dependencies"]
DIRECT = bounds(PROJECT["dependencies"] + EXTRAS["dev"] + EXTRAS["cluster"] + EXTRAS["docs"])
LOCKED = locked(LOCK)


def conda_lines() -> tuple[list[str], list[str]]:
    """Give environment.yml's own dependencies and those of its pip section."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    own = [entry for entry in listed if isinstance(entry, str)]
    pip = [line for entry in listed if isinstance(entry, dict) for line in entry["pip"]]
    return own, pip


def test_conda_environment_has_the_same_names_and_bounds() -> None:
    own, pip = conda_lines()
    conda = bounds(own + pip)
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert conda.pop("pip") == SpecifierSet()
    assert conda == DIRECT


def test_what_only_a_cluster_a_test_or_the_pages_need_is_an_extra() -> None:
    needed = set(bounds(PROJECT["dependencies"]))
    assert set(bounds(EXTRAS["cluster"])) == {
        "snakemake",
        "snakemake-executor-plugin-cluster-generic",
    }
    assert set(bounds(EXTRAS["docs"])) == {"sphinx", "myst-nb", "furo"}
    imported = {
        canonicalize_name(name.split(".")[0])
        for path in (ROOT / "analysis").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _names(node)
    }
    assert imported & (set(DIRECT) - needed) == set()


def _names(node: ast.AST) -> list[str]:
    """Names of the modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_pip_section_holds_only_what_conda_forge_lacks() -> None:
    _, pip = conda_lines()
    assert set(bounds(pip)) == {
        "axe-playwright-python",
        "playwright",
        "pypandoc-binary",
        "pysyncon",
        "snakemake",
        "snakemake-executor-plugin-cluster-generic",
        "typst",
    }


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_dependency_has_a_lower_bound(name: str) -> None:
    assert any(bound.operator == ">=" for bound in DIRECT[name])


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_lock_is_inside_the_bounds(name: str) -> None:
    assert LOCKED.get(name), f"{name} is not in requirements.lock: run `make lock`"
    outside = [str(version) for version in LOCKED[name] if version not in DIRECT[name]]
    assert not outside, f"{name} {outside} is outside {DIRECT[name]}: run `make lock`"


def test_every_pin_in_the_lock_has_a_hash() -> None:
    pins = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(pins) == sum(len(versions) for versions in LOCKED.values())
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_lock_names_no_address_and_no_folder() -> None:
    addresses = r"https?:|file:|ssh:|git\+|://"
    options = r"^\s*(?:-i|-f|-e|--(?:extra-)?index-url|--find-links|--trusted-host)\b"
    folders = r"(?:^|[\s=@'\"])(?:/|~/|[A-Za-z]:\\)"
    for pattern in (addresses, options, folders):
        assert re.findall(pattern, LOCK, flags=re.MULTILINE) == []


def test_build_requirements_are_in_the_lock() -> None:
    for name, specifier in bounds(PYPROJECT["build-system"]["requires"]).items():
        assert all(version in specifier for version in LOCKED[name])


def test_command_and_package_have_one_version() -> None:
    assert PROJECT["scripts"] == {"unshift": "analysis.start:main"}
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == analysis.__version__
    assert citation["license"] == PROJECT["license"]
