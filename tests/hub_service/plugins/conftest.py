"""Plugins that are written for a test: modules on disk, asked in processes of their own as installed ones are."""

import itertools
import textwrap
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from osteohub.hub import Hub
from osteohub.plugins.delivery import Deliveries
from osteohub.plugins.registry import HubPlugins
from osteohub.plugins.rulings import PLUGINS

_number = itertools.count()
HEAD = """
from osteokit.plugins import hookimpl
from osteokit.plugins.hub_values import Ruling, ReferralReason
from osteokit.plugins.hub_library import ResourceFinding, TechniqueSource
from osteokit.plugins.hub_notices import Notifier
from osteokit.plugins.hub_quality import Indicator, IndicatorCase
from osteokit.plugins.hub_his import HisAdapter, HisMessage
from osteokit.base.errors import OsteoError
from pathlib import Path
import os, sys, time
"""


@pytest.fixture
def written(tmp_path, monkeypatch) -> Callable[..., EntryPoint]:
    """``written(name, source)``: the entry point of a plugin with this text."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def write(name: str, source: str) -> EntryPoint:
        module = f"plugin_{next(_number)}"
        (site / f"{module}.py").write_text(HEAD + textwrap.dedent(source), encoding="utf-8")
        return EntryPoint(name, module, "osteo")

    return write


@pytest.fixture
def asked() -> Iterator[Callable[..., HubPlugins]]:
    """``asked(*entries)``: their registry, closed after the test."""
    opened: list[HubPlugins] = []

    def open_plugins(*found: EntryPoint, **options) -> HubPlugins:
        opened.append(HubPlugins(found, **options))
        return opened[-1]

    yield open_plugins
    for one in opened:
        one.close()


@pytest.fixture
def with_plugins(asked) -> Callable[..., Hub]:
    """``with_plugins(region, *entries)``: its hub has these plugins from now on."""

    def give(region, *found: EntryPoint, **options) -> Hub:
        plugins = asked(*found, **options)
        hub = region.hub
        hub.database.info[PLUGINS] = plugins
        object.__setattr__(hub, "plugins", plugins)  # the application holds this hub already
        object.__setattr__(hub, "deliveries", Deliveries(hub.database, plugins))
        return hub

    return give


@pytest.fixture
def chuxiong(monkeypatch) -> EntryPoint:
    folder = Path(__file__).resolve().parents[3] / "plugins" / "osteo-chuxiong"
    monkeypatch.syspath_prepend(str(folder))
    return EntryPoint("chuxiong", "osteo_chuxiong", "osteo")
