"""Provider `ddtm_drones`: its algorithms, one dotted name a line."""

from __future__ import annotations

from pathlib import Path

from shared.processing.provider import TableProvider

ALGORITHMS = (
    ".importer:ImporterCarte",
    ".verifier:VerifierOriginaux",
    ".cle:CleDeSignature",
    ".voir:PhotosDuPoint",
    ".image_video:ImageDeVideo",
    ".mosaique:MosaiqueDeCrise",
    ".orthophoto:PhotoAuSol",
    ".indices:IndiceDeCouleur",
    ".aligner:AlignerAvantApres",
    ".mesurer:MesurerObjets",
    ".mesurer_photo:MesurerPhoto",
    ".surface:VolumesDeSurface",
    ".inventaire:InventaireDeSinistre",
    ".mission:InscrireMission",
    ".registre:RegistreDesVols",
    ".plan:ExporterPlan",
    ".lieux:LieuxASurvoler",
    ".joindre:JoindreAffaire",
    ".flouter:FlouterPhoto",
    ".proposer_flou:ProposerFlou",
    ".flouter_video:FlouterVideo",
    ".publier:PublierMission",
)


def provider() -> TableProvider:
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "icon.svg"
    return TableProvider("ddtm_drones", "DDTM Drones", __package__, ALGORITHMS, icon)
