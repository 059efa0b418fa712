"""Health: the national FINESS file (32 unnamed columns and « geolocalisation » rows) and the GISCO extract."""

from ..model import Col, Csv, Keep, Profile, Xy

_HEADER = (
    "section", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie", "typvoie", "voie", "compvoie",
    "lieuditbp", "commune", "departement", "libdepartement", "ligneacheminement", "telephone", "telecopie", "categetab", "libcategetab",
    "categagretab", "libcategagretab", "siret", "codeape", "codemft", "libmft", "codesph", "libsph", "dateouv", "dateautor", "datemaj", "numuai",
)  # fmt: skip
_HOSPITAL = ("101", "106", "109", "114", "122", "128", "129", "131", "161", "292", "355", "362", "365", "697", "698")
_ELDERLY = ("202", "500", "501", "502")
_SOCIAL = (
    "172",
    "175",
    "177",
    "183",
    "186",
    "188",
    "192",
    "194",
    "195",
    "196",
    "214",
    "219",
    "246",
    "252",
    "253",
    "255",
    "370",
    "382",
    "395",
    "437",
    "443",
    "448",
    "449",
)
_NURSERY = ("166", "167", "169", "170", "402")
_CATEGORY = {
    **{code: "hopital" for code in _HOSPITAL},
    **{code: "ehpad" for code in _ELDERLY},
    **{code: "medico_social" for code in _SOCIAL},
    **{code: "creche" for code in _NURSERY},
}

PROFILES = (
    Profile(
        name="finess",
        title="FINESS : établissements sanitaires et médico-sociaux",
        layer="etablissement",
        source="FINESS, ministère de la Santé",
        geometry="etape",
        csv=Csv(header=_HEADER, skip=1, separator=";", ragged=True),
        steps=("finess", "localiser"),
        expects=(("nofinesset",), ("categetab",)),
        keep=(
            Keep(
                ("categetab",),
                "catégorie FINESS sans hébergement ni accueil (pharmacie, laboratoire, cabinet…)",
                values=tuple(_CATEGORY),
                empty_too=False,
            ),
        ),
        columns=(
            Col("id_source", ("nofinesset",)),
            Col("source", constant="FINESS"),
            Col("nature", ("categetab",), table=_CATEGORY, unknown="autre"),
            Col("nom", ("rslongue", "rs")),
            Col("adresse", ("_adresse",)),
            Col("code_postal", ("_code_postal",)),
            Col("commune", ("ligneacheminement",)),
            Col("code_insee", ("_code_insee",), "insee"),
            Col("telephone", ("telephone",), "telephone"),
            Col("precision_localisation", ("_precision",)),
        ),
        department=("departement",),
        key=("id_source",),
        latest=("datemaj",),
        scope="source",
    ),
    Profile(
        name="sante_gisco",
        title="Établissements de santé (GISCO, d'après FINESS)",
        layer="etablissement",
        source="Eurostat GISCO, d'après FINESS",
        licence="CC BY 4.0, © European Union / GISCO",
        layer_pattern=r"sante|health",
        expects=(("finess_et", "id", "hospital_id"), ("type", "facility_type", "list_specs"), ("nom", "hospital_name", "name")),
        xy=(Xy(("lon", "longitude"), ("lat", "latitude"), 4326),),
        columns=(
            Col("id_source", ("finess_et", "id", "hospital_id")),
            Col("source", constant="GISCO-FINESS"),
            Col("nature", constant="hopital"),
            Col("nom", ("nom", "hospital_name", "name", "site_name")),
            Col("adresse", ("street", "adresse")),
            Col("code_postal", ("postcode", "code_postal")),
            Col("commune", ("city", "commune")),
            Col("code_insee", ("code_insee", "insee"), "insee"),
            Col("telephone", ("tel", "telephone"), "telephone"),
            Col("capacite", ("cap_beds", "lits"), "entier_positif"),
            Col("precision_localisation", ("geo_qual",), table={"1": "bonne", "2": "moyenne", "3": "faible"}),
        ),
        key=("id_source",),
        latest=("ref_date",),
        scope="source",
    ),
)
