"""Verbs of `python -m ddtm_crise`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from shared.cli import Arg, Verb

DESCRIPTION = "Gestion de crise : population à évacuer, itinéraires malgré les coupures, cartes, main courante."

_CUTS = (
    Arg("--coupures", action="append", metavar="FICHIER", help="fichier de coupures (points, lignes, zones) ; répétable"),
    Arg("--profil", choices=("vl", "pl"), help="véhicule léger (défaut) ou poids lourd"),
    Arg("--quand", metavar="DATE", help="date et heure ISO des coupures à compter (défaut : maintenant)"),
)

VERBS = (
    Verb(
        "evacuation",
        "population et établissements d'une zone",
        "ddtm_crise.core.evacuation.job:run",
        (
            Arg("--zone", metavar="FICHIER", help="fichier de la zone (GeoPackage, GeoJSON, shapefile)"),
            Arg("--commune", action="append", metavar="INSEE", help="code de commune ; répétable"),
            Arg("--couche", metavar="COUCHE", help="couche du référentiel, par exemple zone_inondee_potentielle"),
            Arg("--filtre", metavar="CONDITION", help="condition sur les champs de --couche"),
            Arg("--raster", metavar="FICHIER", help="raster de hauteurs d'eau"),
            Arg("--hauteur", type=float, metavar="M", help="hauteur d'eau à partir de laquelle évacuer, en mètres"),
            Arg("--tampon", type=float, metavar="M", help="marge autour de la zone, en mètres"),
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
    ),
    Verb("isolement", "communes et établissements que l'on ne peut plus atteindre", "ddtm_crise.core.routage.isolement:run", _CUTS),
    Verb(
        "substitution",
        "itinéraire de substitution officiel d'une coupure d'axe",
        "ddtm_crise.core.routage.substitution:run",
        _CUTS,
    ),
    Verb("couper", "inscrit une coupure d'axe", "ddtm_crise.core.routage.couper:run", ()),
)
