"""What the store keeps: one declaration a kind of record (« genre »). Field names and codes are French, as printed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Tuple

from shared.catalogue.lucca import ETAT_AFFAIRE, NATURE_AFFAIRE
from shared.errors import BadInput


@dataclass(frozen=True)
class Champ:
    """type: texte, date, heure, entier, reel, booleen, liste (of texts), objet (JSON). choix: closed list of codes."""

    nom: str
    type: str = "texte"
    libelle: str = ""
    requis: bool = False
    choix: Tuple[str, ...] = ()


def _c(names: str, type: str = "texte") -> Tuple[Champ, ...]:
    return tuple(Champ(name, type) for name in names.split())


NATURES = dict(NATURE_AFFAIRE.values)
ETATS = dict(ETAT_AFFAIRE.values)
FONCTIONS = {
    "agent_ddtm": "Agent de la DDTM commissionné", "maire": "Maire", "adjoint": "Adjoint au maire", "police_municipale": "Agent de police municipale",
    "agent_commune": "Agent communal commissionné", "dgs": "Directeur général des services", "dst": "Directeur des services techniques",
    "garde_champetre": "Garde champêtre", "asvp": "Agent de surveillance de la voie publique",
}  # fmt: skip
LIEUX_DE_VISITE = {
    "exterieur": "depuis l'extérieur de la propriété", "interieur_assentiment": "à l'intérieur, avec l'assentiment de l'occupant",
    "interieur_ordonnance": "à l'intérieur, en exécution d'une ordonnance du juge des libertés et de la détention",
    "interieur_hors_domicile": "à l'intérieur d'un lieu qui n'est pas un domicile", "voisin": "depuis le fonds voisin, avec l'accord de son occupant",
    "refus": "accès refusé",
}  # fmt: skip
EVOLUTIONS = {"aggravee": "s'est aggravée", "inchangee": "est inchangée", "regularisee": "est régularisée"}
STATUTS = ("proprietaire", "indivisaire", "usufruitier", "occupant", "beneficiaire", "constructeur", "voisin", "dirigeant", "autre")
HABILITATIONS = ("urbanisme", "environnement", "forestier", "penal", "voirie", "domaine_public", "patrimoine", "tourisme")

GENRES: Dict[str, Tuple[Champ, ...]] = {
    "affaire": (
        Champ("numero_provisoire", requis=True), Champ("numero_officiel"), Champ("nature", choix=tuple(NATURES), requis=True),
        Champ("etat", choix=tuple(ETATS), requis=True), Champ("commune", requis=True), Champ("code_insee", requis=True),
        *_c("adresse lieu_dit origine zone_plu zone_ppr type_reglement_ppr risques observations"), *_c("x y surface_plancher emprise bassin hauteur", "reel"),
        *_c("ouverte_le date_faits date_achevement date_fin plainte_le conserver_jusqu_au", "date"),
        *_c("faits", "objet"), *_c("travaux_en_cours", "booleen"),
    ),
    "parcelle": (Champ("commune", requis=True), Champ("section", requis=True), Champ("numero", requis=True), *_c("code_insee prefixe"), *_c("contenance", "reel")),
    "personne": (
        Champ("type", choix=("physique", "morale", "inconnue"), requis=True), Champ("statut", choix=STATUTS, requis=True),
        *_c("civilite nom prenom lieu_naissance nationalite adresse code_postal ville telephone profession raison_sociale siren representant qualite_representant"),
        *_c("date_naissance", "date"),
    ),
    "agent": (
        Champ("nom", requis=True), Champ("prenom", requis=True), Champ("fonction", choix=tuple(FONCTIONS), requis=True), *_c("service commune identifiant"),
        *_c("commission_numero serment_tribunal"), *_c("commission_date commission_fin serment_date", "date"), *_c("communes habilitations", "liste"),
    ),
    "controle": (
        Champ("date", "date", requis=True), Champ("heure_debut", "heure", requis=True), Champ("heure_fin", "heure"), Champ("lieu", choix=tuple(LIEUX_DE_VISITE), requis=True),
        Champ("cadre", choix=("recherche_infractions", "controle_administratif")), *_c("domicile occupant_present assentiment_ecrit commission_portee", "booleen"),
        *_c("occupant motif_refus ordonnance_numero ordonnance_juridiction declarations"), *_c("agents assistants ordonnance_agents", "liste"),
        *_c("convocation_le convocation_recue_le ordonnance_date", "date"),
    ),
    "pv": (
        Champ("type", choix=("infraction", "reactualisation", "obstacle", "rectificatif", "contravention_grande_voirie", "rapport"), requis=True), Champ("numero"),
        Champ("agent", requis=True), Champ("controle"), *_c("redige_le", "date"), *_c("redige_a constatations attendus precisions auditions limite_domaine rectifie motif_rectification fait_a tribunal"),
        Champ("evolution", choix=tuple(EVOLUTIONS)), Champ("suite_de"), *_c("natinf", "liste"), *_c("destinataires pieces", "liste"), *_c("textes", "objet"),
    ),
    "piece": (Champ("nom", requis=True), Champ("sha256", requis=True), *_c("type legende nature prise_le"), *_c("octets", "entier"), *_c("x y largeur_m", "reel")),
    "courrier": (Champ("type", requis=True), *_c("destinataire objet reference"), *_c("envoye_le recu_le retourne_le", "date"), *_c("motif_retour")),
    "ait": (*_c("numero autorite motif"), *_c("date notifie_le contradictoire_le", "date"), *_c("urgence", "booleen")),
    "mise_en_demeure": (
        *_c("autorite objet base"), *_c("observations_demandees_le date notifiee_le echeance executee_le", "date"), *_c("amende astreinte_jour astreinte_liquidee", "reel"),
    ),
    "decision": (
        Champ("degre", choix=("tribunal", "appel", "cassation", "tribunal_administratif")), *_c("juridiction sens peine observations"),
        *_c("audience_le delibere_le decision_le notifiee_le remise_en_etat_avant_le executee_le", "date"), *_c("amende astreinte_jour astreinte_liquidee", "reel"),
    ),
    "signature": (
        Champ("pv", requis=True), Champ("nature", choix=("signature", "horodatage"), requis=True), *_c("scelle entree_sha256 sha256 precedent empreinte"),
        *_c("agent sujet emetteur serie apposee_le"), *_c("qualifie", "booleen"),
    ),
    "transmission": (*_c("destinataire moyen reference accuse sha256"), *_c("date recue_le", "date")),
    "cloture": (Champ("motif", choix=("regularisation_administrative", "regularisation_terrain", "execution_office", "relaxe", "prescription", "autre")), *_c("observation"), *_c("date", "date")),
}  # fmt: skip
OF_AFFAIR = tuple(name for name in GENRES if name not in ("affaire", "agent"))


def check(genre: str, values: Mapping[str, Any], partial: bool = False) -> Dict[str, Any]:
    """The values as stored; unknown names, bad dates or codes are refused by a sentence. partial: an update of some fields."""
    fields = {field.nom: field for field in _fields(genre)}
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise BadInput(f"Fiche « {genre} » : champ inconnu « {unknown[0]} ».")
    out = {name: _value(genre, fields[name], value) for name, value in values.items()}
    missing = [name for name, field in fields.items() if field.requis and out.get(name) in (None, "") and (not partial or name in out)]
    if missing:
        raise BadInput(f"Fiche « {genre} » : renseignez « {missing[0]} ».")
    return out


def _fields(genre: str) -> Tuple[Champ, ...]:
    if genre not in GENRES:
        raise BadInput(f"Genre de fiche inconnu : « {genre} ». Au choix : {', '.join(GENRES)}.")
    return GENRES[genre]


def _value(genre: str, field: Champ, value: Any) -> Any:
    where = f"Fiche « {genre} », champ « {field.nom} »"
    if value is None or value == "":
        return None
    if field.type == "date":
        try:
            return dt.date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            raise BadInput(f"{where} : la date s'écrit AAAA-MM-JJ.") from error
    if field.type == "heure":
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
            raise BadInput(f"{where} : l'heure s'écrit HH:MM.")
        return str(value)
    if field.type in ("entier", "reel"):
        try:
            return int(value) if field.type == "entier" else float(str(value).replace(",", "."))
        except ValueError as error:
            raise BadInput(f"{where} : un nombre est attendu.") from error
    if field.type == "booleen":
        if not isinstance(value, bool):
            raise BadInput(f"{where} : oui ou non est attendu.")
        return value
    if field.type == "liste":
        if not isinstance(value, (list, tuple)):
            raise BadInput(f"{where} : une liste est attendue.")
        return [item.strip() if isinstance(item, str) else item for item in value]
    if field.type == "objet":
        if not isinstance(value, Mapping):
            raise BadInput(f"{where} : un objet est attendu.")
        return dict(value)
    text = str(value).strip()
    if field.choix and text not in field.choix:
        raise BadInput(f"{where} : « {text} » n'est pas au choix ({', '.join(field.choix)}).")
    return text or None
