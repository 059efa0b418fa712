"""Planning documents at the CNIG standard (PLU, POS, PLUi, carte communale): zones, prescriptions, information, documents."""

from ..model import Col, Profile
from . import _plu as codes

_SOURCE = "Géoportail de l'urbanisme, standard CNIG"
_ID = ("idurba", "gpu_doc_id", "partition")
_DOCUMENT = (
    Col("idurba", ("idurba", "partition")),
    Col("partition", ("idurba", "partition"), "partition"),
    Col("code_insee", ("insee", "idurba", "partition"), "insee_du_document"),
    Col("nomfic", ("nomfic", "l_nomfic")),
    Col("urlfic", ("urlfic", "l_urlfic")),
    Col("date_validite", ("datvalid",), "date"),
)


def _zones(name, title, pattern, kind, table) -> Profile:
    return Profile(
        name=name,
        title=title,
        layer="zone_urba",
        source=_SOURCE,
        layer_pattern=pattern,
        expects=(_ID, ("libelle",), (kind,)),
        columns=(
            Col("libelle", ("libelle",), constant="?"),
            Col("libelong", ("libelong",)),
            Col("typezone", (kind,)),
            Col("type_zone", (kind,), table=table, unknown="inconnu", constant="inconnu"),
            Col("destination", ("destdomi", "destoui")),
            Col("date_approbation", ("datappro",), "date"),
            *_DOCUMENT,
        ),
        scope="partition",
    )


def _prescriptions(shape: str, title: str) -> Profile:
    return Profile(
        name=f"plu_cnig_prescription_{shape}",
        title=title,
        layer=f"prescription_{shape}",
        source=_SOURCE,
        layer_pattern=rf"(prescription|psc)_{shape}",
        expects=(_ID, ("typepsc",)),
        columns=(
            Col("libelle", ("libelle",)),
            Col("nature", ("typepsc",), table=codes.PRESCRIPTION, unknown="Nature inconnue", constant="Nature inconnue"),
            Col("txt", ("txt",)),
            Col("typepsc", ("typepsc",), "code2", constant="99"),
            Col("stypepsc", ("stypepsc",), "code2"),
            *_DOCUMENT,
        ),
        scope="partition",
    )


PROFILES = (
    _zones("plu_cnig_zone", "PLU CNIG : zones", r"zone_urba", "typezone", codes.ZONE),
    _zones("plu_cnig_secteur_cc", "Carte communale CNIG : secteurs", r"secteur_cc", "typesect", codes.SECTEUR),
    _prescriptions("surf", "PLU CNIG : prescriptions surfaciques"),
    _prescriptions("lin", "PLU CNIG : prescriptions linéaires"),
    _prescriptions("pct", "PLU CNIG : prescriptions ponctuelles"),
    Profile(
        name="plu_cnig_information_surf",
        title="PLU CNIG : périmètres d'information",
        layer="information_surf",
        source=_SOURCE,
        layer_pattern=r"info(rmation)?_surf",
        expects=(_ID, ("typeinf",)),
        columns=(
            Col("libelle", ("libelle",)),
            Col("txt", ("txt",)),
            Col("typeinf", ("typeinf",), "code2", constant="99"),
            Col("stypeinf", ("stypeinf",), "code2"),
            *_DOCUMENT,
        ),
        scope="partition",
    ),
    Profile(
        name="plu_cnig_document",
        title="PLU CNIG : documents (état, dates, règlement)",
        layer="document_urbanisme",
        source=_SOURCE,
        layer_pattern=r"doc_urba$",
        geometry="",
        expects=(("idurba",), ("typedoc",), ("etat",)),
        columns=(
            Col("idurba", ("idurba",)),
            Col("partition", ("idurba",), "partition"),
            Col("code_insee", ("idurba",), "insee_du_document"),
            Col("type_document", ("typedoc",)),
            Col("etat", ("etat",), table=codes.ETAT, unknown="inconnu", constant="inconnu"),
            Col("procedure", ("nomproc",)),
            Col("date_approbation", ("datappro",), "date"),
            Col("date_fin", ("datefin",), "date"),
            Col("siren", ("siren",)),
            Col("nom_reglement", ("nomreg",)),
            Col("url_reglement", ("urlreg",)),
            Col("site", ("siteweb",)),
        ),
        key=("idurba", "code_insee"),
        scope="partition",
    ),
    Profile(
        name="plu_cnig",
        title="PLU, POS ou carte communale au standard CNIG (toutes les couches du fichier)",
        layer="zone_urba",
        expands=(
            "plu_cnig_zone",
            "plu_cnig_secteur_cc",
            "plu_cnig_prescription_surf",
            "plu_cnig_prescription_lin",
            "plu_cnig_prescription_pct",
            "plu_cnig_information_surf",
            "plu_cnig_document",
        ),
        scope="partition",
    ),
)
