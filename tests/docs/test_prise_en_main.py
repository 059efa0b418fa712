"""The half-day course: each command of its page answers what the page says, in the order of the page, on the pack it names."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from typing import List, Tuple

from shared.cli import main
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


def test_each_exercise_answers_what_the_page_says(tmp_path, monkeypatch, capsys):
    """Typed one after the other, as `python -m` would run them but in this process: starting twenty of them is not what is tested."""
    (make, made), *others = exercises()
    assert make == f"python -m data_sync exercice --echelle {SCALE}" and made.startswith("17 communes")
    monkeypatch.setenv("DDTM_ESPACE", str(small_space(tmp_path)))
    monkeypatch.chdir(tmp_path)
    wrong = []
    for command, expected in others:
        words = shlex.split(command)
        assert words[:2] == ["python", "-m"] and (ROOT / words[2] / "__main__.py").is_file()
        main(words[2], importlib.import_module(f"{words[2]}.cli").VERBS, words[3:])
        answer = "".join(capsys.readouterr())
        if plain(expected) not in plain(answer):
            wrong.append(f"{command}\n  page:   {expected}\n  answer: {answer.strip()[:300]}")
    assert not wrong, "\n".join(wrong)


def test_the_page_has_an_answer_for_each_exercise_and_about_twenty_of_them():
    text = PAGE.read_text(encoding="utf-8")
    assert len(re.findall(r"\*\*Exercice \d+", text)) == 21 and len(exercises()) >= 15
