"""Jobs: keep a sector for the day without network (IGN extracts, Géorisques), and find addresses while there is one."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import shapely

from shared.errors import BadInput, Cancelled, DdtmError
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext

from ..verrou import seul
from . import depot
from .cache import Cache
from .client import Client, HorsLigne, Reponse
from .contexte import Contexte, Ligne, Recolte, ligne, maintenant
from .geometrie import Emprise, emprise
from .job import OCCUPE
from .reseau import Reseau
from .services import SERVICES, services
from .sources import georisques, ign

ADRESSES_MAX = 500
COMMUNES_MAX = 40
AN_S = 365 * 86_400
TROP_DE_COMMUNES = f"Le secteur touche plus de {COMMUNES_MAX} communes : choisissez-en un plus petit pour Géorisques."


@dataclass(frozen=True)
class Produit:
    """What can be kept of a sector. `ecrire(ctx, box, cible, nom)` -> (objects or tiles, complete)."""

    code: str
    libelle: str
    couche: str
    service: str
    extension: str
    ecrire: Callable[[Contexte, Emprise, Path, str], Tuple[int, bool]]


@dataclass(frozen=True)
class _Garde:
    """A source as `depot` wants it."""

    code: str
    libelle: str
    mention: str
    couches: Tuple[str, ...]


def _wfs(couche: str) -> Callable[[Contexte, Emprise, Path, str], Tuple[int, bool]]:
    return lambda ctx, box, cible, nom: (ign.objets(ctx, couche, box, cible), True)


def _wmts(fond: ign.Fond) -> Callable[[Contexte, Emprise, Path, str], Tuple[int, bool]]:
    def ecrire(ctx: Contexte, box: Emprise, cible: Path, nom: str) -> Tuple[int, bool]:
        kept, absent = ign.tuiles(ctx, fond, box, cible, nom, SERVICES["wmts"].mention)
        return kept, not absent

    return ecrire


_PLAN = ign.Fond("GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "normal", "png", 10, 16)
_ORTHO = ign.Fond("ORTHOIMAGERY.ORTHOPHOTOS", "normal", "jpg", 12, 17)
PRODUITS: Dict[str, Produit] = {
    one.code: one
    for one in (
        Produit("plan", "Plan IGN", _PLAN.couche, "wmts", "mbtiles", _wmts(_PLAN)),
        Produit("ortho", "Photographie aérienne", _ORTHO.couche, "wmts", "mbtiles", _wmts(_ORTHO)),
        Produit("batiments", "Bâtiments BD TOPO", "BDTOPO_V3:batiment", "wfs", "gpkg", _wfs("BDTOPO_V3:batiment")),
        Produit("routes", "Routes BD TOPO", "BDTOPO_V3:troncon_de_route", "wfs", "gpkg", _wfs("BDTOPO_V3:troncon_de_route")),
    )
}
RISQUES = "risques"
_IGN = _Garde("ign", "IGN, extraits gardés", SERVICES["wfs"].mention, ("direct_extrait",))
_GEORISQUES = _Garde(georisques.SOURCE, "Géorisques", SERVICES["georisques"].mention, ("direct_risque", "direct_icpe"))
_ADRESSES = _Garde("geocodage", "IGN, adresses", SERVICES["geocodage"].mention, ("direct_adresse",))


def secteur(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Keep a sector: each product whole, or not at all.

    params: espace; secteur (commune, INSEE code, or "xmin,ymin,xmax,ymax"); produits (codes of PRODUITS, "risques"; default "plan");
    reseau. Returns phrase, fichiers, objets ({product: count}), echecs, code_sortie 1 when a product is missing.
    """
    espace = Espace.at(params.get("espace"))
    name, box = _sector(espace, str(params.get("secteur") or "").strip())
    asked = params.get("produits") or ["plan"]
    asked = [one.strip() for one in asked.split(",")] if isinstance(asked, str) else list(asked)
    for one in asked:
        if one not in PRODUITS and one != RISQUES:
            raise BadInput(f"Produit inconnu : « {one} ». Produits : {', '.join([*PRODUITS, RISQUES])}.")
    files: List[str] = []
    counts: Dict[str, int] = {}
    failures: List[str] = []
    notes: List[str] = []
    with _open(espace, params, ctx) as context:
        folder = espace.direct_gpkg.parent / "extraits"
        folder.mkdir(exist_ok=True)
        for rank, one in enumerate(dict.fromkeys(asked)):
            context.job = ctx.step(rank / len(asked), (rank + 1) / len(asked))
            try:
                if one == RISQUES:
                    counts[one] = _risks(context, espace, box)
                    continue
                product = PRODUITS[one]
                target = folder / f"{_slug(name)}_{one}_{dt.datetime.now():%Y%m%d-%H%M%S}.{product.extension}"
                counts[one], whole = product.ecrire(context, box, target, f"{product.libelle}, {name}")
                if not whole:
                    notes.append(f"{product.libelle} : des images manquent au service")
                _register(espace, product, name, box, target, counts[one], whole)
                files.append(str(target))
            except (Cancelled, BadInput):
                raise
            except DdtmError as error:
                failures.append(error.message)
    done = ", ".join(f"{PRODUITS[one].libelle if one in PRODUITS else 'Géorisques'} ({count})" for one, count in counts.items())
    sentence = f"{name} gardé hors ligne : {done}." if counts else f"Rien n'a pu être gardé de {name}."
    if failures or notes:
        sentence += " Attention : " + " ; ".join(text.rstrip(".") for text in [*failures, *notes]) + "."
    return {"phrase": sentence, "fichiers": files, "objets": counts, "echecs": failures, "code_sortie": 1 if failures else 0}


