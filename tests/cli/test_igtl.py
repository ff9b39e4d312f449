import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.contents.texts import String
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.link import Link
from osteokit.tracking.igtl.messages import Message, encode
from osteokit.tracking.igtl.server import Server


def run(*words):
    return CliRunner().invoke(app, ["igtl", *map(str, words)], catch_exceptions=True)


def test_a_dump_can_be_read_and_written_back(tmp_path):
    raw = encode(Message(String("截骨 OK"), Envelope("导航", metadata={"side": "left"})))
    (tmp_path / "m.igtl").write_bytes(raw)
    result = run("dump", tmp_path / "m.igtl", "--reencode", tmp_path / "again.igtl")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["type"] == "STRING" and document["content"]["text"] == "截骨 OK" and "截骨" in result.stdout
    assert (tmp_path / "again.igtl").read_bytes() == raw
    (tmp_path / "m.json").write_text(result.stdout, encoding="utf-8")
    assert run("dump", tmp_path / "m.json", "--reencode", tmp_path / "third.igtl").exit_code == 0
    assert (tmp_path / "third.igtl").read_bytes() == raw


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"short", "58 bytes and more"),
        (b"x" * 100, "no OpenIGTLink header"),
        (encode(Message(String("a")))[:-1], "announces"),
        (b'{"format": "something else"}', "osteo igtl dump"),
        (b'{"format": "osteo.igtl/1", "type": "STRING"}', "lacks something"),
        (b'{"format": ', "nor JSON"),
    ],
)
def test_a_file_that_is_no_message_is_refused(tmp_path, content, words):
    (tmp_path / "m.igtl").write_bytes(content)
    result = run("dump", tmp_path / "m.igtl", "--reencode", tmp_path / "again.igtl")
    assert isinstance(result.exception, OsteoError) and words in str(result.exception)
    assert not (tmp_path / "again.igtl").exists()


def test_send_reaches_a_server(tmp_path):
    with Server(0) as server:
        address = f"127.0.0.1:{server.port}"
        assert run("send", address, "--text", "骨科", "--device", "OR 3").exit_code == 0
        received = server.inbox.get(5)
        assert received.message.content == String("骨科") and received.message.device == "OR 3"
        assert received.age_s < 5
        assert (
            run("send", address, "--matrix", "1 0 0 5, 0 1 0 6, 0 0 1 7", "--count", 3, "--rate", 1000).exit_code == 0
        )
        content = [server.inbox.get(5).message.content for _ in range(3)]
        assert all(isinstance(one, Transform) for one in content)
        np.testing.assert_array_equal(content[0].matrix[:3, 3], [5, 6, 7])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["127.0.0.1:1"], "one of --file"),
        (["127.0.0.1:1", "--text", "a", "--matrix", "1"], "one of --file"),
        (["127.0.0.1:1", "--matrix", "1 2 3"], "12 or 16"),
        (["127.0.0.1:1", "--matrix", "a b"], "no number"),
        (["host:port", "--text", "a"], "is no address"),
        (["127.0.0.1:1", "--text", "a", "--rate", "0"], "above 0"),
        (["127.0.0.1:1", "--text", "a"], "No OpenIGTLink peer answers"),
    ],
)
def test_send_says_what_is_wrong(words, sentence):
    result = run("send", *words)
    assert isinstance(result.exception, OsteoError) and sentence in str(result.exception)


def test_listen_prints_what_a_server_sends():
    with Server(0, on_change=lambda peer: peer.ended or peer.send(Message(String("hello"), Envelope("OR")))) as server:
        result = run("listen", f"127.0.0.1:{server.port}", "--count", 1, "--seconds", 20)
        assert result.exit_code == 0 and re.search(r"STRING\s+OR\s+hello", result.stdout)
        as_json = run("listen", f"127.0.0.1:{server.port}", "--count", 1, "--seconds", 20, "--json")
        assert json.loads(as_json.stdout.splitlines()[-1])["content"]["text"] == "hello"


def test_echo_answers_until_it_is_interrupted():
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "osteokit.cli.app", "igtl", "echo", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        with Link.to("127.0.0.1", port) as link:
            message = Message(String("钻"), Envelope("a", 5, metadata={"k": "值"}))
            link.send(message)
            assert encode(link.receive(10)) == encode(message)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    finally:
        process.kill()
