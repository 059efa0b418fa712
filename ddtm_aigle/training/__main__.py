"""`python -m ddtm_aigle.training {preparer,entrainer,exporter,evaluer,carte}`."""

from __future__ import annotations

import sys

from shared.cli import Arg, Verb, main

from .core import evaluer

DESCRIPTION = "Apprentissage d'un détecteur compact : préparer un jeu, entraîner, exporter en ONNX, évaluer, écrire la fiche du modèle."
_P = "ddtm_aigle.training.core."

VERBS = (
    Verb(
        "preparer",
        "fait un jeu d'apprentissage d'images annotées ou de jeux exportés",
        _P + "preparer:run",
        (
            Arg("--images", metavar="DOSSIER", help="images annotées (par défaut celles des annotations fournies : UC Merced)"),
            Arg("--annotations", metavar="DOSSIER", help="classes.txt, images.csv, labels/, ignore/ (défaut : celles du kit)"),
            Arg("--resolution", type=float, metavar="CM", help="taille du pixel de --images (défaut : 30,48 cm)"),
            Arg("--jeux", nargs="+", metavar="DOSSIER", help="jeux de exporter-apprentissage, réunis"),
        ),
    ),
    Verb(
        "entrainer",
        "apprend un modèle sur un jeu ; s'arrête et se reprend",
        _P + "entrainer:run",
        (
            Arg("jeu", metavar="DOSSIER", help="jeu préparé, ou sorti de exporter-apprentissage"),
            Arg("--pas", type=int, metavar="N", help="nombre de pas (défaut : 2000)"),
            Arg("--lot", type=int, metavar="N", help="images par pas (défaut : 16)"),
            Arg("--cote", type=int, metavar="PX", help="côté des extraits (défaut : 192)"),
            Arg("--taux", type=float, metavar="T", help="taux d'apprentissage (défaut : 0,002)"),
            Arg(
                "--reseau",
                choices=("lite0", "compact"),
                help="réseau (défaut : celui de --depuis, sinon compact ; lite0 part de poids appris sur ImageNet)",
            ),
            Arg(
                "--classes",
                metavar="LISTE",
                help="classes à apprendre, par exemple piscine,bateau (défaut : toutes celles qui ont des cadres)",
            ),
            Arg("--poids", metavar="LISTE", help="classes montrées plus ou moins souvent, par exemple piscine=3,bateau=0.5 (défaut : 1)"),
            Arg("--dessiner", type=float, metavar="PART", help="part des extraits où des piscines sont dessinées, de 0 à 1 (défaut : 0)"),
            Arg("--graine", type=int, metavar="N", help="graine du hasard (défaut : 20)"),
            Arg("--device", metavar="NOM", help="cpu (défaut) ou cuda"),
            Arg("--precision", choices=("auto", "f32", "bf16"), help="précision du calcul (défaut : auto)"),
            Arg("--fils", type=int, metavar="N", help="fils de calcul (défaut : 1)"),
            Arg("--lecteurs", type=int, metavar="N", help="processus qui préparent les extraits (défaut : 0)"),
            Arg("--depuis", metavar="FICHIER", help="part de ce qu'un modèle du kit a appris (.pt ou .onnx)"),
            Arg("--miner", action="store_true", help="montre plus souvent les images vides qui trompent le modèle de --depuis"),
            Arg("--reprendre", action="store_true", help="reprend un entraînement interrompu"),
        ),
    ),
    Verb(
        "exporter",
        "écrit le modèle ONNX et ses métadonnées",
        _P + "exporter:run",
        (
            Arg("point", metavar="FICHIER", help="point de reprise .pt écrit par entrainer"),
            Arg("--seuil", type=float, metavar="S", help="score minimal (défaut : 0,3)"),
            Arg("--seuils", metavar="LISTE", help="score de chaque classe ramené à ce seuil, par exemple piscine=0.4,mobil_home=0.5"),
            Arg("--demonstration", action="store_true", help="marque le modèle comme modèle de démonstration"),
        ),
    ),
    Verb(
        "evaluer",
        "mesure un modèle sur des images jamais vues",
        _P + "evaluer:run",
        (
            Arg("jeu", metavar="DOSSIER", help="jeu préparé"),
            Arg("--modele", required=True, metavar="FICHIER", help="modèle ONNX"),
            Arg("--partie", choices=("train", "val", "test"), help="défaut : test"),
            Arg("--seuil", type=float, metavar="S", help="score minimal (défaut : celui du modèle)"),
            Arg("--terrains", metavar="LISTE", help="familles d'images sans aucun objet (défaut : champs, forêts, garrigue d'UC Merced)"),
            Arg("--choisir", action="store_true", help="cherche le meilleur seuil, sur val"),
        ),
        tell=evaluer.tell,
    ),
    Verb(
        "carte",
        "écrit la fiche du modèle (JSON et Markdown) à côté de lui",
        _P + "carte:run",
        (
            Arg("--modele", required=True, metavar="FICHIER", help="modèle ONNX"),
            Arg("--mesures", required=True, metavar="FICHIER", help="mesures écrites par evaluer --sortie"),
            Arg("--jeu", metavar="DOSSIER", help="jeu sur lequel il a été appris"),
            Arg("--donnees", metavar="TEXTE", help="d'où viennent les images"),
            Arg("--commande", metavar="TEXTE", help="commande d'apprentissage, telle qu'elle a été lancée"),
            Arg("--licence", metavar="TEXTE", help="droits sur les images"),
        ),
    ),
)

if __name__ == "__main__":
    sys.exit(main("ddtm_aigle.training", VERBS, description=DESCRIPTION))
