"""A PostgreSQL of the tests' own, in a folder of theirs, on a Unix socket there: no port, nothing of the system's."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _account() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as the account that Debian's package makes."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Start one; gives the address of its database, with ``{}`` where a database's name goes."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="osteo-pg-", dir="/tmp"))  # a socket's path must be short
    account = _account()
    if account:
        owner = pwd.getpwnam(account)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=account, cwd=folder, env={"LC_ALL": "C.UTF-8"})

    try:
        call(str(programs / "initdb"), "-D", str(data), "-U", "hub", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
        call(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://hub@/{{}}?host={folder}"
        finally:
            call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
