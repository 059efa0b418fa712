"""The job « installer_modele »: a model put into service in the work space, after a comparison with the one it replaces when a set is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from . import service

BESIDE = (".onnx.json", ".carte.json", ".carte.md")  # metadata and card that travel with a model


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: modele (.onnx) or demonstration (back to the shipped one); jeu (held-out set to compare on), forcer (in spite of it).
    Result: phrase, modele, classes, demonstration, remplace, notes. Raises BadInput; the model in service then stays."""
    espace = Espace.at(params.get("espace"))
    folder = Path(espace.root) / "modeles"
    if params.get("demonstration"):
        if not service.SHIPPED.is_file():
            raise BadInput("Cette installation n'a pas de modèle de démonstration : réinstallez l'extension, ou indiquez un modèle.")
        write_whole(folder / service.CHOICE, service.SHIPPED.name.encode("utf-8"))
        phrase = "Le modèle de démonstration est remis en service ; les modèles installés restent dans le dossier modeles/."
        return {"phrase": phrase, "modele": service.SHIPPED.name, "classes": [], "demonstration": True, "remplace": None, "notes": []}
    if not params.get("modele"):
        raise BadInput("Aucun modèle n'est donné : indiquez un fichier .onnx, ou demandez le modèle de démonstration.")
    source = Path(str(params["modele"]))
    if not source.is_file():
        raise BadInput(f"Le modèle « {source.name} » est introuvable : vérifiez le chemin.")
    if source.name.lower() == service.SHIPPED.name:
        raise BadInput("Ce nom est celui du modèle de démonstration : renommez le fichier, puis recommencez.")
    from ..inference.modele import open_model

    model = open_model(str(source), ctx, int(params.get("fils") or 0))
    try:
        before = service.in_service(Path(espace.root))
    except BadInput:
        before = None
    notes = _compare(source, before, params, ctx)
    target = folder / source.name
    if source.resolve() != target.resolve():
        for suffix in BESIDE:
            beside = source.with_name(source.stem + suffix)
            if beside.is_file():
                write_whole(folder / beside.name, beside.read_bytes())
        write_whole(target, source.read_bytes())
    write_whole(folder / service.CHOICE, target.name.encode("utf-8"))
    classes = [code for code in model.classes if code]
    if model.demonstration:
        notes.append("Ce modèle se dit lui-même de démonstration.")
    replaced = before.name if before is not None and before.name != target.name else None
    return {
        "phrase": f"« {target.name} » est en service ({', '.join(classes)})" + (f" à la place de « {replaced} »." if replaced else "."),
        "modele": target.name, "classes": classes, "demonstration": model.demonstration, "remplace": replaced, "notes": notes,
    }  # fmt: skip


def _compare(source: Path, before: Any, params: Dict[str, Any], ctx: JobContext) -> Any:
    if not params.get("jeu") or before is None:
        return ["Aucune comparaison n'a été faite avec le modèle remplacé : indiquez un jeu de revues mises de côté."] if before else []
    from ..apprentissage.comparer import run as compare

    verdict = compare(
        {"jeu": params["jeu"], "ancien": str(before), "nouveau": str(source), "fils": params.get("fils")}, ctx.step(0.0, 0.95)
    )
    if not verdict["remplacer"] and not params.get("forcer"):
        raise BadInput(f"{verdict['phrase']} Le modèle en service reste « {before.name} » ; forcez l'installation si vous y tenez.")
    return [verdict["phrase"]]
