"""The half-day course: each command of its page answers what the page says, in the order of the page, on the pack it names."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import List, Tuple

from tests.paquet import SCALE, small_space

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fr" / "prise_en_main.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.S)


def exercises() -> List[Tuple[str, str]]:
    """(command, what its answer must contain), in the order of the page."""
    found = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        lines = block.strip().splitlines()
        for rank, line in enumerate(lines):
            if line.startswith("$ "):
                answer = [text for text in lines[rank + 1 : rank + 2] if not text.startswith("$ ")]
                assert answer, f"an exercise without its answer: {line}"
                found.append((line[2:], answer[0]))
    return found


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_each_exercise_answers_what_the_page_says(tmp_path):
    (make, made), *others = exercises()
    assert make == f"python -m data_sync exercice --echelle {SCALE}" and made.startswith("17 communes")
    env = {**os.environ, "DDTM_ESPACE": str(small_space(tmp_path)), "PYTHONPATH": str(ROOT)}
    wrong = []
    for command, expected in others:
        words = shlex.split(command)
        assert words[:2] == ["python", "-m"]
        done = subprocess.run([sys.executable, *words[1:]], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
        if plain(expected) not in plain(done.stdout + done.stderr):
            wrong.append(f"{command}\n  page:   {expected}\n  answer: {(done.stdout + done.stderr).strip()[:300]}")
    assert not wrong, "\n".join(wrong)


def test_the_page_has_an_answer_for_each_exercise_and_about_twenty_of_them():
    text = PAGE.read_text(encoding="utf-8")
    assert len(re.findall(r"\*\*Exercice \d+", text)) == 21 and len(exercises()) >= 15
