"""Verbs of `python -m ddtm_crise`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict

from shared.cli import Arg, Verb

from .core.recherche import job as recherche
from .core.scenario import job as scenario
from .core.situations import job as situations

DESCRIPTION = "Gestion de crise : population à évacuer, itinéraires malgré les coupures, cartes, main courante."


def _typed_hours(params: Dict[str, Any]) -> Dict[str, Any]:
    """Hours typed at a keyboard are those of the clock on the wall; jobs and layers know UTC. What is no date is left to the job to refuse."""
    for name in ("quand", "debut", "fin"):
        try:
            typed = dt.datetime.fromisoformat(str(params[name]).strip().replace("/", "-"))
        except (KeyError, ValueError):
            continue
        if typed.tzinfo is None:
            params[name] = typed.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return params


_CUTS = (
    Arg("--coupures", action="append", metavar="FICHIER", help="fichier de coupures (points, lignes, zones) ; répétable"),
    Arg("--cause", metavar="CAUSE", help="cause des coupures de ces fichiers (défaut : inondation, qui épargne les ponts)"),
    Arg("--sans-travail", dest="coupures_travail", action="store_false", help="ne compte pas les coupures déjà saisies"),
    Arg("--profil", choices=("vl", "pl"), help="véhicule léger (défaut) ou poids lourd"),
    Arg("--hauteur", type=float, metavar="M", help="hauteur du véhicule, en mètres"),
    Arg("--poids", type=float, metavar="T", help="poids total du véhicule, en tonnes"),
    Arg("--matieres-dangereuses", dest="matieres_dangereuses", action="store_true", help="transporte des matières dangereuses"),
    Arg("--quand", metavar="DATE", help="date et heure locales des coupures à compter, par exemple 2026-11-24T18:30 (défaut : maintenant)"),
    Arg("--sans-enregistrer", dest="enregistrer", action="store_false", help="n'écrit rien dans les données de travail"),
)
_AXIS = (
    Arg("--axe", metavar="AXE", help="axe coupé : A9, D132…"),
    Arg("--sortie-debut", dest="sortie_debut", metavar="N", help="de la sortie"),
    Arg("--sortie-fin", dest="sortie_fin", metavar="N", help="à la sortie"),
    Arg("--sens", choices=("double", "direct", "inverse"), help="direct : sens des sorties croissantes"),
)

VERBS = (
    Verb(
        "evacuation",
        "population et établissements d'une zone",
        "ddtm_crise.core.evacuation.job:run",
        (
            Arg(
                "--zone",
                action="append",
                metavar="FICHIER",
                help="fichier de la zone (GeoPackage, GeoJSON, shapefile), WKT ou GeoJSON ; répétable",
            ),
            Arg("--commune", action="append", metavar="INSEE", help="code de commune ; répétable"),
            Arg("--couche", metavar="COUCHE", help="couche du référentiel, par exemple zone_inondee_potentielle"),
            Arg(
                "--filtre",
                metavar="CONDITION",
                help="condition sur les champs de --couche : niveau_alea=fort,tres_fort ; hauteur_echelle<=3.5",
            ),
            Arg("--raster", metavar="FICHIER", help="raster de hauteurs d'eau"),
            Arg("--hauteur", type=float, metavar="M", help="hauteur d'eau à partir de laquelle évacuer, en mètres"),
            Arg("--tampon", type=float, metavar="M", help="marge autour de la zone, en mètres"),
            Arg("--libelle", metavar="TEXTE", help="nom de la zone"),
            Arg("--sans-acces", dest="acces", action="store_false", help="ne cherche pas les établissements coupés de la route"),
            Arg("--sans-enregistrer", dest="enregistrer", action="store_false", help="n'écrit rien dans les données de travail"),
        ),
    ),
    Verb(
        "detour",
        "itinéraire qui évite les coupures",
        "ddtm_crise.core.routage.detour:run",
        (
            Arg("--depart", required=True, metavar="X,Y", help="coordonnées Lambert 93, ou nom de lieu"),
            Arg("--arrivee", required=True, metavar="X,Y", help="coordonnées Lambert 93, ou nom de lieu"),
            Arg("--etapes", action="append", metavar="X,Y", help="passage obligé ; répétable"),
            Arg("--alternatives", type=int, metavar="N", help="nombre de variantes (défaut : 2)"),
            *_CUTS,
        ),
        adapt=_typed_hours,
    ),
    Verb(
        "isolement",
        "communes et établissements que l'on ne peut plus atteindre",
        "ddtm_crise.core.routage.isolement:run",
        (Arg("--origine", metavar="LIEU", help="vu depuis ce lieu (défaut : le plus grand réseau qui reste)"), *_CUTS),
        adapt=_typed_hours,
    ),
    Verb(
        "substitution",
        "itinéraire de substitution officiel d'une coupure d'axe",
        "ddtm_crise.core.routage.substitution:run",
        (Arg("--numero", metavar="S", help="un itinéraire par son numéro, par exemple S3"), *_AXIS, *_CUTS),
        adapt=_typed_hours,
    ),
    Verb(
        "couper",
        "inscrit une coupure dans les données de travail",
        "ddtm_crise.core.routage.couper:run",
        (
            *_AXIS,
            Arg("--wkt", metavar="WKT", help="ou tracé : point, section ou zone, en Lambert 93"),
            Arg("--couche", metavar="COUCHE", help="ou zones d'une couche : coupe les routes sous l'eau, sauf les ponts"),
            Arg("--filtre", metavar="CONDITION", help="condition sur les champs de --couche"),
            Arg("--raster", metavar="FICHIER", help="ou grille de hauteurs d'eau"),
            Arg("--hauteur", type=float, metavar="M", help="hauteur d'eau qui coupe une route, en mètres"),
            Arg("--cause", metavar="CAUSE", help="inondation (défaut), accident, travaux, eboulement, feu, neige_verglas, ouvrage, autre"),
            Arg("--source", metavar="TEXTE", help="qui l'a dit"),
            Arg("--debut", metavar="DATE", help="date et heure locales, par exemple 2026-11-24T18:30 (défaut : maintenant)"),
            Arg("--fin", metavar="DATE", help="fin prévue, date et heure locales"),
            Arg("--vehicules", choices=("tous", "vl", "pl"), help="véhicules concernés (défaut : tous)"),
            Arg("--commentaire", metavar="TEXTE", help="commentaire"),
        ),
        adapt=_typed_hours,
    ),
    Verb(
        "couper_evenement",
        "coupe une route que Bison Futé dit fermée (après « python -m data_sync actualiser »)",
        "ddtm_crise.core.direct.couper:run",
        (Arg("evenement", metavar="EVENEMENT", help="identifiant de l'évènement"),),
    ),
    Verb(
        "carte",
        "carte mise en page (PDF, GeoPDF ou PNG), par un QGIS sans fenêtre",
        "ddtm_crise.core.carte.job:run",
        (
            Arg("--theme", choices=("inondation", "route"), help="thème (défaut : inondation)"),
            Arg("--emprise", metavar="LIEU", help="commune, code INSEE, ou xmin,ymin,xmax,ymax en Lambert 93 (défaut : le département)"),
            Arg("--format", choices=("A4", "A3", "A2", "A1", "A0"), help="format (défaut : A3)"),
            Arg("--orientation", choices=("auto", "paysage", "portrait"), help="défaut : selon l'emprise"),
            Arg("--type", choices=("pdf", "geopdf", "png"), help="défaut : selon l'extension de --sortie, sinon pdf"),
            Arg("--titre", metavar="TEXTE", help="titre (défaut : thème et lieu)"),
            Arg("--auteur", metavar="TEXTE", help="auteur imprimé"),
            Arg("--vue", metavar="NOM", help="vue du thème, par exemple « Routes et déviations »"),
            Arg("--tableaux", action="append", choices=("evacuation", "deviation"), help="ajoute une page de résultats ; répétable"),
            Arg("--echelle", type=float, metavar="N", help="échelle imposée : 25000 pour 1:25 000"),
            Arg(
                "--communes", action="append", metavar="NOM", help="série d'une page par commune (nom ou INSEE) ; répétable, ou « emprise »"
            ),
            Arg("--un-fichier-par-commune", dest="un_fichier_par_commune", action="store_true", help="un fichier par commune de la série"),
            Arg("--sans-legende", dest="legende", action="store_false", help="pas de légende"),
            Arg("--sans-carroyage", dest="carroyage", action="store_false", help="pas de carroyage"),
        ),
    ),
    Verb(
        "chercher",
        "trouve un lieu : commune, route, sortie, PR, voie, établissement, coordonnées",
        "ddtm_crise.core.recherche.job:run",
        (
            Arg("texte", nargs="+", help="ce que l'on cherche, par exemple lattes, A9 sortie 32 ou 43.57 3.90"),
            Arg("--limite", type=int, metavar="N", help="nombre de réponses"),
        ),
        tell=recherche.tell,
    ),
    Verb(
        "main-courante",
        "lit, complète ou exporte la main courante",
        "ddtm_crise.core.situations.job:run",
        (
            Arg("--texte", metavar="TEXTE", help="ligne à ajouter"),
            Arg("--categorie", metavar="CATEGORIE", help="information (défaut), decision, action, appel"),
            Arg("--auteur", metavar="NOM", help="qui écrit"),
            Arg("--limite", type=int, metavar="N", help="nombre de lignes imprimées (défaut : 20)"),
        ),
        tell=situations.tell,
    ),
    Verb(
        "scenario",
        "joue une nuit de permanence d'un bout à l'autre et range ses documents",
        "ddtm_crise.core.scenario.job:run",
        (
            Arg("--scenario", metavar="NOM", help="scénario fourni (défaut : lez)"),
            Arg("--fichier", metavar="FICHIER", help="ou table d'étapes JSON"),
            Arg("--auteur", metavar="NOM", help="auteur inscrit dans la main courante"),
        ),
        tell=scenario.tell,
    ),
)
