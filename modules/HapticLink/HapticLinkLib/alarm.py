"""The sound of a warning: a pattern in a loop where the application can play one, else the system beeps in time."""

import tempfile
from pathlib import Path
from typing import Any

import qt

from osteokit.tracking.navigation.breach import Level
from osteokit.tracking.navigation.sound import SOUNDS, wav_bytes

LOOP = -1


class Alarm:
    """Plays the sound of one level until another is set."""

    def __init__(self) -> None:
        self.level = Level.CLEAR
        self._playing: Any = None
        self._sounds: dict[Level, Any] = {}
        self._folder: Any = None
        self._timer = qt.QTimer()
        self._timer.connect("timeout()", self._beep)

    def set(self, level: Level) -> None:
        """Sound as this level does; the clear one is silent."""
        if level == self.level:
            return
        self.level = level
        self._silence()
        sound = SOUNDS[level]
        if sound is None:
            return
        if hasattr(qt, "QSound"):
            self._playing = self._sound(level)
            self._playing.play()
            return
        self._timer.setInterval(int(max(sound.beep_ms + sound.pause_ms, 100.0)))
        self._timer.start()
        self._beep()

    def stop(self) -> None:
        self.set(Level.CLEAR)

    def _silence(self) -> None:
        self._timer.stop()
        if self._playing is not None:
            self._playing.stop()
            self._playing = None

    def _beep(self) -> None:
        qt.QApplication.beep()

    def _sound(self, level: Level) -> Any:
        if level not in self._sounds:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="osteo-sound-")
            file = Path(self._folder.name) / f"{level.name.lower()}.wav"
            pattern = SOUNDS[level]
            assert pattern is not None
            file.write_bytes(wav_bytes(pattern))
            self._sounds[level] = qt.QSound(str(file))
            self._sounds[level].setLoops(LOOP)
        return self._sounds[level]
