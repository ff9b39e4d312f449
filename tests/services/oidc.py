"""An independent OpenID Connect provider (npm ``oidc-provider``), in a folder outside the repository.

``python tests/services/oidc.py`` installs it; it needs npm and a registry. Tests never install.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent / "oidc_provider"
CLIENT, SECRET = "osteo-hub", "a secret of the tests"


def folder() -> Path:
    """Where it is, or would be: one folder for each version."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = hashlib.sha256((HERE / "package.json").read_bytes()).hexdigest()[:12]
    return cache / "slicerosteo-tests" / f"oidc-provider-{version}"


def is_installed() -> bool:
    return shutil.which("node") is not None and (folder() / "node_modules" / "oidc-provider").is_dir()


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


@contextlib.contextmanager
def provider(callback: str) -> Iterator[str]:
    """A running one; its issuer."""
    command = ["node", str(HERE / "provider.mjs"), str(folder()), callback, CLIENT, SECRET]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    install()
    sys.exit(0 if is_installed() else "oidc-provider could not be installed")
