"""Hook specifications and the plugin manager: how a hospital adds to the suite without touching it."""

from osteokit.plugins.hookspecs import hookimpl
from osteokit.plugins.manager import OsteoPlugins, PluginInfo, plugin_manager

__all__ = ["OsteoPlugins", "PluginInfo", "hookimpl", "plugin_manager"]
