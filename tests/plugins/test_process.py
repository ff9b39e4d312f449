"""The runner of foreign programs, against a stand-in process that plays recorded behaviours."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import silent
from osteokit.plugins.process import Program, output_file, run_program

TOOL = Program("Tool", "tool-of-the-test", "Ask the IT.", bars=2)


def test_an_absent_program_says_how_to_install():
    with pytest.raises(OsteoError, match=r"Tool is not installed \(tool-of-the-test was not found\). Ask the IT."):
        run_program(TOOL, [], silent)


def test_a_program_of_another_machine_says_how_to_install(tmp_path, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("execution bits are POSIX")
    (tmp_path / "tool-of-the-test").write_bytes(b"\x7fELF not really")
    (tmp_path / "tool-of-the-test").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OsteoError, match=r"cannot be started.*Ask the IT."):
        run_program(TOOL, [], silent)


def test_progress_follows_the_bars_and_never_falls(stand_in):
    redraws = "".join(f"\r{p}%|## | {p}/100" for p in (10, 50, 100)) + "".join(f"\r {p}%|#" for p in (0, 50, 100))
    stand_in("tool-of-the-test", say=[["stderr", redraws], ["stdout", "\nsaved 250 % of 3 things\nbye\n"]])
    seen: list[float] = []
    messages: list[str] = []
    last = run_program(TOOL, [], lambda f, m: (seen.append(f), messages.append(m)) and None)
    assert seen == sorted(seen) and {0.05, 0.25, 0.5, 0.75, 1.0} <= set(seen)
    assert "bye" in messages and last.startswith("100%")


def test_a_failure_is_one_sentence_with_the_last_line_of_stderr(stand_in):
    trace = "Traceback (most recent call last):\n  File x\nRuntimeError: CUDA out of memory\n"
    stand_in("tool-of-the-test", say=[["stdout", "starting\n"], ["stderr", trace]], exit=7)
    with pytest.raises(OsteoError) as refusal:
        run_program(TOOL, [], silent)
    assert str(refusal.value) == "Tool failed (exit 7): RuntimeError: CUDA out of memory"


def test_a_program_that_ends_well_without_a_result_is_told(stand_in, tmp_path):
    stand_in("tool-of-the-test", say=[["stderr", "CRITICAL ERROR: GPU 0 is not available\n"]])
    said = run_program(TOOL, [], silent)
    with pytest.raises(OsteoError, match=r"without a result \(out.nii.gz is missing\): CRITICAL ERROR: GPU 0"):
        output_file(TOOL, tmp_path / "out.nii.gz", said)


def test_arguments_arrive_as_they_are(stand_in):
    record = stand_in("tool-of-the-test")
    words = ["a b", "$(touch x)", "张^三", '"', ""]
    run_program(TOOL, words, silent)
    assert json.loads(record.read_text(encoding="utf-8")) == words


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return state != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_cancel_ends_the_whole_process_group(stand_in, tmp_path):
    if not Path("/proc/self/stat").exists():
        pytest.skip("looks into /proc")
    pids = tmp_path / "pids.json"
    stand_in("tool-of-the-test", sleep_with_child=str(pids))

    def cancel(fraction: float, message: str) -> None:
        if pids.exists():
            raise Cancelled

    start = time.monotonic()
    with pytest.raises(Cancelled):
        run_program(TOOL, [], cancel)
    assert time.monotonic() - start < 30
    tool, child = json.loads(pids.read_text())
    deadline = time.monotonic() + 5
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running(tool) and not running(child)
    assert os.getpgid(0) != tool
