"""All tools of a device and the light on top: messages and times in, status out. It reads no clock."""

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.judge import Facts, best_tool, judge
from osteokit.tracking.devices.tool_track import NEVER, ToolTrack
from osteokit.tracking.devices.values import DeviceStatus, HapticState, ToolState, tool_and_frame
from osteokit.tracking.igtl.contents.poses import Position, QuaternionTrackingData, TrackingData, Transform
from osteokit.tracking.igtl.messages import Message

MOST_TOOLS = 64
_RECENT_S = 5.0

Listener = Callable[[str, np.ndarray, float], None]
"""``listener(tool, matrix, arrived_s)`` for every good pose, in the thread that receives: it must be quick."""

_NOT_TOOLS = ("StylusVelocity", "Buttons", "Force")
"""Matrices that carry something else than a pose, by PLUS's names."""


def matrices_of(message: Message) -> Iterator[tuple[str, np.ndarray]]:
    """Names and matrices (4, 4) in a message; none in one that carries no pose. NaN where a quaternion is none."""
    content = message.content
    if isinstance(content, Transform):
        yield message.device, content.matrix
    elif isinstance(content, Position):
        yield message.device, _matrix(content)
    elif isinstance(content, TrackingData):
        for tool in content.tools:
            yield tool.name, tool.matrix
    elif isinstance(content, QuaternionTrackingData):
        for turned in content.tools:
            yield turned.name, _matrix(Position(turned.position, turned.quaternion))


def _tool_status(metadata: Mapping[str, str]) -> str:
    """What PLUS says of a tool in the metadata of its TRANSFORM: it repeats the last matrix of one that is lost."""
    valid = metadata.get("TransformValid", "True").strip().lower() not in ("false", "0")
    status = metadata.get("TransformStatus", "OK" if valid else "INVALID").strip()[:40]
    return status if valid or status != "OK" else "INVALID"


def _matrix(position: Position) -> np.ndarray:
    try:
        return position.matrix
    except OsteoError:
        return np.full((4, 4), np.nan)


