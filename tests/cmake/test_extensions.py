"""Each extension is configured, built and installed against a minimal stand-in of Slicer's macros (it emulates)."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
EXTENSIONS = sorted(folder.name for folder in (REPOSITORY / "extensions").iterdir() if folder.is_dir())
STAND_IN = Path(__file__).parent / "stand_in"
INSTALLED = "lib/Slicer-5.10/qt-scripted-modules"
CATEGORIES = {"Planning", "Osteotomy Planning", "IGT", "Training", "Simulation", "Segmentation"}


def _tool(name: str) -> str | None:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


needs_compiler = pytest.mark.skipif(
    not (_tool("cmake") and shutil.which("make") and shutil.which("c++")),
    reason="cmake, make and a C++ compiler are needed to configure an extension",
)


def _install(source: Path, build: Path, prefix: Path) -> None:
    def cmake(*arguments: object) -> None:
        done = subprocess.run([_tool("cmake"), *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    lrelease = _tool("pyside6-lrelease")
    options = [f"-DOSTEO_LRELEASE={lrelease}"] if lrelease else []
    cmake("-S", source, "-B", build, "-G", "Unix Makefiles", f"-DSlicer_DIR={STAND_IN}", "-DBUILD_TESTING=ON", *options)
    cmake("--build", build)
    cmake("--install", build, "--prefix", prefix)


def _python_and_resource_files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and "Testing" not in path.parts
        and path.suffix not in {".ts", ".qm", ".pyc"}
        and path.name != "CMakeLists.txt"
    }


@needs_compiler
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_installs(extension, tmp_path):
    _install(REPOSITORY / "extensions" / extension, tmp_path / "build", tmp_path / "installed")
    assert (tmp_path / "build" / f"{extension}.description").read_text().strip()


@needs_compiler
def test_no_file_is_missing_and_the_installed_tree_imports(tmp_path):
    _install(REPOSITORY / "extensions" / "OsteoPlanning", tmp_path / "build", tmp_path / "installed")
    tree = tmp_path / "installed" / INSTALLED
    modules = _modules_of("OsteoPlanning")
    for name in ("osteokit", "osteopanels", *modules):
        source = REPOSITORY / "modules" / name
        expected = _python_and_resource_files(source)
        expected = expected if name in modules else {f"{name}/{file}" for file in expected}
        missing = expected - {str(path.relative_to(tree)) for path in tree.rglob("*")}
        assert not missing, f"{name}: not installed: {sorted(missing)}"
    script = (
        f"import sys; sys.path.insert(0, {str(tree)!r})\n"
        "from osteokit.host.headless import headless_scene\n"
        "host = headless_scene(); host.__enter__()\n"
        "import importlib, osteokit, osteopanels\n"
        f"loaded = [importlib.import_module(name) for name in {modules!r}]\n"
        f"loaded += [importlib.import_module(name + 'Lib.logic') for name in {modules!r}]\n"
        "print(osteokit.__file__, osteopanels.__file__, *(module.__file__ for module in loaded), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    files = done.stdout.strip().splitlines()
    assert len(files) == 2 + 2 * len(modules) and all(str(tree) in line for line in files), done.stdout


def _modules_of(extension: str) -> list[str]:
    text = (REPOSITORY / "extensions" / extension / "CMakeLists.txt").read_text()
    return [name for line in text.splitlines() if line.startswith("osteo_add_modules(") for name in line[18:-1].split()]


def test_every_module_belongs_to_exactly_one_extension():
    listed = [name for extension in EXTENSIONS for name in _modules_of(extension)]
    folders = [f.parent.name for f in (REPOSITORY / "modules").glob("*/CMakeLists.txt")]
    assert sorted(listed) == sorted(folders)
    with_module_file = [f.parent.name for f in (REPOSITORY / "modules").glob("*/*.py") if f.stem == f.parent.name]
    assert sorted(with_module_file) == sorted(folders), "a module folder needs a CMakeLists.txt"


def test_the_root_builds_the_planning_extension():
    planning = REPOSITORY / "extensions" / "OsteoPlanning" / "CMakeLists.txt"
    assert (REPOSITORY / "CMakeLists.txt").read_text() == planning.read_text()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_catalogue_entry(extension):
    """The rules that the Extensions Index checks (catalogue schema 1.0.2)."""
    entry = json.loads((REPOSITORY / "extensions" / extension / f"{extension}.json").read_text())
    assert {"$schema", "category", "scm_url"} <= set(entry)
    optional = {"scm_revision", "scm_type", "build_dependencies", "build_subdirectory", "enabled", "tier"}
    assert set(entry) <= {"$schema", "category", "scm_url", "dicom_support_rule"} | optional
    assert entry["category"] in CATEGORIES
    assert entry["scm_url"].startswith("https://") and entry["scm_url"].endswith(".git")
    assert set(entry["build_dependencies"]) <= set(EXTENSIONS) - {extension}
    assert not extension.startswith("Slicer")
    cmake = (REPOSITORY / "extensions" / extension / "CMakeLists.txt").read_text()
    assert f"\nproject({extension})\n" in cmake
    depends = " ".join(entry["build_dependencies"]) or "NA"
    assert f'set(EXTENSION_DEPENDS "{depends}")' in cmake
    assert entry.get("enabled", True) == bool(_modules_of(extension)), "an extension without modules stays disabled"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_pictures_that_the_catalogue_shows_are_here(extension):
    cmake = (REPOSITORY / "extensions" / extension / "CMakeLists.txt").read_text()
    pictures = re.findall(r"raw.githubusercontent.com/SlicerOsteo/SlicerOsteo/main/([^\"\s]+)", cmake)
    assert len(pictures) == 2
    assert all((REPOSITORY / picture).is_file() for picture in pictures)
