"""Verbs of what leaves the service: blurred copies and publication (same table as cli.py, which joins them)."""

from __future__ import annotations

from shared.cli import Arg, Verb

from .cli_arguments import TAKEOFF
from .core.diffusion import flouter, flouter_video, proposer, publier

VERBS = (
    Verb(
        "flouter",
        "copie floutée d'une photo, liée à l'empreinte de l'original",
        "ddtm_drones.core.diffusion.flouter:run",
        (
            Arg("photo", metavar="PHOTO", help="nom au registre ou empreinte SHA-256"),
            Arg(
                "--zones", metavar="ZONES", help="en pixels, séparées par « ; » : x1,y1,x2,y2 (rectangle) ou x1,y1,x2,y2,x3,y3… (polygone)"
            ),
            Arg("--rien-a-cacher", dest="sans_zone", action="store_true", help="photo examinée, rien à cacher"),
            Arg("--auteur", metavar="NOM", help="auteur"),
        ),
        tell=flouter.tell,
    ),
    Verb(
        "proposer_flou",
        "zones d'une photo à flouter peut-être : maisons et jardins que la mission ne concerne pas ; rien n'est flouté",
        "ddtm_drones.core.diffusion.proposer:run",
        (
            Arg("photo", metavar="PHOTO", help="nom au registre ou empreinte SHA-256"),
            Arg("--parcelles", metavar="IDU", help="parcelles concernées, séparées par « ; » (défaut : celles de la mission)"),
            Arg("--zone", metavar="FICHIER", help="ou zone concernée : fichier de polygones, ou WKT en Lambert 93"),
            Arg(
                "--detecteur",
                metavar="ONNX",
                help="modèle de détection du service (défaut : photos/modeles/floutage.onnx, s'il existe)",
            ),
            Arg("--marge", type=float, metavar="M", help="marge autour des maisons, en mètres (défaut : l'incertitude de la photo)"),
            TAKEOFF,
            Arg("--mnt", metavar="FICHIER", help="terrain en Lambert 93 (défaut : celui du paquet)"),
        ),
        tell=proposer.tell,
    ),
    Verb(
        "flouter_video",
        "copie d'une vidéo où des zones sont masquées, sans le son, liée à l'empreinte de l'original",
        "ddtm_drones.core.diffusion.flouter_video:run",
        (
            Arg("video", metavar="VIDEO", help="nom au registre ou empreinte SHA-256"),
            Arg(
                "--zones",
                metavar="ZONES",
                help="« 12-20 : x1,y1,x2,y2 ; 3 : x1,y1,… > 9 : x1,y1,… ; 30-fin : tout », en pixels et secondes",
            ),
            Arg("--rien-a-cacher", dest="sans_zone", action="store_true", help="vidéo examinée, rien à cacher : le son seul est retiré"),
            Arg("--largeur", type=int, metavar="PX", help="largeur de la copie (défaut : 1920 au plus ; 0 : celle de l'original)"),
            Arg("--auteur", metavar="NOM", help="auteur"),
        ),
        tell=flouter_video.tell,
    ),
    Verb(
        "publier",
        "copie les photos et les vidéos d'une mission dans un dossier ; refuse tant qu'une reste à flouter",
        "ddtm_drones.core.diffusion.publier:run",
        (
            Arg("mission", metavar="NUMERO", help="numéro de la mission"),
            Arg("--dossier", required=True, metavar="DOSSIER", help="dossier à remplir"),
            Arg("--sans-videos", dest="videos", action="store_false", help="les photos seulement"),
        ),
        tell=publier.tell,
    ),
)
