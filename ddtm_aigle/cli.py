"""Verbs of `python -m ddtm_aigle`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from typing import Any, Dict

from shared.cli import Arg, Verb

from .core.revue import job as revue

DESCRIPTION = "Détection d'occupations illicites sur photographies aériennes : détection, millésimes, prescription, tri, revue."


def _tell_comparison(result: Dict[str, Any]) -> str:
    from .core.apprentissage.comparer import tell  # needs the engine's libraries, which QGIS's own Python lacks

    return tell(result)


VERBS = (
    Verb(
        "detecter",
        "cherche des objets dans une image avec un modèle ONNX",
        "ddtm_aigle.core.inference.job:run",
        (
            Arg("images", nargs="+", metavar="IMAGE", help="image géoréférencée, dossier de dalles, ou mosaïque VRT"),
            Arg("--modele", metavar="FICHIER", help="modèle ONNX (défaut : celui en service, sinon celui de démonstration)"),
            Arg("--millesime", type=int, metavar="ANNEE", help="défaut : l'année du vol, sinon celle du nom de l'image"),
            Arg("--vol", metavar="DATE", help="date du vol AAAA-MM-JJ, ou intervalle AAAA-MM-JJ/AAAA-MM-JJ"),
            Arg("--vols", metavar="FICHIER", help="couche des dates de vol (dallage, graphe de mosaïquage)"),
            Arg("--champ-vol", dest="champ_vol", metavar="CHAMP", help="champ de la date dans --vols"),
            Arg(
                "--zones",
                action="append",
                metavar="FICHIER",
                help="zones à enjeux : plu_an, ppr, ppr_interdiction, alea, perimetre_ppr (du paquet), un fichier ou fichier|couche ; répétable",
            ),
            Arg("--champ-zone", dest="champ_zone", metavar="CHAMP", help="champ du libellé des zones"),
            Arg("--parcelles", metavar="FICHIER", help="parcelles cadastrales"),
            Arg("--classes", metavar="LISTE", help="classes à garder, par exemple piscine,mobil_home (défaut : toutes)"),
            Arg("--seuil", type=float, metavar="S", help="score minimal (défaut : celui du modèle)"),
            Arg("--canaux", choices=("rvb", "irc"), help="impose le type d'image"),
            Arg("--bandes", metavar="N,N,N", help="impose les canaux, par exemple 1,2,3"),
            Arg("--lot", type=int, metavar="N", help="tuiles par lot (défaut : 4)"),
            Arg("--fils", type=int, metavar="N", help="fils de calcul (défaut : tous)"),
            Arg("--dask", metavar="ADRESSE", help="calcul réparti : tcp://machine:8786, ou local:2 pour deux processus de ce poste"),
            Arg("--recommencer", action="store_true", help="refait un passage déjà terminé"),
        ),
    ),
    Verb(
        "situer",
        "inscrit parcelle, commune et zones d'après le paquet de données en service",
        "ddtm_aigle.core.situer:run",
        (Arg("--effacer", action="store_true", help="vide ce que le paquet ne dit plus"),),
    ),
    Verb(
        "croiser-millesimes",
        "suit chaque objet de millésime en millésime et dit sa prescription",
        "ddtm_aigle.core.histoire.job:run",
        (
            Arg("--date", metavar="DATE", help="jour où la prescription est appréciée (défaut : aujourd'hui)"),
            Arg(
                "--copier-table", dest="copier_table", action="store_true", help="copie la table des délais pour la modifier, sans croiser"
            ),
        ),
    ),
    Verb(
        "relire",
        "relit un ancien millésime, à seuil bas, là où il ne montre rien",
        "ddtm_aigle.core.histoire.relire:run",
        (
            Arg("images", nargs="+", metavar="IMAGE", help="image, dossier de dalles ou mosaïque de l'ancien millésime"),
            Arg("--modele", metavar="FICHIER", help="modèle ONNX (défaut : celui en service, sinon celui de démonstration)"),
            Arg("--millesime", type=int, metavar="ANNEE", help="défaut : l'année du vol, sinon celle du nom de l'image"),
            Arg("--vol", metavar="DATE", help="date du vol, ou intervalle"),
            Arg("--seuil", type=float, metavar="S", help="score minimal (défaut : 0,1)"),
            Arg("--canaux", choices=("rvb", "irc"), help="impose le type d'image"),
            Arg("--bandes", metavar="N,N,N", help="impose les canaux, par exemple 1,2,3"),
        ),
    ),
    Verb(
        "permis",
        "montre les autorisations d'urbanisme (Sitadel) de la parcelle de chaque objet",
        "ddtm_aigle.core.histoire.permis:run",
        (Arg("fichier", metavar="CSV", help="liste Sitadel des autorisations d'urbanisme"),),
    ),
    Verb(
        "filtrer",
        "écarte les fausses alertes probables, chacune avec son motif",
        "ddtm_aigle.core.filtre.job:run",
        (
            Arg("--sans", metavar="LISTE", help="tris à ne pas faire : taille,couleur,couches,seuils,plu"),
            Arg(
                "--copier-table-plu",
                dest="copier_table_plu",
                action="store_true",
                help="copie la table du tri par le PLU pour la modifier, sans trier",
            ),
            Arg("--sport", metavar="FICHIER", help="terrains de sport"),
            Arg("--serres", metavar="FICHIER", help="serres"),
            Arg("--solaire", metavar="FICHIER", help="panneaux solaires"),
            Arg(
                "--annuler",
                nargs="?",
                const="dernier",
                metavar="GESTE",
                help="rend ce qu'un tri a écarté (défaut : le dernier), ou la seule détection nommée",
            ),
        ),
    ),
    Verb(
        "a-revoir",
        "liste les objets à revoir, par priorité",
        "ddtm_aigle.core.revue.job:listing",
        (
            Arg("--classes", metavar="LISTE", help="par exemple caravane,mobil_home"),
            Arg("--commune", metavar="INSEE", help="code de commune"),
            Arg("--prescrits", action="store_true", help="montre aussi les objets prescrits"),
            Arg("--limite", type=int, metavar="N", help="nombre de lignes (défaut : 20)"),
        ),
        tell=revue.tell,
    ),
    Verb(
        "verdict",
        "donne l'état d'un ou plusieurs objets, ou annule",
        "ddtm_aigle.core.revue.job:run",
        (
            Arg("objets", nargs="*", metavar="OBJET", help="identifiants (les huit premiers caractères suffisent)"),
            Arg("--validation", metavar="ETAT", help="suspect, illegal, legal, invalide, non_verifie"),
            Arg("--classe", metavar="CLASSE", help="vraie nature de l'objet"),
            Arg("--controle", metavar="ETAT", help="a_controler, controle_terrain, courrier_prealable, pv_dresse…"),
            Arg("--motif", metavar="TEXTE", help="pourquoi"),
            Arg("--auteur", metavar="NOM", help="qui décide"),
            Arg("--annuler", nargs="?", const="dernier", metavar="GESTE", help="annule un geste (défaut : le dernier)"),
        ),
    ),
    Verb(
        "fiches",
        "fiches PDF par objet ou par parcelle (millésimes, plan, faits, prescription) et liste CSV ou XLSX",
        "ddtm_aigle.core.fiches.job:run",
        (
            Arg("--par", choices=("objet", "parcelle"), help="une fiche par objet (défaut) ou par parcelle"),
            Arg("--objets", metavar="LISTE", help="identifiants, séparés par des virgules (défaut : selon les choix suivants)"),
            Arg("--commune", metavar="INSEE", help="code de commune"),
            Arg("--classes", metavar="LISTE", help="par exemple caravane,mobil_home"),
            Arg("--prescrits", action="store_true", help="avec les objets prescrits"),
            Arg("--limite", type=int, metavar="N", help="les N premiers par priorité"),
            Arg("--images", action="append", metavar="IMAGE", help="image ou dossier d'un millésime, son année dans le nom ; répétable"),
        ),
    ),
    Verb(
        "signaler",
        "ouvre un signalement pour le service des infractions, un par objet suspect ou illégal",
        "ddtm_aigle.core.terrain.signaler:run",
        (
            Arg("objets", nargs="+", metavar="OBJET", help="identifiants (les huit premiers caractères suffisent)"),
            Arg("--commentaire", metavar="TEXTE", help="précision pour le service"),
            Arg("--auteur", metavar="NOM", help="qui signale"),
        ),
    ),
    Verb(
        "tournee",
        "range les objets à visiter par jour et par équipe, par les routes ouvertes : couches, fiche PDF, liste CSV et traces GPX",
        "ddtm_aigle.core.terrain.tournee:run",
        (
            Arg("--objets", metavar="LISTE", help="identifiants, séparés par des virgules (défaut : selon les choix suivants)"),
            Arg("--commune", metavar="INSEE", help="code de commune"),
            Arg("--classes", metavar="LISTE", help="par exemple caravane,mobil_home"),
            Arg("--prescrits", action="store_true", help="avec les objets prescrits"),
            Arg("--limite", type=int, metavar="N", help="visites au plus, par priorité (défaut : 20, 40 au plus)"),
            Arg("--depart", metavar="X,Y", help="point de départ en Lambert 93 (défaut : la première visite)"),
            Arg(
                "--equipes", metavar="LISTE", help="autres équipes et leur départ, par exemple « Béziers=715000,6250000 ; 770000,6280000 »"
            ),
            Arg("--horaires", metavar="H-H", help="heures de la journée (défaut : 09:00-17:00 ; « 09:00- » : sans limite)"),
            Arg("--pause", type=int, metavar="MIN", help="pause de midi en minutes (défaut : 45)"),
            Arg("--durees", metavar="LISTE", help="minutes sur place : 25 pour toutes, ou construction=40,caravane=15"),
            Arg("--sans-coupures", dest="sans_coupures", action="store_true", help="ne tient pas compte des coupures de route du jour"),
            Arg("--sans-retour", dest="sans_retour", action="store_true", help="ne revient pas au départ"),
            Arg("--jour", metavar="DATE", help="jour de la tournée (défaut : aujourd'hui)"),
            Arg("--nom", metavar="NOM", help="nom de la tournée"),
        ),
    ),
    Verb(
        "exporter-apprentissage",
        "exporte les détections revues en jeu d'apprentissage",
        "ddtm_aigle.core.apprentissage.job:run",
        (
            Arg("images", nargs="+", metavar="IMAGE", help="image ou dossier de dalles, un par millésime, son année dans le nom"),
            Arg("--tuile", type=int, metavar="PX", help="côté des tuiles en pixels (défaut : 512)"),
            Arg("--resolution", type=float, metavar="CM", help="taille du pixel (défaut : 20 cm)"),
            Arg(
                "--part-validation",
                dest="part_validation",
                type=float,
                metavar="P",
                help="part du sol réservée à la validation (défaut : 0,2)",
            ),
            Arg("--canaux", choices=("rvb", "irc"), help="impose le type d'image"),
            Arg("--bandes", metavar="N,N,N", help="impose les canaux, par exemple 1,2,3"),
        ),
    ),
    Verb(
        "installer-modele",
        "met un modèle en service dans l'espace de travail",
        "ddtm_aigle.core.modeles.installer:run",
        (
            Arg("modele", nargs="?", metavar="FICHIER", help="modèle ONNX appris sur le département"),
            Arg("--jeu", metavar="DOSSIER", help="jeu de revues mises de côté, pour comparer avant de remplacer"),
            Arg("--forcer", action="store_true", help="installe même s'il est moins bon"),
            Arg("--demonstration", action="store_true", help="remet le modèle de démonstration en service"),
        ),
    ),
    Verb(
        "comparer-modeles",
        "mesure un nouveau modèle contre l'ancien sur des revues mises de côté",
        "ddtm_aigle.core.apprentissage.comparer:run",
        (
            Arg("jeu", metavar="DOSSIER", help="jeu d'apprentissage exporté"),
            Arg("--ancien", required=True, metavar="FICHIER", help="modèle en service"),
            Arg("--nouveau", required=True, metavar="FICHIER", help="modèle candidat"),
            Arg("--partie", choices=("val", "train"), help="défaut : val, que l'apprentissage n'a pas vue"),
        ),
        tell=_tell_comparison,
    ),
)
