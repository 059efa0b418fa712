"""Risk plans at the CNIG PPR v1.0 standard: one GeoPackage, layers named pprn_<code>_zonereglementaireurba_s and so on."""

from ..model import Col, Profile
from . import _ppr as codes

_SOURCE = "DDT(M), PPR au standard CNIG"


def _zone(name: str, title: str, pattern: str, table, warn) -> Profile:
    return Profile(
        name=name,
        title=title,
        layer="zone_reglementaire_ppr",
        source=_SOURCE,
        layer_pattern=pattern,
        expects=(("codeprocedure",), ("codezonereglement",), ("typereglement",)),
        columns=(
            Col("code_procedure", ("codeprocedure",)),
            Col("standard", constant="cnig"),
            Col("id_zone", ("idzonereglementaire",)),
            Col("code_zone", ("codezonereglement",)),
            Col("libelle_zone", ("libellezonereglement",)),
            Col("type_reglement", ("typereglement",), table=table, unknown="inconnu", warn=warn, constant="inconnu"),
            Col("code_type_source", ("typereglement",)),
            Col("obligation_travaux", ("obligationtravaux",)),
        ),
        scope="code_procedure",
    )


PROFILES = (
    _zone("ppr_cnig_urba", "PPR CNIG : zonage réglementaire d'urbanisme", r"zonereglementaireurba", codes.CNIG_URBA, codes.CNIG_URBA_WARN),
    _zone("ppr_cnig_foncier", "PPR CNIG : zonage réglementaire foncier", r"zonereglementairefoncier", codes.CNIG_FONCIER, {}),
    Profile(
        name="ppr_cnig_alea",
        title="PPR CNIG : zones d'aléa de référence",
        layer="zone_alea",
        source=_SOURCE,
        layer_pattern=r"zonealea",
        expects=(("codeprocedure",), ("typealea",), ("niveaualea",)),
        columns=(
            Col("code_procedure", ("codeprocedure",)),
            Col("standard", constant="cnig"),
            Col("type_alea", ("typealea",), table=codes.ALEA_CNIG),
            Col("code_alea_source", ("typealea",)),
            Col(
                "niveau_alea", ("niveaualea",), table=codes.CNIG_NIVEAU, unknown="inconnu", warn=codes.CNIG_NIVEAU_WARN, constant="inconnu"
            ),
            Col("code_niveau_source", ("niveaualea",)),
            Col("occurrence", ("occurence", "occurrence")),
            Col("description", ("description",)),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_cnig_perimetre",
        title="PPR CNIG : périmètre",
        layer="perimetre_ppr",
        source=_SOURCE,
        layer_pattern=r"perimetre",
        expects=(("codeprocedure",), ("etatprocedure",)),
        columns=(
            Col("code_procedure", ("codeprocedure",)),
            Col("standard", constant="cnig"),
            Col("nom", ("libelleprocedure",)),
            Col("etat_procedure", ("etatprocedure",), table=codes.CNIG_ETAT, unknown="inconnu", constant="inconnu"),
            Col("date_approbation", ("dateetat",), "date"),
        ),
        scope="code_procedure",
    ),
    Profile(
        name="ppr_cnig",
        title="PPR au standard CNIG (toutes les couches du fichier)",
        layer="zone_reglementaire_ppr",
        expands=("ppr_cnig_urba", "ppr_cnig_foncier", "ppr_cnig_alea", "ppr_cnig_perimetre"),
        scope="code_procedure",
    ),
)
