"""The preference file of this package."""

from pathlib import Path

from pymodaq_utils.config import BaseConfig, GlobalConfig


@GlobalConfig.register()
class Config(BaseConfig):
    """Preferences of the plugins: where to find the worker if an instrument's own settings do not tell."""

    config_template_path = Path(__file__).parent / "resources" / "config_template.toml"
    config_name = "config_pyrpl_mux"