def adresses(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Find addresses and keep where they are; without a network, those found before are given again.

    params: espace; adresses (list, or text with one a line); reseau. Returns phrase, trouvees, introuvables (texts), lignes
    ([{demande, adresse, score, commune, x, y}]), code_sortie 1 when none was found.
    """
    espace = Espace.at(params.get("espace"))
    given = params.get("adresses") or []
    given = given.splitlines() if isinstance(given, str) else list(given)
    asked = list(dict.fromkeys(" ".join(str(one).split()) for one in given if str(one).strip()))
    if not asked:
        raise BadInput("Aucune adresse n'est donnée : écrivez-en une par ligne.")
    if len(asked) > ADRESSES_MAX:
        raise BadInput(f"Plus de {ADRESSES_MAX} adresses : donnez-les en plusieurs fois.")
    bad = next((one for one in asked if not 3 <= len(one) <= 200), None)
    if bad is not None:
        raise BadInput(f"L'adresse « {bad[:40]} » doit compter de 3 à 200 caractères.")
    found: List[Ligne] = []
    unknown: List[str] = []
    offline = ""
    with _open(espace, params, ctx) as context:
        for rank, one in enumerate(asked):
            ctx.progress(rank / len(asked), f"Adresse {rank + 1} sur {len(asked)}")
            try:
                answer, told = ign.adresse(context, one)
            except HorsLigne as error:
                offline = error.message
                break
            if told is None:
                unknown.append(one)
            else:
                found.append(ligne(_ADRESSES.code, one.lower(), answer, answer.recu, AN_S, demande=one, **told))
        if found:
            _keep(espace, _ADRESSES, {"direct_adresse": found}, f"{len(found)} adresses")
        known = {row["demande"].lower(): row for row in rows(espace.direct_gpkg, "direct_adresse")}
    kept = [known[one.lower()] for one in asked if one.lower() in known and one not in unknown]
    missing = [one for one in asked if one.lower() not in known or one in unknown]
    sentence = f"{len(kept)} adresse{'s' if len(kept) > 1 else ''} sur {len(asked)}."
    if offline:
        sentence += " Attention : hors ligne, seules les adresses déjà cherchées sont connues."
    if missing:
        sentence += f" Sans position : {', '.join(missing[:5])}{'…' if len(missing) > 5 else ''}."
    return {
        "phrase": sentence,
        "trouvees": len(kept),
        "introuvables": missing,
        "lignes": [_told(row) for row in kept],
        "hors_ligne": bool(offline),
        "code_sortie": 0 if kept else 1,
    }


def _told(row: Dict[str, Any]) -> Dict[str, Any]:
    place = shapely.from_wkb(row["geom"])
    return {**{key: row[key] for key in ("demande", "adresse", "score", "commune")}, "x": round(place.x, 1), "y": round(place.y, 1)}


@contextlib.contextmanager
def _open(espace: Espace, params: Dict[str, Any], ctx: JobContext) -> Iterator[Contexte]:
    network = Reseau.de(params.get("reseau"))
    folder = espace.direct_gpkg.parent
    folder.mkdir(parents=True, exist_ok=True)
    with seul(folder / ".verrou", OCCUPE):
        depot.ouvrir(espace)
        client = Client(services(espace), Cache(folder / "cache"), network, ctx.check_cancel)
        try:
            yield Contexte(espace, client, (0.0, 0.0, 0.0, 0.0), "", ctx)
        finally:
            client.close()


def _sector(espace: Espace, text: str) -> Tuple[str, Emprise]:
    if not text:
        raise BadInput("Indiquez le secteur : une commune, ou une emprise sur la carte.")
    if text.count(",") == 3:
        try:
            box = emprise(espace, "", [float(part) for part in text.split(",")])
        except ValueError as error:
            raise BadInput("L'emprise est incomprise : donnez xmin,ymin,xmax,ymax en Lambert-93.") from error
        return "Secteur", box
    for row in rows(espace.referentiel_gpkg, "commune"):
        if row["geom"] and text.lower() in (str(row["code_insee"]).lower(), str(row["nom"]).lower()):
            west, south, east, north = (float(v) for v in shapely.bounds(shapely.from_wkb(row["geom"])))
            return row["nom"], (west, south, east, north)
    raise BadInput(f"Le secteur « {text} » n'est ni une commune connue, ni une emprise « xmin,ymin,xmax,ymax » en Lambert-93.")


def _risks(context: Contexte, espace: Espace, box: Emprise) -> int:
    found = [
        row["code_insee"]
        for row in rows(espace.referentiel_gpkg, "commune", bbox=box)
        if row["geom"] and shapely.intersects(shapely.from_wkb(row["geom"]), shapely.box(*(box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)))
    ]
    if len(found) > COMMUNES_MAX:
        raise BadInput(TROP_DE_COMMUNES)
    risks: List[Ligne] = []
    plants: List[Ligne] = []
    for rank, code in enumerate(found):
        context.job.progress(rank / len(found), f"Géorisques, commune {code}")
        more, others = georisques.commune(context, code)
        risks += more
        plants += others
    _keep(espace, _GEORISQUES, {"direct_risque": risks, "direct_icpe": plants}, f"{len(risks)} risques, {len(plants)} installations")
    return len(risks) + len(plants)


def _register(espace: Espace, product: Produit, name: str, box: Emprise, target: Path, count: int, whole: bool) -> None:
    now = maintenant()
    row = ligne(
        _IGN.code, f"{_slug(name)}/{product.code}", Reponse(b"", {}, 200, now, ""), now, AN_S,
        nom=f"{product.libelle}, {name}", couche=product.couche, fichier=f"extraits/{target.name}", objets=count, complet=whole,
        mention=SERVICES[product.service].mention, geom=shapely.to_wkb(shapely.MultiPolygon([shapely.box(*box)])),
    )  # fmt: skip
    _keep(espace, _IGN, {"direct_extrait": [row]}, row["nom"])


def _keep(espace: Espace, source: _Garde, lines: Dict[str, List[Ligne]], message: str) -> None:
    """Beside what was kept before (a year at most): another sector, other addresses."""
    now = maintenant()
    until = now + dt.timedelta(seconds=AN_S)
    depot.deposer(espace, source, Recolte(lines, now, until, message, {name: 24.0 * 365 for name in source.couches}))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "secteur"
