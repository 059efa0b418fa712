"""Verbs of `python -m ddtm_drones`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from shared.catalogue import LAYERS
from shared.cli import Arg, Verb

from . import cli_diffusion, secret
from .cli_arguments import TAKEOFF
from .core.affaires import joindre, lieux
from .core.alignement import job as alignement
from .core.importer import job as importer
from .core.indices import job as indices
from .core.inventaire import job as inventaire
from .core.mesure import job as mesure
from .core.mesure import photo as mesure_photo
from .core.mesure import volumes
from .core.mission import inscription, regles
from .core.mosaique import job as mosaique
from .core.ortho import job as ortho
from .core.preuve import job_cle, verifier
from .core.video import job as video
from .core.vue import point

DESCRIPTION = "Missions de drone : importation des cartes, preuve d'intégrité, emprises, mosaïque, registre."

_SHORT = {"cadre_juridique": "--cadre", "liste_controle": "--liste"}
_MISSION_FIELDS = tuple(
    Arg(
        _SHORT.get(field.name, "--" + field.name.replace("_", "-")),
        dest=field.name,
        metavar="VALEUR",
        help=field.label.lower()
        + (f" : {', '.join(field.domain.codes)}" if field.domain else "")
        + (f" : tout, {', '.join(regles.CODES)}" if field.name == "liste_controle" else ""),
    )
    for field in LAYERS["drone_mission"].fields
    if field.name not in ("numero", "duree_min")
)

VERBS = (
    Verb(
        "importer",
        "copie une carte ou un dossier dans le dépôt des originaux et inscrit photos, emprises et trajets",
        "ddtm_drones.core.importer.job:run",
        (
            Arg("source", metavar="DOSSIER", help="carte, dossier ou fichier"),
            Arg("--mission", metavar="NUMERO", help="numéro ou identifiant de la mission"),
            Arg("--operateur", metavar="NOM", help="qui importe, inscrit au manifeste"),
            Arg("--carte", metavar="NOM", help="nom de la carte (défaut : celui du dossier)"),
            Arg("--fuseau", metavar="ZONE", help="fuseau de l'horloge de l'appareil (défaut : Europe/Paris)"),
            TAKEOFF,
            Arg("--mnt", metavar="FICHIER", help="terrain en Lambert 93 (défaut : celui du paquet)"),
            Arg("--sans-emprises", dest="emprises", action="store_false", help="ne calcule pas les emprises au sol"),
            Arg("--sans-controle", dest="controle", action="store_false", help="ne compare pas le cap enregistré au GPS et aux images"),
        ),
        tell=importer.tell,
    ),
    Verb(
        "verifier",
        "prouve que les originaux sont ceux qui ont été importés",
        "ddtm_drones.core.preuve.verifier:run",
        (
            Arg("--manifeste", metavar="FICHIER", help="un seul manifeste, par son fichier ou son identifiant d'importation"),
            Arg("--mission", metavar="NUMERO", help="les manifestes d'une mission"),
            Arg("--empreinte", metavar="EMPREINTE", help="empreinte attendue de la clé de signature"),
        ),
        tell=verifier.tell,
    ),
    Verb(
        "cle",
        "clé de signature du poste : son état, son mot de passe (demandé au clavier, ou pris dans l'environnement)",
        "ddtm_drones.core.preuve.job_cle:run",
        (Arg("action", nargs="?", choices=("etat", "proteger", "deproteger"), help="etat (défaut), proteger ou deproteger"),),
        adapt=secret.passphrases,
        tell=job_cle.tell,
    ),
    Verb(
        "mosaique",
        "assemble les photos verticales d'un vol en une image du sol",
        "ddtm_drones.core.mosaique.job:run",
        (
            Arg("--photos", action="append", metavar="DOSSIER", help="dossier de photos, ou fichiers (répétable)"),
            Arg("--mission", metavar="NUMERO", help="ou les photos d'une mission importée"),
            Arg(
                "--moteur", choices=("rapide", "complete"), help="rapide (défaut), ou complete : photogrammétrie, où pycolmap est installé"
            ),
            Arg("--pixel", type=float, metavar="CM", help="taille du pixel, en centimètres"),
            Arg("--mnt", metavar="FICHIER", help="terrain, pour redresser le relief (défaut : celui du paquet)"),
            TAKEOFF,
            Arg("--forcer", action="store_true", help="assemble malgré un refus"),
        ),
        tell=mosaique.tell,
    ),
    Verb(
        "mission",
        "inscrit une mission au registre, ou la fait avancer",
        "ddtm_drones.core.mission.inscription:run",
        (
            Arg("--numero", metavar="N", help="mission à modifier (défaut : une nouvelle)"),
            *_MISSION_FIELDS,
            Arg("--zone", metavar="FICHIER", help="zone : fichier de polygones, ou WKT en Lambert 93"),
            Arg("--auteur", metavar="NOM", help="qui écrit"),
        ),
        tell=inscription.tell,
    ),
    Verb(
        "registre",
        "registre d'une année et ses statistiques, ou fiche d'une mission",
        "ddtm_drones.core.mission.registre:run",
        (
            Arg("--annee", type=int, metavar="ANNEE", help="année (défaut : en cours)"),
            Arg("--mission", metavar="NUMERO", help="ou la fiche d'une mission"),
        ),
    ),
    Verb(
        "voir",
        "photos qui voient un point, la meilleure d'abord",
        "ddtm_drones.core.vue.point:run",
        (
            Arg("point", metavar="X,Y", help="coordonnées Lambert 93, par exemple 772000,6274000"),
            Arg("--limite", type=int, metavar="N", help="nombre de photos (défaut : 20)"),
        ),
        tell=point.tell,
    ),
    Verb(
        "image_video",
        "extrait une image d'une vidéo importée, avec la position du drone",
        "ddtm_drones.core.video.job:run",
        (
            Arg("video", metavar="VIDEO", help="nom au registre ou empreinte SHA-256"),
            Arg("--seconde", type=lambda text: float(text.replace(",", ".")), metavar="S", help="instant, en secondes (défaut : 0)"),
            Arg("--largeur", type=int, metavar="PX", help="largeur de l'aperçu (défaut : 960) ; sans effet avec --sortie"),
            Arg("--auteur", metavar="NOM", help="auteur"),
        ),
        tell=video.tell,
    ),
    Verb(
        "indices",
        "indice de couleur d'une mosaïque, histogramme et ébauche de contour",
        "ddtm_drones.core.indices.job:run",
        (
            Arg("image", metavar="IMAGE", help="mosaïque ou orthophoto"),
            Arg("--indice", metavar="INDICE", help="vari (défaut), grvi, gli, exg, clarte, brule"),
            Arg("--seuil", type=float, metavar="S", help="seuil (défaut : proposé)"),
            Arg("--cote", choices=("au_dessus", "au_dessous"), help="côté gardé (défaut : au_dessus)"),
            Arg("--surface-min", dest="surface_min", type=float, metavar="M2", help="plus petite surface gardée, en m² (défaut : 1)"),
        ),
        tell=indices.tell,
    ),
    Verb(
        "plan",
        "zone d'une mission en KML ou GPX, pour l'application de pilotage",
        "ddtm_drones.core.mission.plan:run",
        (Arg("mission", metavar="NUMERO", help="numéro de la mission"),),
    ),
    Verb(
        "lieux",
        "sites à survoler d'après les objets détectés sur orthophoto, du plus urgent au moins urgent",
        "ddtm_drones.core.affaires.lieux:run",
        (
            Arg("--commune", metavar="COMMUNE", help="nom ou code INSEE (défaut : toutes)"),
            Arg("--classe", metavar="CLASSES", help="classes séparées par des virgules (défaut : toutes)"),
            Arg("--validation", metavar="ETATS", help=f"états, ou « tous » (défaut : {', '.join(lieux.TO_FLY)})"),
            Arg("--controle", metavar="ETATS", help=f"états, ou « tous » (défaut : {', '.join(lieux.CONTROL)})"),
            Arg("--priorite-min", dest="priorite_min", type=float, metavar="P", help="priorité au moins (0 à 100)"),
            Arg("--rayon", type=float, metavar="M", help="rayon d'un site, en mètres (défaut : 250)"),
            Arg("--limite", type=int, metavar="N", help="nombre de sites"),
            Arg("--sans-photo", dest="sans_photo", action="store_true", help="laisse ce qu'une photo de drone montre déjà"),
            Arg("--mission", action="store_true", help="inscrit une demande de mission par site"),
            Arg("--cadre", dest="cadre_juridique", metavar="TEXTE", help="cadre juridique des missions"),
            Arg("--demandeur", metavar="NOM", help="demandeur des missions"),
            Arg("--auteur", metavar="NOM", help="qui écrit"),
        ),
        tell=lieux.tell,
    ),
    Verb(
        "joindre",
        "joint des photos à une affaire d'infraction et imprime la planche photographique",
        "ddtm_drones.core.affaires.joindre:run",
        (
            Arg("affaire", metavar="NUMERO", help="numéro ou identifiant de l'affaire"),
            Arg("--photos", action="append", metavar="NOMS", help="noms ou empreintes séparés par « ; » (défaut : les meilleures du lieu)"),
            Arg("--limite", type=int, metavar="N", help="nombre de photos quand aucune n'est nommée (défaut : 6)"),
            Arg("--legende", metavar="TEXTE", help="légende"),
            Arg("--retirer", action="store_true", help="retire ces photos de l'affaire"),
            Arg("--auteur", metavar="NOM", help="qui écrit"),
        ),
        tell=joindre.tell,
    ),
    Verb(
        "orthophoto",
        "pose une photo, même oblique, sur le terrain",
        "ddtm_drones.core.ortho.job:run",
        (
            Arg("photo", metavar="PHOTO", help="fichier, nom au registre ou empreinte SHA-256"),
            TAKEOFF,
            Arg("--mnt", metavar="FICHIER", help="terrain en Lambert 93 (défaut : celui du paquet)"),
            Arg("--pixel", type=float, metavar="CM", help="taille du pixel, en centimètres"),
            Arg("--portee", type=float, metavar="M", help="portée au sol, en mètres (défaut : 400)"),
        ),
        tell=ortho.tell,
    ),
    Verb(
        "aligner",
        "cale une mosaïque d'après sur celle d'avant",
        "ddtm_drones.core.alignement.job:run",
        (
            Arg("avant", metavar="AVANT", help="image d'avant, qui ne bouge pas"),
            Arg("apres", metavar="APRES", help="image d'après, à déplacer"),
            Arg("--forcer", action="store_true", help="aligne malgré un refus"),
        ),
        tell=alignement.tell,
    ),
    Verb(
        "mesurer",
        "longueur, surface et hauteur d'objets dessinés sur une mosaïque, avec leur incertitude",
        "ddtm_drones.core.mesure.job:run",
        (
            Arg("objets", metavar="OBJETS", help="fichier, ou WKT en Lambert 93"),
            Arg("--image", metavar="IMAGE", help="mosaïque ou orthophoto : sa précision annoncée sert à l'incertitude"),
            Arg("--modele", metavar="FICHIER", help="modèle de surface, pour les hauteurs"),
            Arg("--sol", metavar="FICHIER", help="terrain (défaut : celui du paquet)"),
            Arg("--precision", type=float, metavar="M", help="précision du pointé, en mètres"),
        ),
        tell=mesure.tell,
    ),
    Verb(
        "mesurer_photo",
        "position, longueur, surface ou hauteur pointée dans une photo, même oblique",
        "ddtm_drones.core.mesure.photo:run",
        (
            Arg("photo", metavar="PHOTO", help="fichier, nom au registre ou empreinte SHA-256"),
            Arg("points", metavar="POINTS", help="en pixels depuis le coin haut gauche : « x,y ; x,y »"),
            Arg("--mesure", choices=tuple(mesure_photo.KINDS), help="défaut : position d'un point, longueur de plusieurs"),
            Arg("--pointe-px", dest="pointe_px", type=float, metavar="PX", help="précision du pointé (écart-type, défaut : 2)"),
            TAKEOFF,
            Arg("--mnt", metavar="FICHIER", help="terrain en Lambert 93 (défaut : celui du paquet)"),
        ),
        tell=mesure_photo.tell,
    ),
    Verb(
        "surface",
        "volumes entre un modèle de surface et une base, avec leur incertitude",
        "ddtm_drones.core.mesure.volumes:run",
        (
            Arg("modele", metavar="MNS", help="modèle de surface en Lambert 93"),
            Arg("--zone", required=True, metavar="ZONE", help="contours : fichier, ou WKT en Lambert 93"),
            Arg("--base", choices=volumes.BASES, help="plan (défaut), terrain ou altitude"),
            Arg("--mnt", metavar="FICHIER", help="terrain ou modèle précédent (défaut : terrain du paquet)"),
            Arg("--altitude", type=float, metavar="M", help="altitude de la base"),
            Arg("--precision", type=float, metavar="M", help="précision du modèle (défaut : 0,15 m)"),
        ),
        tell=volumes.tell,
    ),
    Verb(
        "inventaire",
        "porte des contours de dégâts à la carte de crise et imprime leur fiche",
        "ddtm_drones.core.inventaire.job:run",
        (
            Arg("contours", metavar="FICHIER", help="surfaces, lignes ou points"),
            Arg("--nature", choices=tuple(inventaire.KINDS), metavar="NATURE", help="nature des situations (défaut : inondation)"),
            Arg("--classe", choices=tuple(inventaire.TITLES), help="classe de dégât (défaut : non_evalue)"),
            Arg("--champ-classe", dest="champ_classe", metavar="CHAMP", help="champ qui donne la classe de chaque objet"),
            Arg("--libelle", metavar="TEXTE", help="nom du lieu"),
            Arg("--mission", metavar="NUMERO", help="mission"),
            Arg("--fond", metavar="IMAGE", help="mosaïque en Lambert 93, sous le croquis"),
            Arg("--auteur", metavar="NOM", help="auteur"),
            Arg("--sans-enregistrer", dest="enregistrer", action="store_false", help="n'écrit rien sur la carte de crise"),
        ),
        tell=inventaire.tell,
    ),
    *cli_diffusion.VERBS,
)
