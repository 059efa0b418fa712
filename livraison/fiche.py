"""The printable sheet of the kit: one page that a duty officer can follow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Sequence

STEPS = (
    ("1", "Fermez QGIS. Branchez la clé."),
    ("2", "Ouvrez la clé, double-cliquez sur INSTALLER.bat. Une fenêtre noire s'ouvre : attendez « Tout est en place »."),
    ("3", "Sur le bureau de Windows, double-cliquez sur « Bureau DDTM » : QGIS s'ouvre en français sur l'accueil de crise."),
    ("4", "Premier essai : choisissez « Inondation », dessinez une zone, lisez la population à évacuer."),
    ("5", "Retirez la clé. Rien de ce qui précède ni de ce qui suit n'a besoin du réseau."),
)
TROUBLES = (
    ("« QGIS est introuvable »", "Installez QGIS 3.22 ou plus par le centre logiciel, puis recommencez à l'étape 2."),
    ("« La clé est abîmée »", "Rien n'a été installé. Prenez l'autre clé, ou faites-la refaire au bureau."),
    ("Un point « NON » au contrôle", "Lancez REPARER.bat. S'il reste, montrez rapport-controle.txt au bureau (il ne contient aucun nom)."),
    ("QGIS s'ouvre sans les outils", "Ouvrez-le par « Bureau DDTM », pas par son icône habituelle : le profil dédié est « ddtm »."),
    (
        "Windows a bloqué le fichier",
        "Clic droit sur INSTALLER.bat, Propriétés, cochez « Débloquer », OK. Sinon, appelez le service informatique.",
    ),
    ("Tout retirer", "DESINSTALLER.bat. Les données, les documents et les photos sont gardés."),
)


def write(target: Path, plugins: Sequence[Sequence[str]], version: str, moment: dt.datetime, exercise: bool) -> None:
    """plugins: (name, version, what for)."""
    from shared.report.base import Document

    doc = Document(
        "Installer les outils DDTM",
        subtitle=f"Clé d'installation, version {version}. Sans réseau, sans droits d'administrateur.",
        moment=moment,
        exercise=exercise,
    )
    doc.sentence("Double-cliquez sur INSTALLER.bat, attendez « Tout est en place », ouvrez « Bureau DDTM ».")
    doc.table(("Étape", "À faire"), STEPS, widths=(1, 12), title="Installer")
    doc.table(("Ce que vous voyez", "Ce qu'il faut faire"), TROUBLES, widths=(4, 9), title="Si quelque chose ne va pas")
    doc.table(("Extension", "Version", "Pour"), plugins, widths=(3, 1.4, 9), title="Ce que la clé installe")
    doc.note(
        "L'installation se fait dans le profil QGIS « ddtm » du compte ouvert ; les autres profils ne sont ni lus ni changés. "
        "REPARER.bat refait l'installation sans toucher aux données ; VERIFIER.bat contrôle le poste."
    )
    doc.build(target, one_page=True)