class DeviceMonitor:
    """From any thread. Times are of ``time.monotonic()``, ``wall_s`` of ``time.time()``."""

    def __init__(self, settings: DeviceSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._tools: dict[str, ToolTrack] = {}
        self._others: dict[str, tuple[np.ndarray, float]] = {}
        self._listeners: tuple[Listener, ...] = ()
        self._messages: deque[float] = deque(maxlen=2048)
        self._jumps, self._jumped_at = 0, -math.inf
        self._damaged, self._damaged_at, self._damage = 0, -math.inf, ""
        self._overfull = False
        self._refusal, self._refused_at = "", -math.inf

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every good pose; returns what ends that."""
        self._listeners = (*self._listeners, listener)

        def end() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

        return end

    def take(self, message: Message, arrived_s: float, wall_s: float) -> None:
        """A message that came."""
        good: list[tuple[str, np.ndarray]] = []
        matrices = tuple(matrices_of(message))
        if not matrices:
            return
        with self._lock:
            self._messages.append(arrived_s)
            envelope = message.envelope
            for name, matrix in matrices:
                if tool_and_frame(name)[0] in _NOT_TOOLS:
                    self._others[tool_and_frame(name)[0]] = (matrix, arrived_s)
                elif track := self._track(name):
                    jumps = track.clock.jumps
                    pose = track.take(
                        matrix, arrived_s, wall_s, envelope.time_s, envelope.message_id, _tool_status(envelope.metadata)
                    )
                    if track.clock.jumps > jumps:
                        self._jumps, self._jumped_at = self._jumps + 1, arrived_s
                    if pose is not None:
                        good.append((name, pose))
        for name, pose in good:
            for listener in self._listeners:
                listener(name, pose, arrived_s)

    def _track(self, name: str) -> ToolTrack | None:
        track = self._tools.get(name)
        if track is None:
            if len(self._tools) >= MOST_TOOLS:
                self._overfull = True
                return None
            track = self._tools[name] = ToolTrack(name, self.settings.stale_s)
        return track

    def damaged(self, count: int, last: str, now_s: float) -> None:
        """So many messages were damaged since the device is watched."""
        with self._lock:
            if count > self._damaged:
                self._damaged, self._damaged_at, self._damage = count, now_s, last

    def refused(self, sentence: str, now_s: float) -> None:
        """The device says why it does not take our force."""
        with self._lock:
            self._refusal, self._refused_at = sentence, now_s

    def reconnected(self) -> None:
        """A new connection: message numbers begin anew."""
        with self._lock:
            for track in self._tools.values():
                track.clear_numbers()

    def pose(self, tool: str, now_s: float, reference: str = "") -> np.ndarray | None:
        """Pose (4, 4) of a tool, in the frame of ``reference`` where one is named; None unless all of it is fresh.

        ``"Stylus"`` finds ``"StylusToTracker"`` too. With a reference, ``"StylusToReference"`` is taken where the
        device sends it, and otherwise made of the poses of both.
        """
        with self._lock:
            if not reference:
                return self._fresh(tool, now_s)
            direct = self._fresh(f"{tool}To{reference}", now_s)
            if direct is not None:
                return direct
            one, other = self._fresh(tool, now_s), self._fresh(reference, now_s)
            return None if one is None or other is None else np.linalg.solve(other, one)

    def _fresh(self, name: str, now_s: float) -> np.ndarray | None:
        track = self._tools.get(name)
        if track is None:
            track = next((t for key, t in self._tools.items() if tool_and_frame(key)[0] == name), None)
        return None if track is None else track.pose(now_s)

    def haptic(self, now_s: float) -> HapticState | None:
        """The arm now; None unless its stylus is fresh. Velocity and buttons that are not are 0 and not pressed."""
        pose = self.pose("Stylus", now_s)
        if pose is None:
            return None
        with self._lock:
            velocity, buttons = (self._other(name, now_s) for name in ("StylusVelocity", "Buttons"))
        speed = np.zeros(3) if velocity is None else velocity[:3, 3].copy()
        pressed = () if buttons is None else tuple(bool(value > 0.5) for value in buttons[:3, 0])
        return HapticState(pose, speed, pressed)

    def _other(self, name: str, now_s: float) -> np.ndarray | None:
        matrix, at = self._others.get(name, (None, -math.inf))
        fresh = matrix is not None and now_s - at <= self.settings.stale_s and np.isfinite(matrix).all()
        return matrix if fresh else None

    def status(self, now_s: float, trouble: str = "", connected_s: float = math.inf) -> DeviceStatus:
        """The device now; ``trouble`` says why it is not connected, ``connected_s`` for how long it is."""
        with self._lock:
            tools = tuple(self._tools[name].state(now_s) for name in sorted(self._tools))
            expected = {tool.name for tool in tools} | {tool_and_frame(tool.name)[0] for tool in tools}
            tools += tuple(ToolState(name, None, NEVER) for name in self.settings.tools if name not in expected)
            light, sentence = judge(self.settings, tools, self._facts(now_s, trouble, connected_s))
            lost = sum(tool.lost for tool in tools) + self._damaged
        best = best_tool(tools)
        if best is None:
            return DeviceStatus(self.settings.name, light, sentence, tools, lost=lost)
        return DeviceStatus(self.settings.name, light, sentence, tools, best.rate_hz, best.age_ms, best.jitter_ms, lost)

    def silent_s(self, now_s: float) -> float:
        """Since the last message that carried a matrix; infinite before the first."""
        return now_s - self._messages[-1] if self._messages else math.inf

    def _facts(self, now_s: float, trouble: str, connected_s: float) -> Facts:
        recent = [at for at in self._messages if now_s - at <= 1.0]
        span = now_s - recent[0] if recent else 0.0
        refused = max((track.refused_at for track in self._tools.values()), default=-math.inf)
        return Facts(
            trouble,
            self._refusal if now_s - self._refused_at < _RECENT_S else "",
            connected_s,
            self.silent_s(now_s),
            len(recent) / max(span, 0.05) if len(recent) > 100 else float(len(recent)),
            self._damage if now_s - self._damaged_at < _RECENT_S else "",
            now_s - refused < _RECENT_S,
            now_s - self._jumped_at < _RECENT_S,
            self._overfull,
        )
