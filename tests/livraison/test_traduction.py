"""Every sentence of the interface has its English, and what Qt reads is what was translated."""

from __future__ import annotations

import ast
import json
import subprocess
import textwrap

import pytest

from livraison import traduction

ROOT = traduction.ROOT
QT = textwrap.dedent(
    """
    import json, sys
    from qgis.core import QgsApplication
    application = QgsApplication([], False)
    application.initQgis()
    from shared.processing import langue
    from shared.processing.base import tr
    asked = json.load(sys.stdin)
    answer = {"langue": langue.installer(asked["langue"]), "dit": [tr(text) for text in asked["textes"]]}
    langue.retirer()
    answer["apres"] = tr(asked["textes"][0])
    print(json.dumps(answer))
    """
)


def said_by_qt(language: str, texts: list) -> dict:
    done = subprocess.run(
        ["/usr/bin/python3", "-c", QT], input=json.dumps({"langue": language, "textes": texts}), capture_output=True, text=True, cwd=ROOT, timeout=60,
        env={"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_no_sentence_is_without_english_and_no_english_is_without_use():
    assert traduction.faults(traduction.sentences(), traduction.translations()) == []


def test_what_qt_reads_is_what_was_translated():
    known = traduction.translations()
    answer = said_by_qt("en_GB", list(known))
    assert answer["langue"] is True and dict(zip(known, answer["dit"])) == known
    assert answer["apres"] == next(iter(known)), "once taken out, French again"


@pytest.mark.parametrize("language", ["fr", "fr_FR", "C", "POSIX"])
def test_french_and_machines_without_a_language_keep_french(language):
    answer = said_by_qt(language, ["Population à évacuer"])
    assert answer["langue"] is False and answer["dit"] == ["Population à évacuer"]


def test_catalan_is_not_taken_for_the_language_c():
    assert said_by_qt("ca_ES", ["Population à évacuer"])["langue"] is True


def test_sentences_are_found_where_they_are_written():
    module = ast.parse(
        textwrap.dedent(
            """
            ROWS = (("code", "Un libellé", "icone.svg"),)
            class Algorithm:
                NAME, TITLE = "nom", "Un titre"
                SHORT = "Une phrase."
                def f(self):
                    return self.tr("Directe"), [tr(label) for _, label, _ in ROWS], print("jamais traduite")
            """
        )
    )
    assert set(traduction.of_module(module)) == {"Un libellé", "Un titre", "Une phrase.", "Directe"}


def test_a_sentence_without_english_a_stale_one_and_a_lost_placeholder_are_told():
    said = traduction.faults({"Neuve": "a.py", "{n} objets": "b.py"}, {"Ancienne": "Old", "{n} objets": "objects"})
    assert [one.split(":")[0] for one in said] == ["a.py", "no longer used", "placeholders differ"]
