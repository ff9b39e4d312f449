"""The tutorial on implants as a reader follows it: its commands run, and print the numbers that it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OSTEO = (sys.executable, "-c", "from osteokit.cli.app import main; main()")
TUTORIALS = REPOSITORY / "docs/tutorials"
PAGES = {end: (TUTORIALS / f"surgeon-implants{end}.md").read_text(encoding="utf-8") for end in ("", ".zh")}
PAGE = PAGES[""].split("## In 3D Slicer")[0]
FENCED = re.compile(r"^```\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
NUMBER = re.compile(r"\d+\.\d+")


def commands(page: str) -> list[str]:
    """The lines in blocks of code that call the program, in their order."""
    return [line for block in FENCED.findall(page) for line in block.splitlines() if line.startswith("osteo ")]


def words_of(command: str) -> list[str]:
    """As a shell splits them: by spaces, quoted texts whole."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)][1:]


def told(page: str) -> list[str]:
    """The numbers with a decimal point outside code, articles' names left out."""
    text = CODE.sub("", FENCED.sub("", page))
    return NUMBER.findall(re.sub(r"\bTP\d\.\d-\d+", "", text))


def test_both_languages_say_the_same_commands_and_numbers():
    said = {end: [" ".join(line.split()[:3]) for line in commands(page)] for end, page in PAGES.items()}
    assert len(said[""]) >= 9 and said[""] == said[".zh"]
    assert len(told(PAGES[""])) > 15 and sorted(told(PAGES[""])) == sorted(told(PAGES[".zh"]))


def run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return f"{done.stdout}{done.stderr}"


@pytest.mark.slow
def test_the_commands_run_and_print_the_numbers_that_the_tutorial_says(tmp_path):
    for example in ("example_leg", "example_implants"):
        run([sys.executable, str(REPOSITORY / f"docs/{example}.py"), str(tmp_path)], tmp_path)
    printed = "".join(run([*OSTEO, *words_of(command)], tmp_path) for command in commands(PAGE))
    numbers = [float(number) for number in NUMBER.findall(printed)]
    for number in told(PAGE):
        value = float(number)
        assert any(abs(other - value) <= max(0.3, 0.03 * value) for other in numbers), f"{number}\n{printed}"
    for name in ("screws/screws.json", "screws/S1-iliosacral-right.png", "plate.png", "plan.mrb", "hip.png"):
        assert (tmp_path / name).stat().st_size > 1000, name
