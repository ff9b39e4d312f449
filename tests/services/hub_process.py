"""``osteo hub serve`` as a process of its own, to be killed and started again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

ROOT_COMMAND = [sys.executable, "-c", "from osteokit.cli.app import main; main()"]


class HubProcess:
    """A hub over ``folder``; ``log`` keeps what it wrote on the error stream."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None, workers: int = 1) -> None:
        self._folder, self._workers = folder, workers
        self._environment = {**os.environ, "OSTEO_HUB_URL": "http://hub.example", **(environment or {})}
        self.address, self.log = "", folder.parent / f"{folder.name}.log"
        self.cold_start_s = 0.0

    def start(self) -> str:
        """Until it answers; its address. ``cold_start_s`` says how long that took."""
        began = time.monotonic()
        words = ["hub", "serve", "--folder", str(self._folder), "--port", "0", "--workers", str(self._workers)]
        with self.log.open("ab") as errors:
            self._process = subprocess.Popen(
                [*ROOT_COMMAND, *words], stdout=subprocess.PIPE, stderr=errors, env=self._environment, text=True
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address = found.group()
                break
        else:
            raise RuntimeError(f"the hub did not start: {self.log.read_text()[-2000:]}")
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        while httpx.get(f"{self.address}/readyz", timeout=30).status_code != 200:
            time.sleep(0.05)
        self.cold_start_s = time.monotonic() - began
        return self.address

    @property
    def pid(self) -> int:
        return self._process.pid

    def memory_mb(self, name: str = "VmRSS") -> float:
        """``VmRSS``: what it holds now; ``VmHWM``: the most that it ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) / 1000

    def cpu_s(self) -> float:
        """Seconds of work that it and its workers have done."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split() if self._workers > 1 else []
        for child in children:
            fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            own += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return own

    def kill(self) -> None:
        """As when the power goes: nothing is told."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(40)
