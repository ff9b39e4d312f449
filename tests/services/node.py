"""Two FHIR validators of the Node world, in a folder outside the repository: the tests ask them, offline.

``python tests/services/node.py`` installs them; it needs npm and a registry. Tests never install.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "fhir_validators"


def folder() -> Path:
    """Where they are, or would be: one folder for each set of versions."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = hashlib.sha256((HERE / "package.json").read_bytes()).hexdigest()[:12]
    return cache / "slicerosteo-tests" / f"fhir-validators-{version}"


def is_installed() -> bool:
    return shutil.which("node") is not None and (folder() / "node_modules" / "fhir").is_dir()


def install() -> None:
    """Into a folder beside, then renamed: a broken installation never stands there."""
    place = folder()
    if is_installed():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent))
    try:
        shutil.copy(HERE / "package.json", made)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet], cwd=made, check=True)
        if not place.exists():
            made.rename(place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def objections(resources: Sequence[dict[str, Any]]) -> list[dict[str, list[str]]]:
    """What ``medplum`` and ``fhir`` object to, for each resource."""
    command = ["node", str(HERE / "validate.mjs"), str(folder())]
    told = subprocess.run(command, input=json.dumps(list(resources)), capture_output=True, text=True, timeout=300)
    if told.returncode:
        raise RuntimeError(f"the validators failed:\n{told.stderr[-2000:]}")
    return json.loads(told.stdout)


if __name__ == "__main__":
    install()
    sys.exit(0 if is_installed() else "the FHIR validators could not be installed")
