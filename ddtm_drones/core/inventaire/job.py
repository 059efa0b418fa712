"""Job of `inventaire`: outlines of damage become situations of the crisis map, and a sheet with sketch, figures and photographs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.write import insert_together
from shared.jobs import JobContext, Params

from ..emprise import zones
from ..importer import travail
from ..vue.point import photos_at
from . import croquis

CLASSES: Tuple[Tuple[str, str], ...] = (
    ("non_evalue", "Non évalué"),
    ("aucun", "Aucun dégât visible"),
    ("leger", "Dégâts légers"),
    ("important", "Dégâts importants"),
    ("detruit", "Détruit"),
)
TITLES = dict(CLASSES)
KINDS = LAYERS["situation_zone"].field("type_situation").labels
TARGETS = {"Point": "situation_point", "LineString": "situation_ligne", "Polygon": "situation_zone"}
PHOTOS_EACH, PHOTOS_MOST = 2, 12


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, contours (file or {"chemin", "couche"}), nature, classe, champ_classe, libelle, mission, fond, auteur, enregistrer, sortie."""
    espace = Espace.at(params["espace"])
    kind, common = params.get("nature") or "inondation", params.get("classe") or "non_evalue"
    if kind not in KINDS:
        raise BadInput(f"Nature inconnue : « {kind} ». Choisissez parmi {', '.join(KINDS)}.")
    if common not in TITLES:
        raise BadInput(f"Classe de dégât inconnue : « {common} ». Choisissez parmi {', '.join(TITLES)}.")
    mission = travail.mission(espace, params.get("mission"))
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"inventaire_{dt.datetime.now():%Y%m%d_%H%M%S}.pdf"
    if target.suffix.lower() != ".pdf":
        raise BadInput("La fiche d'inventaire est un PDF : donnez un nom qui finit par .pdf.")
    items = _items(params.get("contours"), params.get("champ_classe"), common)
    areas = [{"geom": item["geom"].wkb} for item in items]
    zones.touch(areas, espace)
    for item, area in zip(items, areas):
        item["communes"] = area.get("communes")
    title = params.get("libelle") or (mission["titre"] if mission else KINDS[kind])
    path = travail.ready(espace)
    uuids: List[str] = []
    if params.get("enregistrer", True):
        rows: Dict[str, List[Dict[str, Any]]] = {}
        for rank, item in enumerate(items, 1):
            rows.setdefault(TARGETS[item["forme"]], []).append(
                {
                    "type_situation": kind,
                    "etat": "en_cours",
                    "libelle": f"{title} {rank}" if len(items) > 1 else title,
                    "commentaire": _comment(item, mission),
                    "geom": item["geom"].wkb,
                }
            )
        uuids = [uuid for group in insert_together(path, rows, params.get("auteur") or None).values() for uuid in group]
    ctx.progress(0.3, "Photos des lieux")
    pictures = _pictures(espace, items)
    ctx.progress(0.6, "Fiche d'inventaire")
    figures = _figures(items)
    sentence = _sentence(items, figures, kind)
    _sheet(target, title, sentence, items, figures, pictures, mission, params.get("fond"), travail.is_exercise(espace))
    return {
        "phrase": sentence,
        "lieux": len(items),
        "surface_m2": figures["surface_m2"],
        "par_classe": figures["par_classe"],
        "situations": uuids,
        "photos": len(pictures),
        "notes": ["Contours issus de photos aériennes : à confirmer sur place avant toute décision."],
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def _items(given: Any, field: Any, common: str) -> List[Dict[str, Any]]:
    import geopandas
    import shapely

    if not given:
        raise BadInput("Choisissez la couche des contours à inventorier.")
    path, layer = (given["chemin"], given.get("couche")) if isinstance(given, dict) else (given, None)
    try:
        table = geopandas.read_file(path, layer=layer) if layer else geopandas.read_file(path)
    except Exception as error:  # pyogrio has a family of its own
        raise BadInput(f"Les contours « {path} » ne sont pas lisibles.", str(error)) from error
    if table.empty or table.crs is None:
        raise BadInput("La couche des contours est vide ou ne dit pas son système de coordonnées.")
    if field and field not in table.columns:
        raise BadInput(f"Le champ « {field} » n'est pas dans la couche des contours.")
    table = table.to_crs(2154)
    out = []
    for _, row in table.iterrows():
        if row.geometry is None or row.geometry.is_empty:
            continue
        shape = shapely.make_valid(row.geometry)
        form = shape.geom_type.replace("Multi", "")
        if form not in TARGETS:
            raise BadInput("Les contours sont de plusieurs sortes dans un même objet : séparez points, lignes et surfaces.")
        code = str(row[field]).strip() if field and row[field] is not None else common
        if code not in TITLES:
            raise BadInput(f"Classe de dégât inconnue : « {code} ». Choisissez parmi {', '.join(TITLES)}.")
        parts = list(shapely.get_parts(shape)) if form == "Point" else [shape]
        out += [{"geom": part, "forme": form, "classe": code} for part in parts]
    if not out:
        raise BadInput("La couche des contours n'a aucune géométrie.")
    return out


def _comment(item: Mapping[str, Any], mission: Any) -> str:
    parts = [TITLES[item["classe"]]]
    if item["forme"] == "Polygon":
        parts.append(_area(item["geom"].area))
    parts.append(f"vu par drone, mission {mission['numero']}" if mission else "vu par drone")
    return " ; ".join(parts)


def _figures(items: List[Dict[str, Any]]) -> Dict[str, Any]:
    by_class: Dict[str, Dict[str, float]] = {}
    for item in items:
        held = by_class.setdefault(item["classe"], {"lieux": 0, "surface_m2": 0.0})
        held["lieux"] += 1
        held["surface_m2"] += item["geom"].area
    return {"surface_m2": float(sum(item["geom"].area for item in items)), "par_classe": by_class}


def _pictures(espace: Espace, items: List[Dict[str, Any]]) -> List[Tuple[bytes, str]]:
    """The best photographs of each place, none twice."""
    out: List[Tuple[bytes, str]] = []
    taken = set()
    for rank, item in enumerate(items, 1):
        middle = item["geom"].representative_point()
        try:
            found = photos_at(espace, middle.x, middle.y, PHOTOS_EACH)
        except BadInput:  # nothing imported yet: a sheet without photographs
            return []
        for photo in found:
            if photo["sha256"] in taken or len(out) >= PHOTOS_MOST or not Path(photo["chemin"]).is_file():
                continue
            reduced = croquis.reduce(photo["chemin"])
            if reduced is None:
                continue
            taken.add(photo["sha256"])
            hour = dt.datetime.fromisoformat(photo["heure_locale"]).strftime("%d/%m/%Y à %H:%M") if photo["heure_locale"] else ""
            out.append((reduced, f"Lieu {rank} : {photo['nom']}{', le ' + hour if hour else ''} (SHA-256 {photo['sha256'][:12]}…)"))
    return out


def _sentence(items: List[Dict[str, Any]], figures: Mapping[str, Any], kind: str) -> str:
    area = f", {_area(figures['surface_m2'])}" if figures["surface_m2"] else ""
    worst = sum(item["classe"] in ("important", "detruit") for item in items)
    return f"{KINDS[kind]} : {len(items)} lieu(x) inventorié(s){area}{f', dont {worst} gravement touché(s)' if worst else ''}."


def _area(square_metres: float) -> str:
    return f"{square_metres / 10_000:.2f} ha".replace(".", ",") if square_metres >= 10_000 else f"{square_metres:.0f} m²"


def _sheet(
    target: Path,
    title: str,
    sentence: str,
    items: List[Dict[str, Any]],
    figures: Mapping[str, Any],
    pictures: List[Tuple[bytes, str]],
    mission: Any,
    ground: Any,
    exercise: bool,
) -> None:
    from shared.report.base import Document

    document = Document("Inventaire par drone", subtitle=title, exercise=exercise)
    document.sentence(sentence)
    if mission:
        document.paragraph(f"Mission {mission['numero']} : {mission['titre']}. Cadre juridique : {mission['cadre_juridique']}")
    document.image(croquis.draw(items, ground), caption="Lieux inventoriés, numérotés ; nord en haut.", max_height=105)
    rows = [
        (TITLES[code], int(held["lieux"]), _area(held["surface_m2"]) if held["surface_m2"] else "")
        for code, held in figures["par_classe"].items()
    ]
    document.table(("Classe", "Lieux", "Surface"), rows, widths=(4, 1, 2), numeric=(1, 2), title="Par classe")
    lines = [
        (str(rank), TITLES[item["classe"]], _area(item["geom"].area) if item["geom"].area else "", item["communes"] or "", "{:.0f} ; {:.0f}".format(*item["geom"].representative_point().coords[0]))
        for rank, item in enumerate(items, 1)
    ]  # fmt: skip
    document.table(("N°", "Classe", "Surface", "Communes", "X ; Y (Lambert 93)"), lines, widths=(0.6, 2, 1.2, 3, 2), title="Lieux")
    if pictures:
        document.photos(pictures, per_row=2, max_height=62)
    document.note(
        "Contours issus de photos aériennes, à confirmer sur place. Les originaux des photos sont au dépôt, sous leur empreinte SHA-256."
    )
    document.build(target)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
