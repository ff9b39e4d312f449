"""Hook specifications and the plugin manager: how a hospital adds to the suite without touching it."""

from typing import TYPE_CHECKING, Any

from osteokit.plugins.marks import hookimpl

if TYPE_CHECKING:
    from osteokit.plugins.manager import OsteoPlugins, PluginInfo, plugin_manager

__all__ = ["OsteoPlugins", "PluginInfo", "hookimpl", "plugin_manager"]


def __getattr__(name: str) -> Any:
    """The manager knows volumes and so brings numpy and SimpleITK; a plugin of the hub does without."""
    if name in __all__:
        from osteokit.plugins import manager

        return getattr(manager, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
