"""The jobs of data_sync:echanger and data_sync:poste."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..fusion.appliquer import fusionner, relever
from ..journal.capture import capturer
from ..journal.depot import ouvrir
from ..journal.job import espace_suivi
from ..journal.travail import mettre_a_niveau
from . import actes, age, cles, colis, echange, pieces, postes


def echanger(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Capture, publish, receive and merge against one folder.

    params: "espace", "dossier" (USB key, share; default <espace>/echanges), "auteur", "reprendre" (bool).
    Returns {"phrase", "poste", "captures", "publies", "recus", "operations_recues", "ecrites", "conflits", "refuses": [[place, sentence]],
    "inconnus": [{"poste", "empreinte", "carte"}], "remarques": [sentences], "pieces": {"envoyees", "recues"},
    "colis": {"partis", "recus", "gardes"}, "chiffres_gardes": encrypted batches this workstation keeps without reading them}.
    What is captured is kept whatever happens next. Raises BadInput when the folder is missing, DdtmError when QGIS has the work file
    in edit mode: the batches are then received but not yet merged.
    """
    espace = espace_suivi(params)
    folder = _folder(params, espace)
    with ouvrir(espace) as depot:
        postes.identite(depot)
        relever(depot)
        auteur = str(params.get("auteur") or "")
        mettre_a_niveau(espace.travail_gpkg)
        ctx.progress(0.05, "Comparaison du fichier de travail")
        captured = capturer(depot, auteur, bool(params.get("reprendre"))).operations
        ctx.progress(0.3, "Réception")
        told = actes.echanger(depot, folder)
        received = echange.recevoir(depot, folder)
        sent_files, got_files, remarks = pieces.echanger(espace, folder)
        ctx.progress(0.5, "Fusion")
        try:
            again, merged = fusionner(depot, auteur)
            if merged.inconnus and mettre_a_niveau(espace.travail_gpkg, merged.inconnus):
                more, merged = fusionner(depot, auteur)
                again += more
        finally:  # even when QGIS holds the file, what was captured leaves with the key
            ctx.progress(0.8, "Envoi")
            waiting = echange.mettre_en_lots(depot)
            published = echange.publier(depot, folder)
            parcels = colis.echanger(depot, folder)
        ctx.progress(1.0, "Échange terminé")
        result = {
            "poste": depot.poste,
            "captures": captured + again,
            "publies": published,
            "recus": received.lots,
            "operations_recues": received.operations,
            "ecrites": merged.ecrites,
            "conflits": merged.conflits,
            "refuses": [list(item) for item in (*received.refuses, *parcels.refuses)],
            "inconnus": [dict(item) for item in received.inconnus],
            "pieces": {"envoyees": sent_files, "recues": got_files},
            "chiffres_gardes": received.gardes,
            "colis": {"partis": parcels.partis, "recus": parcels.recus, "gardes": parcels.gardes},
            "remarques": list(dict.fromkeys([*told, *merged.remarques, *remarks, *received.remarques, *waiting, *parcels.remarques])),
        }
    return {"phrase": phrase(result), **result}


def phrase(result: Dict[str, Any]) -> str:
    """What a manager must know, in one or two sentences."""
    parts: List[str] = [
        f"Échange terminé : {result['captures']} objet(s) modifié(s) ici, {result['publies']} lot(s) déposé(s), "
        f"{result['recus']} lot(s) reçu(s), {result['ecrites']} objet(s) mis à jour."
    ]
    if result["conflits"]:
        parts.append(f"{result['conflits']} conflit(s) à régler : ouvrez « Régler les conflits ».")
    if result["inconnus"]:
        names = ", ".join(f"« {item['poste']} » ({item['empreinte']})" for item in result["inconnus"])
        parts.append(f"Poste(s) non accepté(s), dont rien n'est lu : {names} ; vérifiez l'empreinte puis acceptez-les.")
    if result["colis"]["recus"]:
        parts.append(f"{result['colis']['recus']} colis chiffré(s) reçu(s).")
    if result["chiffres_gardes"]:
        parts.append(f"{result['chiffres_gardes']} lot(s) chiffré(s) que ce poste ne peut pas lire sont gardés pour les autres.")
    if result["refuses"]:
        parts.append(f"{len(result['refuses'])} lot(s) laissé(s) de côté.")
    return " ".join(parts)


