"""What every test may ask for: the real data, and services that may be absent."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from services import node, oidc

REPOSITORY = Path(__file__).resolve().parent.parent

SERVICES = {
    "orthanc": lambda: shutil.which("Orthanc"),
    "prusa-slicer": lambda: shutil.which("prusa-slicer"),
    "chromium": lambda: shutil.which("chromium"),
    "postgresql": lambda: next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None),
    "qt": lambda: _imports("PySide6.QtWidgets"),
    "cmake": lambda: shutil.which("cmake"),
    "fhir-validators": lambda: node.is_installed(),
    "oidc-provider": lambda: oidc.is_installed(),
    "nninteractive-client": lambda: _imports("nnInteractive.inference.remote"),
}


def _imports(name: str) -> bool:
    import importlib

    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run tests marked slow")


def pytest_configure() -> None:
    """A shell's background job ignores Ctrl-C, and so would every command that the tests interrupt. The hub that
    somebody uses on this machine is none of the tests': they find no settings, and can write none."""
    os.environ["OSTEO_CONFIG"] = os.path.join(os.devnull, "none")
    os.environ.pop("OSTEO_HUB", None)
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="slow; run with --slow"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("service"):
        name = marker.args[0]
        if SERVICES[name]():
            continue
        reason = f"{name} is absent; `make services` installs it"
        if os.environ.get("OSTEO_REQUIRE_SERVICES") == "1":
            pytest.fail(f"OSTEO_REQUIRE_SERVICES=1 but {reason}")
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test data; the test is skipped where it does not exist."""
    folder = Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real test data is absent ({folder.name}); set OSTEO_TEST_DATA to its folder")
    return folder
