"""The tutorial for the operating room: its commands run, the rehearsal in one terminal and its follower in another."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OSTEO = (sys.executable, "-c", "from osteokit.cli.app import main; main()")
TUTORIALS = REPOSITORY / "docs/tutorials"
PAGES = {end: (TUTORIALS / f"operating-room{end}.md").read_text(encoding="utf-8") for end in ("", ".zh")}
FENCED = re.compile(r"^```\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"^> (?!For|用)(.*)$", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def blocks(page: str) -> list[list[str]]:
    """The lines of each block of code that call the program."""
    return [[line for line in block.splitlines() if line.startswith("osteo ")] for block in FENCED.findall(page)]


def words_of(command: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)][1:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(words: list[str], folder: Path) -> str:
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [*OSTEO, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return f"{done.stdout}{done.stderr}"


@contextmanager
def rehearsing(words: list[str], port: int, folder: Path) -> Iterator[None]:
    """The other terminal, ended by Ctrl-C."""
    command = [*OSTEO, *words, "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = ""
        while "Serving" not in line:
            assert process.stdout is not None and process.poll() is None, line
            line = process.stdout.readline()
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def test_both_languages_say_the_same():
    said = {end: [line for block in blocks(page) for line in block] for end, page in PAGES.items()}
    without_title = {end: [re.sub('"[^"]*"', "", line) for line in lines] for end, lines in said.items()}
    assert len(said[""]) == 10 and without_title[""] == without_title[".zh"]
    assert QUOTED.findall(PAGES[""]) == QUOTED.findall(PAGES[".zh"]) and len(QUOTED.findall(PAGES[""])) == 2


@pytest.mark.slow
def test_the_commands_run_and_print_what_the_tutorial_says(tmp_path):
    subprocess.run([sys.executable, str(REPOSITORY / "docs/example_leg.py"), str(tmp_path)], check=True)
    printed = ""
    for block in blocks(PAGES[""]):
        if not block:
            continue
        words = [words_of(line) for line in block]
        if words[0][1] != "rehearse":
            printed += "".join(run(one, tmp_path) for one in words)
            continue
        port = free_port()
        with rehearsing(words[0], port, tmp_path):
            for one in words[1:]:
                there = [word if word != "127.0.0.1" else f"127.0.0.1:{port}" for word in one]
                printed += run([*there, *(("--seconds", "18") if one[1] == "run" else ())], tmp_path)
    numbers = [float(number) for number in NUMBER.findall(printed)]
    for sentence in QUOTED.findall(PAGES[""]):
        for number in NUMBER.findall(sentence):
            value = float(number)
            assert any(abs(other - value) <= max(0.06, 0.08 * value) for other in numbers), f"{number}\n{printed}"
    assert "1.5 mm" in printed or "1.4 mm" in printed or "1.6 mm" in printed
