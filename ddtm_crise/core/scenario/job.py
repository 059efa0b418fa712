"""Job: play a scenario (a JSON table of steps) on a work space, and say what each step answered.

A scenario is {"titre", "theme", "etapes": [{"titre", "traitement", "params", "attendu"}]}. `traitement` is one of TRAITEMENTS;
`params` go to its job, with "{sorties}" replaced by the folder of the documents; `attendu` lists what must hold:
{"cle": "habitants", "min": 1} reads result["habitants"] ("a.b" and "a.0" walk into it), {"fichiers": ".pdf"} wants such a file.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.read import layer_names
from shared.jobs import JobContext, resolve

from ..situations import main_courante
from ..situations.job import preparer

SCENARIOS = Path(__file__).resolve().parents[2] / "resources" / "scenarios"
TRAITEMENTS = {
    "evacuation": ("ddtm_crise.core.evacuation.job:run", "calcul"),
    "couper": ("ddtm_crise.core.routage.couper:run", "action"),
    "detour": ("ddtm_crise.core.routage.detour:run", "calcul"),
    "substitution": ("ddtm_crise.core.routage.substitution:run", "calcul"),
    "isolement": ("ddtm_crise.core.routage.isolement:run", "calcul"),
    "carte": ("ddtm_crise.core.carte.job:run", "document"),
    "main_courante": ("ddtm_crise.core.situations.job:run", None),
}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Play `scenario` (name of a supplied one, "lez" by default) or `fichier` (path of a JSON table).

    params: espace, scenario, fichier, auteur, sortie (folder of the documents; default: sorties/ of the work space).
    Returns phrase, etapes [{titre, phrase, secondes, fichiers, ecarts}], fichiers, ecarts (what was expected and is not, [] when all holds).
    Raises BadInput or DdtmError, naming the step, as soon as one fails.
    """
    espace = Espace.at(params.get("espace"))
    table = _table(params)
    _check_pack(table, espace, ctx)
    preparer(espace)
    layer_names(espace.travail_gpkg)
    folder = Path(params["sortie"]) if params.get("sortie") else espace.sorties
    folder.mkdir(parents=True, exist_ok=True)
    author = str(params.get("auteur") or "Scénario")
    steps: List[Dict[str, Any]] = []
    for rank, step in enumerate(table["etapes"]):
        part = ctx.step(rank / len(table["etapes"]), (rank + 1) / len(table["etapes"]))
        part.progress(0.0, step["titre"])
        steps.append(_play(step, espace, folder, author, part))
    files = [file for step in steps for file in step["fichiers"]]
    gaps = [f"{step['titre']} : {gap}" for step in steps for gap in step["ecarts"]]
    seconds = sum(step["secondes"] for step in steps)
    pdfs = sum(1 for file in files if file.lower().endswith(".pdf"))
    phrase = f"{table['titre']} : {len(steps)} étapes en {seconds:.0f} s, {pdfs} PDF dans {folder}."
    if gaps:
        phrase += f" {len(gaps)} écart{'s' if len(gaps) > 1 else ''} avec l'attendu."
    return {"phrase": phrase, "etapes": steps, "fichiers": files, "ecarts": gaps}


def _check_pack(table: Mapping[str, Any], espace: Espace, ctx: JobContext) -> None:
    """Refuse before the first step, when nothing is written yet, a pack that a later step would find missing or damaged."""
    from ..evacuation.recouvrement import open_footprints  # geometry libraries: the command line imports this module to list its verbs
    from ..routage.reseau import open_network

    wanted = {step["traitement"] for step in table["etapes"]}
    if wanted - {"main_courante"}:
        layer_names(espace.referentiel_gpkg)
        _ = espace.pack
    if "evacuation" in wanted:
        open_footprints(str(espace.population), ctx)
    if wanted & {"couper", "detour", "substitution", "isolement"}:
        open_network(str(espace.reseau), ctx)


