"""Parameters common to the routing algorithms: vehicle, cuts, hour; and what the job receives of them."""

from __future__ import annotations

from typing import Any, Dict, List

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QDateTime

from shared.catalogue import domaines

LIMITS = (
    ("HAUTEUR", "hauteur", "Hauteur du véhicule (m)"), ("POIDS", "poids", "Poids total (t)"), ("ESSIEU", "essieu", "Poids par essieu (t)"),
    ("LARGEUR", "largeur", "Largeur (m)"), ("LONGUEUR", "longueur", "Longueur (m)"),
)  # fmt: skip
PROFILS = [code for code, _ in domaines.PROFIL_VEHICULE.values]
CAUSES = list(domaines.CAUSE_COUPURE.codes)


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """The same parameter, folded under « Paramètres avancés »."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def parameters(algorithm: Any) -> List[QgsProcessingParameterDefinition]:
    """PROFIL, COUPURES, COUPURES_TRAVAIL, CAUSE, then folded: water depth, hour, vehicle limits."""
    tr = algorithm.tr
    number = QgsProcessingParameterNumber.Type.Double
    out: List[QgsProcessingParameterDefinition] = [
        QgsProcessingParameterEnum(
            "PROFIL", tr("Véhicule (vl : léger, pl : poids lourd)"), options=PROFILS, defaultValue="vl", usesStaticStrings=True
        ),
        QgsProcessingParameterMultipleLayers(
            "COUPURES",
            tr("Couches de coupures en plus (points, sections ou zones)"),
            QgsProcessing.SourceType.TypeVectorAnyGeometry,
            optional=True,
        ),
        QgsProcessingParameterEnum("CAUSE", tr("Cause de ces coupures"), options=CAUSES, defaultValue="inondation", usesStaticStrings=True),
        QgsProcessingParameterBoolean("COUPURES_TRAVAIL", tr("Tenir compte des coupures déjà saisies"), defaultValue=True),
    ]
    folded: List[QgsProcessingParameterDefinition] = [
        QgsProcessingParameterRasterLayer("HAUTEUR_EAU", tr("Grille de hauteurs d'eau"), optional=True),
        QgsProcessingParameterNumber("SEUIL", tr("Route coupée au-delà de (m d'eau)"), number, 0.2, minValue=0.0),
        QgsProcessingParameterDateTime("QUAND", tr("À quelle date et heure (vide : maintenant)"), optional=True),
        QgsProcessingParameterBoolean("MATIERES_DANGEREUSES", tr("Transporte des matières dangereuses"), defaultValue=False),
    ]
    folded += [QgsProcessingParameterNumber(name, tr(label), number, None, optional=True, minValue=0.0) for name, _, label in LIMITS]
    return out + [advanced(parameter) for parameter in folded]


def job_params(algorithm: Any, values: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
    """profil, vehicule, coupures, coupures_travail, quand: as `ddtm_crise.core.routage.question` reads them."""
    vehicle = {key: algorithm.parameterAsDouble(values, name, context) for name, key, _ in LIMITS if values.get(name) is not None}
    if algorithm.parameterAsBool(values, "MATIERES_DANGEREUSES", context):
        vehicle["matieres_dangereuses"] = True
    cause = algorithm.parameterAsString(values, "CAUSE", context)
    cuts: List[Dict[str, Any]] = []
    for layer in algorithm.parameterAsLayerList(values, "COUPURES", context):
        cuts += layer_cuts(layer, cause, context, feedback)
    raster = algorithm.parameterAsRasterLayer(values, "HAUTEUR_EAU", context)
    if raster is not None:
        depth = algorithm.parameterAsDouble(values, "SEUIL", context)
        cuts.append({"raster": raster.source(), "seuil_m": depth, "cause": "inondation", "source": raster.name()})
    when = algorithm.parameterAsDateTime(values, "QUAND", context) if values.get("QUAND") else None
    return {
        "profil": algorithm.parameterAsString(values, "PROFIL", context) or "vl", "vehicule": vehicle, "coupures": cuts,
        "coupures_travail": algorithm.parameterAsBool(values, "COUPURES_TRAVAIL", context),
        "quand": when.toUTC().toString("yyyy-MM-ddTHH:mm:ss") if when is not None and when.isValid() else None,
    }  # fmt: skip


def layer_cuts(layer: Any, cause: str, context: Any, feedback: Any) -> List[Dict[str, Any]]:
    """The features of a map layer as cuts in EPSG:2154; attributes with the catalogue's names are kept."""
    request = QgsFeatureRequest().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"), context.transformContext())
    names = layer.fields().names()
    known = [
        name
        for name in ("axe", "sortie_debut", "sortie_fin", "sens", "cause", "source", "debut", "fin", "vehicules", "commentaire")
        if name in names
    ]
    out = []
    for feature in layer.getFeatures(request):
        if feedback.isCanceled():
            break
        if not feature.hasGeometry() or ("statut" in names and feature["statut"] == "supprime"):
            continue
        row = {name: _plain(feature[name]) for name in known}
        row = {name: value for name, value in row.items() if value is not None}
        row.setdefault("cause", cause)
        row.setdefault("source", layer.name())
        row["geom"] = bytes(feature.geometry().asWkb()).hex()
        out.append(row)
    return out


def _plain(value: Any) -> Any:
    if value is None or value == NULL:
        return None
    return value.toUTC().toString("yyyy-MM-ddTHH:mm:ss") if isinstance(value, QDateTime) else str(value)
