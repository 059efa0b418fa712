"""Flood-risk plans at the COVADIS v1 standard: N_ZONE_REG_PPRN_AAAANNNN_S_0DD and its companions."""

from ..model import Col, Profile
from . import _ppr as codes

_SOURCE = "DDT(M), PPR au standard COVADIS"
_GASPAR = ("id_gaspar", "code_gaspar")

PROFILES = (
    Profile(
        name="ppr_covadis_zone_reg",
        title="PPR COVADIS : zonage réglementaire",
        layer="zone_reglementaire_ppr",
        source=_SOURCE,
        layer_pattern=r"zone_reg|ppr_zone_reglementaire",
        expects=(_GASPAR, ("codezone", "zone_rglt"), ("typereg",)),
        columns=(
            Col("code_procedure", _GASPAR),
            Col("standard", constant="covadis"),
            Col("id_zone", ("id_zone",)),
            Col("code_zone", ("codezone", "zone_rglt", "zone_unifiee")),
            Col("libelle_zone", ("nom",)),
            Col(
                "type_reglement",
                ("typereg",),
                table=codes.COVADIS_TYPEREG,
                unknown="inconnu",
                warn=codes.COVADIS_TYPEREG_WARN,
                constant="inconnu",
            ),
            Col("code_type_source", ("typereg",)),
            Col("url_reglement", ("urlfic",)),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_covadis_alea",
        title="PPR COVADIS : zones d'aléa",
        layer="zone_alea",
        source=_SOURCE,
        layer_pattern=r"zone_alea",
        expects=(_GASPAR, ("nivalea_st", "nivalea"), ("coderisque",)),
        columns=(
            Col("code_procedure", _GASPAR),
            Col("standard", constant="covadis"),
            Col("type_alea", ("coderisque",), table=codes.ALEA_COVADIS),
            Col("code_alea_source", ("coderisque",)),
            Col(
                "niveau_alea",
                ("nivalea_st", "nivalea"),
                table=codes.COVADIS_NIVEAU,
                unknown="inconnu",
                warn=codes.COVADIS_NIVEAU_WARN,
                constant="inconnu",
            ),
            Col("code_niveau_source", ("nivalea", "nivalea_st")),
            Col("description", ("descript", "description")),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_covadis_perimetre",
        title="PPR COVADIS : périmètre",
        layer="perimetre_ppr",
        source=_SOURCE,
        layer_pattern=r"perimetre",
        expects=(_GASPAR, ("datevalid", "libelle", "etat")),
        columns=(
            Col("code_procedure", _GASPAR),
            Col("standard", constant="covadis"),
            Col("nom", ("nom", "libelle")),
            Col("etat_procedure", ("etat",), table=codes.COVADIS_ETAT, unknown="inconnu", constant="inconnu"),
            Col("date_approbation", ("dateappro", "datevalid"), "date"),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_covadis_document",
        title="PPR COVADIS : documents (état et date d'approbation)",
        layer="perimetre_ppr",
        source=_SOURCE,
        layer_pattern=r"document_pprn",
        expects=(_GASPAR, ("etat",), ("nom",)),
        columns=(
            Col("code_procedure", _GASPAR),
            Col("standard", constant="covadis"),
            Col("nom", ("nom",)),
            Col("etat_procedure", ("etat",), table=codes.COVADIS_ETAT, unknown="inconnu", constant="inconnu"),
            Col("date_approbation", ("dateappro",), "date"),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_covadis",
        title="PPR au standard COVADIS (toutes les couches du fichier)",
        layer="zone_reglementaire_ppr",
        expands=("ppr_covadis_zone_reg", "ppr_covadis_alea", "ppr_covadis_perimetre", "ppr_covadis_document"),
        scope="code_procedure",
    ),
)
