"""The panel's installation with the real pip, in a Python of its own, from wheels made here; no network.

That Python has what Slicer's has: a numpy with a record, and a vtk that the build put there without one.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.slow

SESSION = Path(__file__).parent / "slicer_python.py"
LIBRARY = Path(__file__).resolve().parents[2] / "modules"


def make_wheel(folder: Path, name: str, version: str, requires: str = "") -> None:
    info = f"{name}-{version}.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        record = []
        for path, text in files.items():
            wheel.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(text.encode())}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A fresh environment with its own pip, and a folder of wheels as its only index."""
    folder = tmp_path_factory.mktemp("slicer")
    wheels = folder / "wheels"
    wheels.mkdir()
    for name, version, requires in (
        ("numpy", "2.0.0", ""), ("numpy", "3.0.0", ""), ("vtk", "9.9.0", ""),
        ("helper", "1.0", ""), ("helper", "2.0", ""),
        ("wanted", "1.2", "numpy>=1.20"), ("greedy", "1.0", "numpy>=3"), ("grabber", "1.0", "vtk"),
    ):  # fmt: skip
        make_wheel(wheels, name, version, requires)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    program = scripts / ("python.exe" if sys.platform == "win32" else "python")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
    subprocess.run([program, "-m", "pip", "install", "-q", "numpy==2.0.0", "helper==1.0"], env=env, check=True)
    where = subprocess.run(
        [program, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    (Path(where.stdout.strip()) / "vtk.py").write_text("OURS = True\n", encoding="utf-8")
    return SimpleNamespace(program=program, env=env)


@pytest.fixture
def session(python, tmp_path):
    def run(requirements: str, answer: str = "yes", in_use: str = "") -> SimpleNamespace:
        file = tmp_path / "requirements.txt"
        file.write_text(f"# what is missing\n{requirements}\n", encoding="utf-8")
        command = [python.program, SESSION, LIBRARY, file, answer, in_use]
        done = subprocess.run(command, env=python.env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        result = SimpleNamespace(**json.loads(done.stdout), pip=done.stderr)
        assert result.versions["numpy"] == "2.0.0" and result.vtk and "vtk" not in result.versions
        return result

    return run


def imports(python, name: str) -> bool:
    return subprocess.run([python.program, "-c", f"import {name}"], capture_output=True).returncode == 0


def test_a_no_installs_nothing(session, python):
    result = session("wanted>=1.0", answer="no")
    assert len(result.asked) == 1 and "wanted>=1.0" in result.asked[0] and "Nothing of Slicer's own" in result.asked[0]
    assert result.ready == 0 and result.enabled == [False] and result.then == result.first
    assert not imports(python, "wanted") and result.pip == ""


def test_a_yes_installs_it_and_the_panel_opens(session, python):
    result = session("wanted>=1.0")
    assert 'wanted. <a href="install">' in result.first
    assert result.ready == 1 and result.enabled == [True]
    assert result.versions["wanted"] == "1.2" and imports(python, "wanted")


@pytest.mark.parametrize("package", ["greedy", "grabber", "nowhere"])
def test_what_would_replace_slicers_own_or_is_not_there_is_one_sentence(session, python, package):
    """greedy needs another numpy, grabber a vtk beside Slicer's."""
    result = session(package)
    assert (
        result.then.startswith("The packages could not be installed") and '<a href="install">Try again' in result.then
    )
    assert result.ready == 0 and result.enabled == [False] and "ERROR" in result.pip
    assert not imports(python, package)


def test_a_package_in_use_asks_for_a_restart(session):
    result = session("helper>=2.0", in_use="helper")
    assert result.then == "The packages are installed. Restart 3D Slicer, which still uses the former helper."
    assert result.versions["helper"] == "2.0" and result.ready == 0
