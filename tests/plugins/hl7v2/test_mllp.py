"""The envelope, and the two ends of the connection against sockets of the test's own."""

import asyncio
import ipaddress
import random
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.listener import Listener
from osteo_hl7v2.mllp import Deframer, framed
from osteo_hl7v2.sender import NotNow, Refused, Sender

from osteokit.base.errors import OsteoError
from services.tls import tls_certificate

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
PARTS = st.binary(max_size=40).filter(lambda one: b"\x0b" not in one and b"\x1c" not in one)


@settings(deadline=None, max_examples=50)
@given(st.lists(PARTS, max_size=4), st.sampled_from([b"", b"\r", b"\r\n"]), st.randoms(use_true_random=False))
def test_messages_come_whole_however_they_are_cut(messages, between, source):
    stream = between.join(framed(one) for one in messages)
    deframer, found = Deframer(), []
    while stream:
        cut = source.randrange(1, len(stream) + 1)
        found += deframer.feed(stream[:cut])
        stream = stream[cut:]
    assert found == messages and deframer.is_between


@pytest.mark.parametrize(
    ("stream", "words"),
    [(b"GET / HTTP/1.1\r\n", "no MLLP"), (b"\x0b" + b"a" * 200, "larger than"),
     (b"\x0bMSH|\x0bMSH|\x1c\r", "began before"),
     (b"\x0b" + b"a" * 120 + b"\x1c\r", "larger than")],
)  # fmt: skip
def test_what_is_no_mllp_ends_the_connection(stream, words):
    with pytest.raises(Hl7Error, match=words):
        Deframer(largest=100).feed(stream)


def test_random_bytes_never_hang_the_deframer():
    source = random.Random(3)
    for _ in range(3000):
        deframer = Deframer(largest=200)
        try:
            for _ in range(5):
                deframer.feed(source.choice([b"\x0b", b"\x1c\r", b"\r", b""]) + source.randbytes(source.randrange(60)))
        except Hl7Error:
            continue


@pytest.fixture
def listening():
    """``listening(answer, peers)`` gives the port of a listener in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listeners = []

    def start(answer, peers=LOOPBACK, tls=None) -> int:
        listener = Listener(answer, peers, tls)
        listeners.append(listener)
        return asyncio.run_coroutine_threadsafe(listener.start("127.0.0.1", 0), loop).result(10)

    yield start
    for one in listeners:
        asyncio.run_coroutine_threadsafe(one.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def ack(control_id: str, code: str = "AA", words: str = "") -> bytes:
    return f"MSH|^~\\&|||||1||ACK|9|P|2.5\rMSA|{code}|{control_id}|{words}\r".encode()


def test_messages_are_answered_in_their_order(listening):
    port = listening(lambda content: ack(content.decode()))
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"".join(framed(str(number).encode()) for number in range(20)))
        deframer, found = Deframer(), []
        while len(found) < 20:
            found += deframer.feed(client.recv(4096))
    assert found == [ack(str(number)) for number in range(20)]


def test_others_and_strangers_are_turned_away(listening):
    port = listening(lambda content: b"x", (ipaddress.ip_network("10.0.0.0/8"),))
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        assert client.recv(10) == b""
    port = listening(lambda content: b"x")
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert client.recv(10) == b""


def test_who_begins_and_does_not_end_is_turned_away_and_others_are_served(listening, monkeypatch):
    from osteo_hl7v2 import listener

    monkeypatch.setattr(listener, "BEGUN_S", 0.2)
    monkeypatch.setattr(listener, "MOST_CONNECTIONS", 3)
    port = listening(lambda content: ack("1"))
    slow = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(3)]
    for one in slow:
        one.sendall(b"\x0bMSH")
    with socket.create_connection(("127.0.0.1", port), 10) as one_too_many:
        assert one_too_many.recv(10) == b""
    for one in slow:
        with one:
            assert one.recv(10) == b""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(framed(b"MSH"))
        assert client.recv(1000) == framed(ack("1"))


def test_tls_on_both_sides_asks_who_the_other_is(listening, tmp_path):
    from osteo_hl7v2.hospital import Tls

    folders = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        tls_certificate(tmp_path / name)
        folders.append(tmp_path / name)
    one, other = folders

    def tls(own, theirs) -> Tls:
        return Tls(certificate=own / "certificate.pem", key=own / "key.pem", ca=theirs / "certificate.pem")

    port = listening(lambda content: ack("1"), LOOPBACK, tls(one, other).context(True))
    Sender("127.0.0.1", port, "ASCII", tls(other, one).context(False)).send(b"MSH", "1", 10)
    for wrong in (None, tls(one, one).context(False), tls(other, other).context(False)):
        with pytest.raises(NotNow):
            Sender("127.0.0.1", port, "ASCII", wrong).send(b"MSH", "1", 2)
    with pytest.raises(OsteoError, match="under tls cannot be used"):
        tls(tmp_path, one).context(True)


class FakeHis:
    """Takes one connection after the other; ``answers`` is what it sends for each message, None closes."""

    def __init__(self, *answers) -> None:
        self.answers, self.got = list(answers), []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            deframer = Deframer()
            with client:
                while data := client.recv(4096):
                    for content in deframer.feed(data):
                        self.got.append(content)
                        answer = self.answers.pop(0)
                        if answer is None:
                            break
                        client.sendall(answer)
                    else:
                        continue
                    break

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def sender():
    """``sender(*answers)`` gives a sender and the fake system that it speaks to."""
    made = []

    def make(*answers):
        his = FakeHis(*answers)
        one = Sender("127.0.0.1", his.port, "ASCII")
        made.extend([one, his])
        return one, his

    yield make
    for one in made:
        one.close()


def test_a_message_is_handed_over_once_it_is_acknowledged(sender):
    one, his = sender(framed(ack("1")), framed(ack("earlier")) + framed(ack("2", "CA")))
    one.send(b"MSH1", "1", 10)
    one.send(b"MSH2", "2", 10)  # on the same connection; the answer to an earlier message is passed over
    assert his.got == [b"MSH1", b"MSH2"]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [(framed(ack("1", "AE", "no such doctor")), Refused, "no such doctor"),
     (framed(ack("1", "AR", "busy")), NotNow, "busy"),
     (None, NotNow, "closed without an answer"), (b"\x0bnonsense\x1c\r", NotNow, "begins with MSH"),
     (framed(ack("other")), NotNow, "in time|timed out")],
)  # fmt: skip
def test_what_was_not_taken_is_told(sender, answer, kind, words):
    one, _ = sender(answer)
    with pytest.raises(kind, match=words):
        one.send(b"MSH", "1", 1.0 if kind is NotNow else 10)


def test_after_a_broken_connection_a_new_one_is_made(sender):
    one, his = sender(None, framed(ack("1")))
    with pytest.raises(NotNow):
        one.send(b"MSH", "1", 10)
    one.send(b"MSH", "1", 10)
    assert his.got == [b"MSH", b"MSH"]


def test_a_system_that_is_away():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotNow, match="did not take the message"):
        Sender("127.0.0.1", port, "ASCII").send(b"MSH", "1", 2)
