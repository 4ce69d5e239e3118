"""Puts single files of the checkout into a wheel, where a mapping of folders cannot.

``pyproject.toml`` maps folders to ``analysis/shipped``; an editable install needs none of it.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("CITATION.cff", "Snakefile", "study.yml")


class Wheel(BuildHookInterface):
    """The hook that the build calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"] |= {name: f"analysis/shipped/{name}" for name in FILES}
