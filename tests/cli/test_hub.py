"""``osteo hub serve`` and ``osteo ledger verify`` as a person types them."""

import re
import signal
import subprocess
import sys

import pytest
import requests

pytest.importorskip("osteohub")


@pytest.fixture
def served(tmp_path):
    """Address and first password of a hub that was started by the command."""
    command = [
        sys.executable,
        "-m",
        "osteokit.cli.app",
        "hub",
        "serve",
        "--folder",
        str(tmp_path / "hub"),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        first, second = process.stdout.readline(), process.stdout.readline()
        yield second.split()[-1], re.search(r"with (\S+) and", first)[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130)


def _environment():
    import os

    return {**os.environ, "COLUMNS": "200"}


def test_the_first_run_makes_an_operator_and_the_ledger_is_checked_offline(served):
    address, password = served
    assert requests.get(f"{address}/healthz", timeout=10).text == "ok\n"
    session = requests.Session()
    login = {"login": "operator", "password": password}
    assert session.post(f"{address}/api/v1/session", json=login, timeout=10).status_code == 204
    assert session.get(f"{address}/api/v1/me", timeout=10).json()["roles"][0]["role"] == "operator"
    assert "osteohub_requests_total" in requests.get(f"{address}/metrics", timeout=10).text


def test_a_proof_convinces_and_a_changed_entry_does_not(tmp_path):
    from typer.testing import CliRunner

    from osteohub.hub import open_hub
    from osteohub.ledger import service
    from osteohub.settings import settings_for
    from osteokit.cli.app import app

    hub = open_hub(settings_for(tmp_path / "hub", {}))
    file = tmp_path / "femur.stl"
    file.write_bytes(b"solid")
    with hub.database.write() as session:
        service.append(session, "publish", "", [{"sha256": service.fingerprint(b"solid")}, {"sha256": "other"}])
        service.checkpoint_note(session, hub.signer)
        (tmp_path / "entry").write_bytes(service.entry(session, 0).content)
        (tmp_path / "proof").write_text(service.proof(session, 0), encoding="utf-8")
    hub.close()
    key = tmp_path / "hub.key"
    key.write_text(str(hub.signer.verifier))
    command = ["ledger", "verify", str(tmp_path / "proof"), "--entry", str(tmp_path / "entry"), "--key", str(key)]
    result = CliRunner().invoke(app, [*command, "--file", str(file)])
    assert result.exit_code == 0 and "among 2" in result.output and "is the file" in result.output
    file.write_bytes(b"another")
    assert "is not the file" in str(CliRunner().invoke(app, [*command, "--file", str(file)]).exception)
    (tmp_path / "entry").write_bytes(b"{}")
    assert "was changed" in str(CliRunner().invoke(app, command).exception)
