"""The job « evaluer »: an exported model on pictures it never saw: AP50, precision, recall, F1, false alarms per km2, with intervals.

Intervals come from drawing places again, not pictures: two pictures of one place are no two proofs. A class counts only in the pictures
in which all of its things are boxed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from shared.documents import write_whole
from shared.errors import BadInput
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ...core.apprentissage.comparer import UNKNOWN, describe, look
from ...core.apprentissage.mesure import Matched, figures, interval, match, resample
from ...core.arguments import integer, real
from ...core.inference.modele import open_model
from . import jeu as sets

OPEN_GROUND = ("agricultural", "forest", "chaparral")  # fields, woods, scrub
MEASURED = ("precision", "rappel", "f1", "ap50", "fausses_alertes_km2")
THRESHOLDS = tuple(round(0.1 + 0.025 * i, 3) for i in range(29))


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: jeu, modele (.onnx), partie (test), seuil, terrains (kinds of ground without anything), sortie (JSON), fils, choisir (best
    threshold: never on test). Result: phrase, classes, terrains, images, seuil, and meilleurs_seuils when asked."""
    folder, part = Path(str(params.get("jeu") or "")), str(params.get("partie") or "test")
    if part not in sets.PARTS:
        raise BadInput(f"Partie « {part} » inconnue : {', '.join(sets.PARTS)}.")
    if params.get("choisir") and part == "test":
        raise BadInput("Un seuil ne se choisit pas sur la partie « test », qui doit rester inconnue : prenez « val ».")
    about = describe(folder)
    samples = sets.read(folder, part).samples
    model = open_model(str(params.get("modele") or ""), ctx, integer(params, "fils", 1, 0, 64))
    conf = real(params, "seuil", model.conf, 0.001, 0.999)
    codes = [code for code in model.classes if code]
    by_class: Dict[str, List[Matched]] = {code: [] for code in codes}
    for number, sample in enumerate(samples):
        ctx.progress(number / len(samples), f"Image {number + 1} sur {len(samples)}")
        seen = look(sample.file, model, about["resolution_cm"])
        full = about["completes"].get(sample.name, codes)
        for code in codes:
            by_class[code].append(match(seen, about["classes"].index(code)) if code in full else UNKNOWN)
    places = groups([str((about.get("lieux") or {}).get(sample.name, sample.name)) for sample in samples])
    grounds = [name.strip() for name in str(params.get("terrains") or ",".join(OPEN_GROUND)).split(",") if name.strip()]
    result: Dict[str, Any] = {
        "modele": model.name, "modele_sha256": model.sha256, "jeu": folder.name, "partie": part, "images": len(samples), "lieux": len(places),
        "seuil": conf, "mesure_le": utc_now(), "classes": {code: measured(by_class[code], places, conf) for code in codes},
        "terrains": {name: alarms(by_class, [i for i, s in enumerate(samples) if s.family == name], conf) for name in grounds},
    }  # fmt: skip
    open_places = [i for i, s in enumerate(samples) if s.family in grounds]
    result["terrains"]["ensemble"] = alarms(by_class, open_places, conf)
    if params.get("choisir"):
        result["meilleurs_seuils"] = {code: best_threshold(by_class[code]) for code in codes if sum(m.truths for m in by_class[code])}
    if params.get("sortie"):
        write_whole(Path(str(params["sortie"])), json.dumps(result, ensure_ascii=False, indent=1).encode("utf-8"))
        result["fichiers"] = [str(params["sortie"])]
    told = f"{conf:.2f}".replace(".", ",")
    result["phrase"] = f"« {model.name} » mesuré sur {len(samples)} images de {len(places)} lieux ({part}), seuil {told}."
    return result


def groups(labels: Sequence[str]) -> List[List[int]]:
    """Indices of each place."""
    out: Dict[str, List[int]] = {}
    for index, label in enumerate(labels):
        out.setdefault(label, []).append(index)
    return list(out.values())


def measured(pictures: Sequence[Matched], places: Sequence[Sequence[int]], conf: float) -> Dict[str, Any]:
    """Figures of a class with the interval of each (19 chances in 20)."""
    whole = figures(pictures, conf)
    draws = [figures([pictures[i] for place in draw for i in places[int(place)]], conf) for draw in resample(len(places))]
    out: Dict[str, Any] = {"vrais": whole["vrais"], "km2": round(sum(p.km2 for p in pictures), 3)}
    for name in MEASURED:
        out[name] = round(whole[name], 3)
        out[name + "_intervalle"] = list(interval([draw[name] for draw in draws]))
    return out


def alarms(by_class: Dict[str, List[Matched]], chosen: Sequence[int], conf: float) -> Dict[str, Any]:
    """False alarms on ground without anything: number, area, rate, and the rate's upper bound (19 in 20, Poisson)."""
    wrong = {code: sum(int((pictures[i].scores >= conf).sum()) for i in chosen) for code, pictures in by_class.items()}
    km2 = max([sum(pictures[i].km2 for i in chosen) for pictures in by_class.values()] or [0.0])
    count = sum(wrong.values())
    return {
        "images": len(chosen), "km2": round(km2, 3), "fausses_alertes": count, "par_classe": {c: n for c, n in wrong.items() if n},
        "par_km2": round(count / km2, 2) if km2 else None, "par_km2_au_plus": round(poisson_bound(count) / km2, 2) if km2 else None,
    }  # fmt: skip


def poisson_bound(count: int, level: float = 0.95) -> float:
    """The mean under which `count` or fewer would be seen with a chance of 1 - level."""
    low, high = float(count), count + 20.0 + 5 * count**0.5
    for _ in range(80):
        middle = (low + high) / 2
        term = total = float(np.exp(-middle))
        for i in range(1, count + 1):
            term *= middle / i
            total += term
        low, high = (middle, high) if total > 1 - level else (low, middle)
    return high


def best_threshold(pictures: Sequence[Matched]) -> Tuple[float, float]:
    """(threshold, F1): the middle of those within 0.01 of the best F1."""
    scores = [figures(pictures, threshold)["f1"] for threshold in THRESHOLDS]
    good = [threshold for threshold, f1 in zip(THRESHOLDS, scores) if f1 >= max(scores) - 0.01]
    return good[len(good) // 2], round(max(scores), 3)


def tell(result: Dict[str, Any]) -> str:
    """The figures as text."""
    lines = [result["phrase"]]
    for code, row in result["classes"].items():
        low, high = row["f1_intervalle"]
        lines.append(
            f"  {code:<13} vrais {row['vrais']:>4}  P {row['precision']:.2f}  R {row['rappel']:.2f}  F1 {row['f1']:.2f} ({low:.2f} à {high:.2f})"
            f"  AP50 {row['ap50']:.2f}  fausses alertes {row['fausses_alertes_km2']:.1f}/km²"
        )
    for name, row in result["terrains"].items():
        if row["images"]:
            lines.append(f"  {name:<13} {row['fausses_alertes']} fausse(s) alerte(s) sur {row['km2']:.2f} km² ({row['images']} images)")
    for code, (threshold, f1) in (result.get("meilleurs_seuils") or {}).items():
        lines.append(f"  meilleur seuil {code:<13} {threshold:.3f} (F1 {f1:.2f})")
    return "\n".join(lines)
