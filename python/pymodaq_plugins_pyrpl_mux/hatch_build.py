"""Gives the package its entry points, through PyMoDAQ's own hook."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface
from pymodaq_utils.resources.hatch_build_plugins import update_metadata_from_toml


class PluginInfoTomlHook(MetadataHookInterface):
    """Adds urls and entry points to the metadata, as the features of pyproject.toml say."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add them to `metadata`, the table `project`."""
        update_metadata_from_toml(metadata, Path(__file__).absolute().parent)
