"""Code tables of the flood-risk plans: COVADIS and CNIG use the same digits for other things and are never read with one table."""

from ..model import normal

# COVADIS PPR v1, TypeReg: one list for town planning (01-04) and land tenure (05-06).
COVADIS_TYPEREG = {
    "01": "prescription",
    "1": "prescription",
    "02": "prescription",
    "2": "prescription",
    "03": "interdiction",
    "3": "interdiction",
    "04": "interdiction_stricte",
    "4": "interdiction_stricte",
    "05": "delaissement",
    "5": "delaissement",
    "06": "expropriation",
    "6": "expropriation",
}
COVADIS_TYPEREG_WARN = {
    "01": "type de règlement COVADIS 01 (hors zone d'aléa) rangé en prescription",
    "1": "type de règlement COVADIS 01 (hors zone d'aléa) rangé en prescription",
}
# CNIG PPR v1.0, TypeReglement of zonereglementaireurba.
CNIG_URBA = {"01": "prescription", "02": "prescription", "03": "interdiction", "04": "interdiction_stricte"}
CNIG_URBA_WARN = {"01": "type de règlement CNIG 01 (hors zone d'aléa) rangé en prescription"}
# CNIG PPR v1.0, TypeReglement of zonereglementairefoncier: the same digits, other meanings.
CNIG_FONCIER = {"01": "delaissement", "02": "expropriation"}

_PRUDENT = "niveau d'aléa 03 (entre moyen et fort) rangé en fort par prudence"
COVADIS_NIVEAU = {
    "00": "nul", "01": "faible", "02": "moyen", "03": "fort", "04": "fort", "05": "tres_fort", "06": "tres_fort",
    "fai": "faible", "faible": "faible", "residuel": "faible", "m": "moyen", "moyen": "moyen", "modere": "moyen",
    "f": "fort", "for": "fort", "fort": "fort", "tf": "tres_fort", "tres_fort": "tres_fort", "nul": "nul",
}  # fmt: skip
COVADIS_NIVEAU_WARN = {"03": _PRUDENT}
CNIG_NIVEAU = {"00": "nul", "01": "faible", "02": "moyen", "03": "fort", "04": "fort", "05": "tres_fort"}
CNIG_NIVEAU_WARN = {"03": _PRUDENT}

COVADIS_ETAT = {
    "01": "prescrit",
    "02": "approuve",
    "03": "abroge",
    "04": "anticipe",
    "1": "prescrit",
    "2": "approuve",
    "3": "abroge",
    "4": "anticipe",
}
CNIG_ETAT = {
    "prescrit": "prescrit",
    "porte_a_connaissance": "prescrit",
    "programmation": "prescrit",
    "montage": "prescrit",
    "approuve": "approuve",
    "proroge": "approuve",
    "abroge": "abroge",
    "annule": "abroge",
    "anticipe": "anticipe",
}
# First three digits of the GASPAR risk code (COVADIS publishes seven, CNIG two or three).
_ALEA = {
    "112": "Inondation par débordement lent de cours d'eau",
    "113": "Inondation par crue torrentielle",
    "114": "Inondation par ruissellement et coulée de boue",
    "115": "Inondation par lave torrentielle",
    "116": "Inondation par remontée de nappe",
    "117": "Submersion marine",
    "121": "Affaissement, effondrement",
    "123": "Éboulement, chute de pierres et de blocs",
    "124": "Glissement de terrain",
    "125": "Avancée dunaire",
    "126": "Recul du trait de côte",
    "127": "Tassement différentiel",
    "130": "Séisme",
    "140": "Avalanche",
    "160": "Feu de forêt",
    "312": "Effondrement minier localisé",
    "314": "Tassement minier",
    "330": "Gaz de mine",
    "999": "Multirisque",
}
ALEA_COVADIS = {normal(code + "0000"): label for code, label in _ALEA.items()}
ALEA_COVADIS["9999999"] = "Multirisque"
ALEA_CNIG = {**_ALEA, "11": "Inondation", "13": "Séisme", "14": "Avalanche", "16": "Feu de forêt", "33": "Gaz de mine"}
