"""What PyMoDAQ asks of a package of plugins."""

from __future__ import annotations

from pymodaq.utils.plugin_testing import PluginPackageChecks


class TestPlugin(PluginPackageChecks):
    """All of PyMoDAQ's checks, warnings and unfinished parts included."""

    package_name = "pymodaq_plugins_pyrpl_mux"
    fail_on = "todo"
    strict_imports = True
