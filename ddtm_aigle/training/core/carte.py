"""The job « carte »: what a model is, what it was taught on, how well it does and where it fails, beside the model (JSON and Markdown)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

from shared.documents import write_whole
from shared.errors import BadInput
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ...core.inference.modele import open_model
from . import jeu as sets

FEWEST = 10  # true things below which a class is not said to be measured
LIMITS = (
    "Images des États-Unis à 0,30 m, sans aucune image de France : sur la BD ORTHO (20 cm), attendez-vous à moins bien, mesurez d'abord.",
    "Les piscines bâchées, vidées, hors sol ou de moins de 3 m, et celles que cachent les arbres, n'ont pas été apprises.",
    "Piscines : 41 cadres seulement pour apprendre, aidés de piscines dessinées ; l'intervalle des mesures reste large, il faut plus d'exemples.",
    "Cadres droits faits à l'œil par une seule personne : un objet de biais a un cadre plus grand que lui.",
    "Caravane et construction sont expérimentales, ne vous y fiez pas : un seul cadre de caravane dans la partie test, et 2 "
    "constructions trouvées sur 15 (leur seuil est haut, pour ne pas noyer la revue de fausses alertes).",
    "Les piscines dessinées, essayées seules sur deux partages neufs de train et val (1600 pas, 29 piscines jamais vues), n'ont rien changé de sûr : "
    "AP50 0,84 et 0,71 avec, 0,89 et 0,66 sans. Le gain sur la version précédente vient surtout du seuil, que 9 piscines ne suffisaient pas à régler. "
    "Le réseau « lite0 » a fait jeu égal pour les piscines sur un de ces partages (0,89).",
    "La partie test a été mesurée une fois par version du modèle ; la présente est au moins la quatrième, ce qui rend ses chiffres un peu optimistes.",
    "Refaisable par les trois commandes dites plus haut, les mêmes images et la même version de PyTorch ; ni la version ni le processeur n'étant figés, "
    "d'infimes différences restent possibles.",
    "Les bateaux mesurés viennent de trois ports seulement : l'intervalle est large ; un bateau à terre n'a presque jamais été vu.",
    "Aucune épave de bateau dans les données : cette classe n'est pas cherchée.",
    "Images en vraies couleurs seulement (rouge, vert, bleu) ; ne l'employez pas sur l'infrarouge.",
    "Une détection n'est pas une infraction : seul un constat sur place l'établit.",
)
GENERAL = (  # of a local model
    "Mesuré sur les images de ce jeu seulement : une autre campagne de vol ou un autre département demande une nouvelle mesure.",
    "Une classe qui a moins de dix objets dans la partie mesurée n'est pas mesurée.",
    LIMITS[-1],
)
TARGETS = (("piscine", "f1", 0.80), ("mobil_home", "f1", 0.75))
OPEN_TARGET = 2.0  # false alarms per km2 on ground without anything


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: modele, mesures (JSON of evaluer), jeu, donnees, licence, commande (as it was run). Result: phrase, fichiers, ecarts (targets missed)."""
    file = Path(str(params.get("modele") or ""))
    model = open_model(str(file), ctx, 1)
    try:
        measures = json.loads(Path(str(params.get("mesures") or "")).read_text(encoding="utf-8"))
        classes = measures["classes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput("Les mesures sont illisibles : écrivez-les avec « evaluer --sortie mesures.json ».", str(error)) from error
    if measures.get("modele_sha256") != model.sha256:
        raise BadInput(f"Ces mesures sont d'un autre modèle que « {file.name} » : évaluez-le de nouveau.")
    about = sets.describe(Path(str(params["jeu"]))) if params.get("jeu") else {}
    taught = json.loads(model.metadata.values.get("apprentissage") or "{}")
    content = {
        "modele": file.name, "modele_sha256": model.sha256, "taille_mo": round(file.stat().st_size / 1e6, 2), "ecrit_le": utc_now(),
        "demonstration": model.demonstration, "classes": [code for code in model.classes if code], "resolution_cm": model.resolution_cm,
        "seuil": measures["seuil"], "donnees": str(params.get("donnees") or "non dites"), "licence": str(params.get("licence") or "non dite"),
        "jeu": {"images": about.get("images"), "cadres": about.get("cadres")}, "apprentissage": taught, "commande": str(params.get("commande") or ""),
        "mesures": {key: measures[key] for key in ("partie", "images", "lieux", "seuil", "mesure_le", "classes", "terrains")},
        "ecarts": shortfalls(measures), "limites": list(LIMITS if model.demonstration else GENERAL),
    }  # fmt: skip
    paths = [file.with_suffix(".carte.json"), file.with_suffix(".carte.md")]
    write_whole(paths[0], json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
    write_whole(paths[1], markdown(content).encode("utf-8"))
    measured = [code for code, row in classes.items() if row["vrais"] >= FEWEST]
    return {
        "phrase": f"Fiche du modèle écrite ({len(measured)} classe(s) mesurée(s), {len(content['ecarts'])} objectif(s) non atteint(s)).",
        "fichiers": [str(path) for path in paths], "ecarts": content["ecarts"],
    }  # fmt: skip


def shortfalls(measures: Dict[str, Any]) -> List[str]:
    """Targets that are missed, and by how much, in French."""
    out = []
    for code, name, wanted in TARGETS:
        row = measures["classes"].get(code)
        if row and row[name] < wanted:
            out.append(f"{code} : F1 {_n(row[name])}, objectif {_n(wanted)}, il manque {_n(wanted - row[name])}")
    ground = measures["terrains"].get("ensemble") or {}
    if ground.get("par_km2") is not None and ground["par_km2"] > OPEN_TARGET:
        out.append(f"terrains ouverts : {_n(ground['par_km2'])} fausses alertes par km², objectif {_n(OPEN_TARGET)}")
    elif ground.get("par_km2_au_plus") and ground["par_km2_au_plus"] > OPEN_TARGET:
        out.append(
            f"terrains ouverts : {ground['fausses_alertes']} fausse(s) alerte(s) vue(s) sur {_n(ground['km2'])} km², trop peu de surface pour prouver "
            f"l'objectif de {_n(OPEN_TARGET)} par km² (au plus {_n(ground['par_km2_au_plus'], 1)} à 95 %)"
        )
    return out


def markdown(card: Dict[str, Any]) -> str:
    """The card for a reader."""
    measures = card["mesures"]
    kind = "Modèle de démonstration" if card["demonstration"] else "Modèle"
    lines = [
        f"# {kind} « {card['modele']} »", "",
        f"Détecteur compact sans ancres, {_n(card['taille_mo'], 1)} Mo, pixel de {_n(card['resolution_cm'] or 0, 1)} cm, seuil {_n(card['seuil'])}. "
        f"Classes : {', '.join(card['classes'])}. Empreinte : `{card['modele_sha256'][:16]}`.", "",
        "## Données", card["donnees"], "", f"Droits : {card['licence']}", "",
    ]  # fmt: skip
    if card["jeu"]["images"]:
        lines += [
            "Images : " + ", ".join(f"{number} {part}" for part, number in card["jeu"]["images"].items())
            + ". Cadres (toutes parties) : " + ", ".join(f"{number} {code}" for code, number in card["jeu"]["cadres"].items()) + ".", "",
        ]  # fmt: skip
    lines += taught_lines(card)
    lines += [
        f"## Mesures sur des images jamais vues ({measures['images']} images, {measures['lieux']} lieux)",
        "Cadre juste : recouvrement d'au moins 0,5. Entre parenthèses, l'intervalle à 95 % (tirages répétés des lieux).", "",
        "| Classe | Vrais | Précision | Rappel | F1 | AP50 | Fausses alertes/km² |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for code, row in measures["classes"].items():
        if row["vrais"] < FEWEST:
            lines.append(
                f"| {code} | {row['vrais']} | non mesuré | non mesuré | non mesuré | non mesuré | {_n(row['fausses_alertes_km2'], 1)} |"
            )
            continue
        cells = [f"{_n(row[name])} ({_n(row[name + '_intervalle'][0])} à {_n(row[name + '_intervalle'][1])})" for name in ("precision", "rappel", "f1", "ap50")]  # fmt: skip
        low, high = row["fausses_alertes_km2_intervalle"]
        lines.append(
            f"| {code} | {row['vrais']} | {' | '.join(cells)} | {_n(row['fausses_alertes_km2'], 1)} ({_n(low, 1)} à {_n(high, 1)}) |"
        )
    lines += ["", "Terrains sans aucun objet :", "", "| Terrain | Images | km² | Fausses alertes | par km² | au plus (95 %) |", "|---|---|---|---|---|---|"]  # fmt: skip
    for name, row in measures["terrains"].items():
        if row["images"]:
            lines.append(
                f"| {name} | {row['images']} | {_n(row['km2'])} | {row['fausses_alertes']} | {_n(row['par_km2'], 1)} | {_n(row['par_km2_au_plus'], 1)} |"
            )
    lines += ["", "## Objectifs non atteints ou non prouvés"] + (
        [f"- {text}" for text in card["ecarts"]] or ["Aucun de ceux qui étaient fixés."]
    )
    return "\n".join(lines + ["", "## Limites"] + [f"- {text}" for text in card["limites"]]) + "\n"


def taught_lines(card: Dict[str, Any]) -> List[str]:
    """What it was taught from and how to do it again."""
    taught = card["apprentissage"]
    if not taught:
        return []
    lines = [
        "## Apprentissage",
        f"{taught.get('pas')} pas de {taught.get('lot')} extraits, graine {taught.get('graine')}, calcul {taught.get('precision') or 'f32'}. "
        + _beginning(taught), "",
    ]  # fmt: skip
    if card["commande"]:
        lines += [f"Commande : `{card['commande']}`", ""]
    prints = [f"{name} `{taught[key][:16]}`" for key, name in (("jeu_sha256", "du jeu"), ("poids_sha256", "des poids")) if taught.get(key)]
    return [*lines, f"Empreinte {', '.join(prints)}.", ""] if prints else lines


def _beginning(taught: Dict[str, Any]) -> str:
    trunk = taught.get("tronc_sha256")
    if taught.get("depuis"):
        return f"Repris de « {taught['depuis']} »."
    return (
        f"Tronc EfficientNet-lite0 parti de poids appris sur ImageNet (empreinte `{trunk[:16]}`)." if trunk else "Réseau parti du hasard."
    )


def _n(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
