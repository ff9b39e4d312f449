"""The surgeon's tutorial as a reader follows it: its commands run, and print the numbers that it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OSTEO = (sys.executable, "-c", "from osteokit.cli.app import main; main()")
PAGE = (REPOSITORY / "docs/tutorials/surgeon.md").read_text(encoding="utf-8").split("## In 3D Slicer")[0]


FENCED = re.compile(r"^```(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d+\.\d+")


def blocks(language: str) -> list[str]:
    return [text for name, text in FENCED.findall(PAGE) if name == language]


def commands() -> list[str]:
    """The lines in blocks of code that call the program, in their order."""
    return [line for block in blocks("") for line in block.splitlines() if line.startswith("osteo ")]


def words_of(command: str) -> list[str]:
    """As a shell splits them: by spaces, quoted texts whole."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)][1:]


def said(folder: Path) -> str:
    """All that the commands print, run in ``folder``."""
    printed = []
    for command in commands():
        done = subprocess.run(
            [*OSTEO, *words_of(command)], cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={**environment(), "COLUMNS": "140"},
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        printed += [f"{command}\n", done.stdout, done.stderr]
    return "".join(printed)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}


def test_the_tutorial_has_commands_and_one_document():
    assert len(commands()) >= 12
    assert len(blocks("json")) == 1


def is_among(number: str, others: set[float]) -> bool:
    """Whether it was printed, to what another processor or a better landmark may change."""
    value = float(number)
    return any(abs(other - value) <= max(0.3, 0.03 * value) for other in others)


@pytest.mark.slow
def test_the_commands_run_and_print_the_numbers_that_the_tutorial_says(tmp_path):
    example = [sys.executable, str(REPOSITORY / "docs/example_leg.py"), str(tmp_path)]
    subprocess.run(example, check=True, env=environment())
    (tmp_path / "guide.json").write_text(blocks("json")[0], encoding="utf-8")
    printed = said(tmp_path)
    (tmp_path / "printed.txt").write_text(printed, encoding="utf-8")
    text, numbers = FENCED.sub("", PAGE), {float(number) for number in NUMBER.findall(printed)}
    missing = [number for number in NUMBER.findall(text) if not is_among(number, numbers)]
    assert not missing, printed
    for sentence in re.findall(r"\*([^*\n]{15,})\*", text):
        assert NUMBER.sub("#", sentence) in NUMBER.sub("#", printed), sentence
