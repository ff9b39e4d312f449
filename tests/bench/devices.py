"""Live devices: what a message costs, how soon a pulled cable is said, how old poses are, force there and back."""

import time
from pathlib import Path

import numpy as np

from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.arm import Hand, SimulatedArm
from osteokit.tracking.devices.faults import Fault
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.devices.monitor import DeviceMonitor
from osteokit.tracking.devices.motions import circle
from osteokit.tracking.devices.plus_sequence import read_plus_sequence
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.header import Envelope, timestamp_of
from osteokit.tracking.igtl.messages import Message

_LOOK_S = 0.1
"""A panel looks ten times a second."""


def main(data: Path | None) -> None:
    print("Live devices (simulated, over a socket of this machine)")
    take, look, pose = _costs(20_000)
    print(f"  a message: {take:.1f} us; a look at a device with two tools: {look:.0f} us; a pose: {pose:.1f} us (CPU)")
    said = _said_after(8)
    print(
        f"  a cable pulled, {len(said)} times: said {np.median(said):.2f} s after the last pose, "
        f"at the latest {max(said):.2f} s"
    )
    for rate in (60.0, 1000.0):
        print(f"  {_regularity(rate)}")
    rise = _force(20)
    print(f"  force asked for to stylus moved by 0.05 mm: median {np.median(rise):.0f} ms, at most {max(rise):.0f} ms")
    if data is not None:
        file = data / "tracking" / "plus" / "EightLandmarkPointsTrackedForPhantomRegistration.igs.mha"
        began = time.process_time()
        recording = read_plus_sequence(file)
        count = sum(len(track.time_s) for track in recording.tracks.values())
        print(f"  {count} poses of a PLUS sequence read in {1000 * (time.process_time() - began):.0f} ms (CPU)")


def _costs(count: int) -> tuple[float, float, float]:
    """CPU microseconds of taking a message, of a status and of a pose."""
    monitor = DeviceMonitor(DeviceSettings("bench", "tracker"))
    matrix = circle(0.0)["StylusToTracker"]
    messages = [
        Message(Transform(matrix), Envelope(name, timestamp_of(1.7e9 + n / 60), message_id=n + 1))
        for n in range(count // 2)
        for name in ("StylusToTracker", "ReferenceToTracker")
    ]
    began = time.process_time()
    for n, message in enumerate(messages):
        monitor.take(message, n / 120, 1.7e9 + n / 120)
    take = time.process_time() - began
    began = time.process_time()
    for _ in range(200):
        monitor.status(count / 120)
    look = time.process_time() - began
    began = time.process_time()
    for _ in range(2000):
        monitor.pose("Stylus", count / 120)
    return 1e6 * take / count, 1e6 * look / 200, 1e6 * (time.process_time() - began) / 2000


def _said_after(times: int) -> list[float]:
    """Seconds from the last pose until a panel that looks ten times a second is told red."""
    found = []
    for number in range(times):
        fault = Fault("stall", 0.6 + 0.013 * number, 3600.0)
        with SimulatedDevice(circle, 60.0, fault=fault) as device:
            with LiveDevice(DeviceSettings("bench", "tracker", port=device.port)) as live:
                began = time.monotonic()
                while live.pose("Stylus") is None or time.monotonic() - began < 0.7:
                    time.sleep(0.01)
                while live.status().light != "red":
                    time.sleep(_LOOK_S)
                found.append(live.monitor.silent_s(time.monotonic()))
    return found


def _regularity(rate_hz: float) -> str:
    with SimulatedDevice(circle, rate_hz) as device:
        with LiveDevice(DeviceSettings("bench", "tracker", port=device.port)) as live:
            ages = []
            began = time.monotonic()
            while time.monotonic() - began < 4.0:
                time.sleep(0.01)
                if time.monotonic() - began > 2.0:
                    ages.append(live.status().age_ms)
            status = live.status()
    return (
        f"{rate_hz:.0f} Hz: seen {status.rate_hz:.0f} Hz, age when looked at p50 {np.median(ages):.1f} ms, "
        f"p99 {np.percentile(ages, 99):.1f}, jitter {status.jitter_ms:.1f} ms, {status.lost} lost"
    )


def _force(times: int) -> list[float]:
    """Milliseconds from asking for 1 N to a pose that shows it."""
    found = []
    with SimulatedDevice(SimulatedArm(Hand()), 500.0) as device:
        with LiveDevice(DeviceSettings("bench", "haptic", port=device.port)) as live:
            while live.haptic() is None:
                time.sleep(0.01)
            for _ in range(times):
                began = time.monotonic()
                while abs(live.haptic().pose[0, 3]) < 0.05 and time.monotonic() - began < 2.0:
                    live.send_force(np.array([1.0, 0.0, 0.0]))
                    time.sleep(0.001)
                found.append(1000 * (time.monotonic() - began))
                time.sleep(0.5)
    return found


if __name__ == "__main__":
    main(None)