def _table(params: Mapping[str, Any]) -> Dict[str, Any]:
    name = str(params.get("scenario") or "lez")
    path = Path(params["fichier"]) if params.get("fichier") else SCENARIOS / f"{Path(name).name}.json"
    known = ", ".join(sorted(one.stem for one in SCENARIOS.glob("*.json")))
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        steps = table["etapes"]
        unknown = [step["traitement"] for step in steps if step["traitement"] not in TRAITEMENTS]
        if unknown or not all(step["titre"] for step in steps) or not table["titre"]:
            raise ValueError(f"unknown treatment {unknown}")
    except OSError as error:
        raise BadInput(f"Le scénario « {path.stem} » est introuvable. Scénarios fournis : {known}.", str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"Le scénario « {path.name} » est illisible : vérifiez sa table d'étapes.", repr(error)) from error
    return table


def _play(step: Mapping[str, Any], espace: Espace, folder: Path, author: str, ctx: JobContext) -> Dict[str, Any]:
    job, category = TRAITEMENTS[step["traitement"]]
    wanted = {"auteur": author, **_placed(step.get("params") or {}, str(folder)), "espace": str(espace.root)}
    start = time.perf_counter()
    try:
        result = resolve(job)(wanted, ctx)
    except DdtmError as error:
        raise type(error)(f"Étape « {step['titre']} » : {error.message}", error.detail) from error
    seconds = time.perf_counter() - start
    files = result.get("fichiers") or []
    files = [str(one) for one in (files.values() if isinstance(files, Mapping) else files)]
    if category is not None:
        main_courante.ajouter(espace, str(result.get("phrase") or step["titre"]), category, author)
    return {
        "titre": step["titre"],
        "phrase": str(result.get("phrase") or ""),
        "secondes": round(seconds, 2),
        "fichiers": files,
        "ecarts": [gap for gap in (_gap(rule, result, files) for rule in step.get("attendu") or []) if gap],
    }


def _placed(value: Any, folder: str) -> Any:
    """`value` with "{sorties}" replaced in every text."""
    if isinstance(value, str):
        return value.replace("{sorties}", folder)
    if isinstance(value, Mapping):
        return {key: _placed(item, folder) for key, item in value.items()}
    if isinstance(value, list):
        return [_placed(item, folder) for item in value]
    return value


def _gap(rule: Mapping[str, Any], result: Mapping[str, Any], files: List[str]) -> Optional[str]:
    """What an expectation misses, in French, or None when it holds."""
    if "fichiers" in rule:
        made = [one for one in files if one.lower().endswith(rule["fichiers"]) and Path(one).is_file() and Path(one).stat().st_size > 0]
        return None if made else f"aucun fichier {rule['fichiers']}"
    value: Any = result
    for key in str(rule["cle"]).split("."):
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return f"« {rule['cle']} » est absent de la réponse"
    if "egal" in rule and value != rule["egal"]:
        return f"« {rule['cle']} » vaut {value!r}, attendu {rule['egal']!r}"
    amount = len(value) if isinstance(value, (list, str, Mapping)) else value
    if "min" in rule and not (amount is not None and amount >= rule["min"]):
        return f"« {rule['cle']} » vaut {amount}, attendu au moins {rule['min']}"
    if "max" in rule and not (amount is not None and amount <= rule["max"]):
        return f"« {rule['cle']} » vaut {amount}, attendu au plus {rule['max']}"
    return None


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints: each step with its answer and its files."""
    lines: List[str] = []
    for rank, step in enumerate(result["etapes"], 1):
        lines.append(f"{rank}. {step['titre']} ({step['secondes']:.1f} s)")
        lines.append(f"   {step['phrase']}")
        lines += [f"   -> {name}" for name in step["fichiers"]]
        lines += [f"   ÉCART : {gap}" for gap in step["ecarts"]]
    return "\n".join([*lines, "", result["phrase"]])
