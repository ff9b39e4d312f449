"""OpenIGTLink over the loopback, beside pyigtl in the same run: round trips, throughput, age at 1 kHz.

Each peer is a process of its own, as in an operating room. Figures of the C++ library stand in no run here: it has no
wheel; it was measured once (2026-11-21) at 0.016 ms for the round trip of a TRANSFORM.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
CPP_ROUND_TRIP_MS = 0.016


def main() -> None:
    print("OpenIGTLink on the loopback (two processes)")
    ours = _round_trips(2000)
    theirs = _pyigtl_round_trips(40)
    print(
        f"  TRANSFORM and back: p50 {np.median(ours):.3f} ms, p99 {np.percentile(ours, 99):.3f} "
        f"({np.median(ours) / CPP_ROUND_TRIP_MS:.1f} x the C++ library's recorded {CPP_ROUND_TRIP_MS}); "
        f"pyigtl p50 {np.median(theirs):.1f} ms, ratio {np.median(ours) / np.median(theirs):.4f}"
    )
    print(f"  TRANSFORM one way: {_one_way(100_000):,.0f} messages/s")
    image = _image_round_trips(3)
    print(f"  IMAGE 256x256x256 int16 with CRC, there and back: {np.median(image):.0f} ms (one way about half)")
    ages, lost = _ages(4000, 1000.0)
    print(
        f"  4,000 messages at 1 kHz: age p50 {np.median(ages):.2f} ms, p99 {np.percentile(ages, 99):.2f}, "
        f"max {ages.max():.1f}, {lost} lost"
    )


def _serve(what: str) -> tuple[subprocess.Popen[str], int]:
    paths = os.pathsep.join([str(REPOSITORY / "modules"), str(REPOSITORY / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.igtl", what],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=REPOSITORY / "tests",
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _round_trips(count: int) -> np.ndarray:
    from osteokit.tracking.igtl.contents.poses import Transform
    from osteokit.tracking.igtl.header import Envelope
    from osteokit.tracking.igtl.link import Link
    from osteokit.tracking.igtl.messages import Message

    process, port = _serve("echo")
    times = []
    with Link.to(HOST, port) as link:
        message = Message(Transform(np.eye(4)), Envelope("Probe"))
        for _ in range(count + 200):
            began = time.perf_counter()
            link.send(message)
            assert link.receive(5) is not None
            times.append(time.perf_counter() - began)
    process.kill()
    return 1000 * np.array(times[200:])


def _pyigtl_round_trips(count: int) -> np.ndarray:
    import pyigtl

    process, port = _serve("pyigtl")
    client = pyigtl.OpenIGTLinkClient(HOST, port)
    while not client.is_connected():
        time.sleep(0.01)
    times = []
    for _ in range(count):
        began = time.perf_counter()
        client.send_message(pyigtl.TransformMessage(np.eye(4), device_name="Probe"))
        assert client.wait_for_message("Probe", timeout=5) is not None
        times.append(time.perf_counter() - began)
    client.stop()
    process.kill()
    return 1000 * np.array(times)


def _one_way(count: int) -> float:
    from osteokit.tracking.igtl.contents.poses import Transform
    from osteokit.tracking.igtl.header import Envelope
    from osteokit.tracking.igtl.link import Link
    from osteokit.tracking.igtl.messages import Message

    process, port = _serve("count")
    with Link.to(HOST, port) as link:
        message = Message(Transform(np.eye(4)), Envelope("Probe"))
        began = time.perf_counter()
        for number in range(count):
            link.send(Message(message.content, Envelope("Probe", 0, 2, number + 1)), None)
        assert link.receive(60) is not None
        seconds = time.perf_counter() - began
    process.kill()
    return count / seconds


def _image_round_trips(count: int) -> np.ndarray:
    from osteokit.tracking.igtl.contents.image import Image
    from osteokit.tracking.igtl.header import Envelope
    from osteokit.tracking.igtl.link import Link
    from osteokit.tracking.igtl.messages import Message

    process, port = _serve("echo")
    times = []
    with Link.to(HOST, port) as link:
        voxels = np.random.default_rng(1).integers(-1000, 3000, (256, 256, 256)).astype(np.int16)
        for _ in range(count + 1):
            began = time.perf_counter()
            link.send(Message(Image(voxels, np.eye(4)), Envelope("CT")), 60)
            assert link.receive(60) is not None
            times.append(time.perf_counter() - began)
    process.kill()
    return 1000 * np.array(times[1:])


def _ages(count: int, hz: float) -> tuple[np.ndarray, int]:
    """Ages (ms) of messages that another process sends at this rate."""
    from osteokit.tracking.igtl.client import Client

    process, port = _serve(f"rate {hz:g} {count}")
    ages = []
    with Client(HOST, port) as client:
        client.wait(10)
        while len(ages) < count:
            received = client.inbox.get(2.0)
            if received is None:
                break
            ages.append(received.age_s)
        lost = count - len(ages)
    process.kill()
    return 1000 * np.array(ages), lost


def _child(words: list[str]) -> None:
    """The other end."""
    if words == ["pyigtl"]:
        import pyigtl

        with __import__("socket").create_server((HOST, 0)) as free:
            port = free.getsockname()[1]
        server = pyigtl.OpenIGTLinkServer(port=port, local_server=True)
        print(port, flush=True)
        while True:
            message = server.wait_for_message("Probe", timeout=60)
            if message is not None:
                server.send_message(message)
    from osteokit.tracking.igtl.contents.poses import Transform
    from osteokit.tracking.igtl.header import Envelope, timestamp_of
    from osteokit.tracking.igtl.messages import Message
    from osteokit.tracking.igtl.server import Server

    def count(received, peer):
        if received.message.envelope.message_id == 100_000:
            peer.send(received.message)

    def echo(received, peer):
        peer.send(received.message)

    server = Server(0, on_message=count if words == ["count"] else echo)
    print(server.port, flush=True)
    if words[0].startswith("rate"):
        _, hz, total = words[0].split()
        while not server.peers:
            time.sleep(0.01)
        time.sleep(0.3)
        began = time.perf_counter()
        for n in range(int(total)):
            while time.perf_counter() < began + n / float(hz):
                time.sleep(0.0002)
            server.send(Message(Transform(np.eye(4)), Envelope("Probe", timestamp_of(time.time()))))
    time.sleep(120)


if __name__ == "__main__":
    _child(sys.argv[1:])
