"""The jobs of data_sync:capturer and data_sync:journal."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.values import to_local
from shared.jobs import JobContext

from ..boites import postes
from ..fusion.appliquer import fusionner, relever
from ..fusion.plier import fold, same
from .capture import capturer, ecrire
from .depot import Depot, ouvrir
from .operation import ALL, BOOKKEEPING, UPDATE, Change, Operation, dumps, to_json


def capture(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Add what changed in the work file to the journal.

    params: "espace", "auteur" (optional), "reprendre" (bool: compare a replaced work file in full).
    Returns {"phrase", "poste", "operations": int, "par_couche": {layer: rows}, "ignorees": [...]}. Raises BadInput when there
    is no work file, when it is not the one that was followed, or when a uuid is missing; then nothing is recorded.
    """
    espace = espace_suivi(params)
    ctx.progress(0.1, "Comparaison du fichier de travail")
    with ouvrir(espace) as depot:
        poste = postes.identite(depot)
        relever(depot)
        found = capturer(depot, str(params.get("auteur") or ""), bool(params.get("reprendre")))
    ctx.progress(1.0, "Comparaison terminée")
    return {
        "phrase": _sentence(found.operations, len(found.par_couche)),
        "poste": poste,
        "operations": found.operations,
        "par_couche": found.par_couche,
        "ignorees": list(found.ignorees),
    }


def historique(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """The history of one feature, and its return to a past state.

    params: "espace", "uuid" (a prefix of at least 6 characters will do), "couche" (optional), "restaurer" (number of a line of the
    history), "auteur", "sortie" (optional .json). Returns {"phrase", "couche", "uuid", "lignes": [{"numero", "heure", "poste",
    "auteur", "champs": [{"champ", "avant", "apres"}]}], "restaure": bool}. Raises BadInput for an unknown feature or line.
    """
    espace = espace_suivi(params)
    with ouvrir(espace) as depot:
        postes.identite(depot)
        relever(depot)
        capturer(depot, str(params.get("auteur") or ""))
        couche, uuid = _find(depot, str(params.get("uuid") or ""), params.get("couche"))
        ctx.progress(0.4, "Lecture du journal")
        operations = depot.operations(couche, uuid)
        restored = False
        if params.get("restaurer") is not None:
            restored = _restore(depot, couche, uuid, operations, int(params["restaurer"]), str(params.get("auteur") or ""))
            operations = depot.operations(couche, uuid)
    lines = [_line(number, op, couche) for number, op in enumerate(operations, 1)]
    layer = catalogue.LAYERS.get(couche)
    title = layer.title if layer else couche
    sentence = f"{title} : {len(lines)} étape(s) connue(s) de cet objet."
    if restored:
        sentence = f"{title} : l'objet est revenu à son état de l'étape {params['restaurer']} ; cela fait une étape de plus."
    elif params.get("restaurer") is not None:
        sentence = f"{title} : l'objet est déjà dans son état de l'étape {params['restaurer']}."
    result = {"phrase": sentence, "couche": couche, "uuid": uuid, "lignes": lines, "restaure": restored}
    if params.get("sortie"):
        _save(params["sortie"], result)
    return result


def espace_suivi(params: Dict[str, Any]) -> Espace:
    """The work space of the parameters. Raises BadInput when it has no work file."""
    espace = Espace.at(params.get("espace"))
    if not espace.travail_gpkg.is_file():
        raise BadInput(f"Il n'y a pas de fichier de travail dans « {espace.root} » : installez d'abord un paquet de données.")
    return espace


def shown(value: Any) -> str:
    """A value for people."""
    if value is None:
        return "(vide)"
    if isinstance(value, (bytes, dict)):
        return "(tracé)"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _sentence(operations: int, layers: int) -> str:
    if not operations:
        return "Aucune modification depuis la dernière comparaison."
    return f"{operations} objet(s) modifié(s) dans {layers} couche(s) ; le journal les garde."


def _find(depot: Depot, uuid: str, couche: Optional[str]) -> tuple:
    if len(uuid) < 6:
        raise BadInput("Donnez l'identifiant (uuid) de l'objet, ou au moins ses 6 premiers caractères.")
    # an ordered range instead of LIKE, whose wildcards a user may type
    sql = "SELECT DISTINCT couche, uuid FROM op WHERE uuid >= ? AND uuid < ? AND (? IS NULL OR couche = ?) LIMIT 3"
    found = depot.db.execute(sql, (uuid, uuid + "\U0010ffff", couche or None, couche or None)).fetchall()
    if not found:
        raise BadInput(f"Le journal ne connaît aucun objet « {uuid} ».")
    if len(found) > 1:
        raise BadInput(f"Plusieurs objets commencent par « {uuid} » : donnez l'identifiant entier.")
    return found[0]


def _restore(depot: Depot, couche: str, uuid: str, operations: List[Operation], number: int, auteur: str) -> bool:
    if not 1 <= number <= len(operations):
        raise BadInput(f"L'étape {number} n'existe pas : l'historique de cet objet va de 1 à {len(operations)}.")
    now, then = fold(operations), fold(operations[:number])
    if not then.whole:
        raise BadInput("Le début de l'historique de cet objet n'est pas encore arrivé : son état passé n'est pas connu.")
    heads = depot.tetes(couche, uuid)
    fields = {
        name: Change(value, then.valeurs.get(name), now.tetes[name])
        for name, value in now.valeurs.items()
        if name not in BOOKKEEPING and not same(value, then.valeurs.get(name))
    }
    if not fields:
        return False
    with depot.ecriture():
        op = ecrire(depot, couche, uuid, fields, UPDATE, auteur, heads or {ALL: now.tetes.get(next(iter(fields)), ())})
        depot.ajouter([op])
    fusionner(depot, auteur)
    return True


def _line(number: int, op: Operation, couche: str) -> Dict[str, Any]:
    layer = catalogue.LAYERS.get(couche)
    labels = {field.name: field.label for field in layer.all_fields} if layer else {}
    return {
        "numero": number,
        "heure": op.heure,
        "heure_locale": local(op.heure),
        "poste": op.poste,
        "auteur": op.auteur,
        "champs": [
            {
                "champ": name,
                "libelle": "Tracé" if name == "geom" else labels.get(name, name),
                "avant": shown(to_json(change.old)),
                "apres": shown(to_json(change.new)),
            }
            for name, change in op.champs.items()
        ],
    }


def local(text: str) -> str:
    try:
        return to_local(text).strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return text


def _save(path: str, result: Dict[str, Any]) -> None:
    try:
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(dumps(json.loads(json.dumps(result))) + "\n")
    except OSError as error:
        raise BadInput(f"L'historique ne peut pas être écrit dans « {path} » : choisissez un autre dossier.", str(error)) from error