def poste(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """This workstation's identity, and the workstations it trusts.

    params: "espace", "nom" (first time only), "accepter" (path of a poste.json), "revoquer" (name), "renouveler" (bool: a new
    encryption key). Returns {"phrase", "poste",
    "empreinte", "postes": [{"poste", "empreinte", "ici", "accepte_le", "revoque_le"}]}. Raises BadInput for a bad name or card.
    """
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        name = postes.identite(depot, params.get("nom") or None)
        sentence = ""
        if params.get("accepter"):
            found = postes.accepter(depot, Path(params["accepter"]))
            sentence = f"« {found['poste']} » est accepté (empreinte {postes.empreinte(found['cle'])})."
        if params.get("renouveler"):
            age.renouveler(depot.espace)
            ours = cles.la_notre(depot)
            number = ours.numero if ours else 0
            sentence = f"La clé de chiffrement de « {name} » est renouvelée (n° {number}) ; les autres la prennent au prochain échange."
        if params.get("revoquer"):
            postes.revoquer(depot, params["revoquer"])
            sentence = f"« {params['revoquer']} » est révoqué : ses prochains lots seront refusés ; ce qui est déjà reçu reste."
            with depot.ecriture():
                act = actes.revoquer(depot, params["revoquer"])
            if act is None:
                sentence += " Ce poste n'est pas administrateur : révoquez aussi sur chacun des autres."
            elif act["en_vigueur"]:
                sentence += " Les autres postes l'apprendront au prochain échange."
            else:
                left = act["seuil"] - len(act["signatures"])
                sentence += f" Pour les autres postes, il manque {left} signature(s) d'administrateur (acte {act['id'][:8]})."
        known = postes.lister(depot)
        here = next(row for row in known if row["ici"])
    return {
        "phrase": sentence or f"Ce poste est « {name} », empreinte {here['empreinte']} ; {len(known) - 1} autre(s) poste(s) connu(s).",
        "poste": name,
        "empreinte": here["empreinte"],
        "postes": known,
    }


def administration(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """The administrators and their acts.

    params: "espace", "nommer" (names of workstations, comma between), "seuil" (signatures an act needs, 2 by default when there are two
    administrators or more), "confirmer" or "signer" (first characters of an act's id). Returns {"phrase", "administrateurs": [names],
    "seuil", "actes": [{"id", "genre", "resume", "signatures", "seuil", "en_vigueur"}]}. Raises BadInput for what cannot be.
    """
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        sentence = ""
        with depot.ecriture():
            if params.get("nommer"):
                names = [name.strip() for name in str(params["nommer"]).split(",") if name.strip()]
                found = actes.nommer(depot, names, int(params.get("seuil") or min(2, len(set(names)))))
                sentence = f"Liste d'administrateurs proposée (empreinte {found[:8]}) : échangez, puis faites-la signer ou confirmer."
            if params.get("signer"):
                sentence = f"Acte {actes.signer(depot, str(params['signer']))[:8]} signé ; il part au prochain échange."
                actes.appliquer(depot)
            if params.get("confirmer"):
                sentence = f"Liste d'administrateurs {actes.confirmer(depot, str(params['confirmer']))[:8]} confirmée."
        held, known = actes.role(depot), actes.lister(depot)
    names = sorted(held["cles"]) if held else []
    if not sentence:
        sentence = (
            f"Administrateurs : {', '.join(names)} ; {held['seuil']} signature(s) par acte."
            if held
            else "Aucun administrateur n'est encore reconnu ici : une révocation ne vaut que sur le poste où elle est faite."
        )
    return {"phrase": sentence, "administrateurs": names, "seuil": held["seuil"] if held else 0, "actes": known}


def _folder(params: Dict[str, Any], espace: Espace) -> Path:
    if params.get("dossier"):
        folder = Path(params["dossier"])
        if not folder.is_dir():
            raise BadInput(
                f"Le dossier d'échange « {folder} » est introuvable : branchez la clé ou connectez le partage, puis recommencez."
            )
        return folder
    folder = espace.root / "echanges"
    folder.mkdir(exist_ok=True)
    return folder
