"""The job that makes the exercise pack: a new generation of the reference data, stamped EXERCICE."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import Any, Dict

import pandas as pd

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.bulk import write_layer
from shared.gpkg.columns import stable_uuid
from shared.gpkg.create import create
from shared.jobs import JobContext

from ..generation import staged_generation, write_pack
from ..population.build import build_population
from ..reseau.build import build_graph
from . import fabrique, habitants, images, urbanisme
from .faits import POPULATION_YEAR

VERSION = 2
DEFAULT_SEED = 34
SOURCE = "Paquet d'exercice fabriqué par la suite DDTM à partir de faits publics"
LICENCE = "Données fictives d'exercice ; codes, noms et populations : INSEE (Licence Ouverte)"


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make the exercise pack of Hérault in a work space and take it into use.

    params: `espace` (folder), `graine` (whole number, default 34), `echelle` (0.01 to 1: share of the communes, the nearest to
    Lattes; default 1). The same seed and share give the same rows and arrays. Returns `phrase`, `generation`, `dossier`,
    `comptes` (layer -> rows), `duree_s`. Raises BadInput (parameters, folder), DdtmError (disk), Cancelled; then nothing changed.
    """
    if not params.get("espace"):
        raise BadInput("Indiquez le dossier de travail (--espace).")
    seed, scale = _seed(params.get("graine")), _scale(params.get("echelle"))
    espace, start = Espace.at(params["espace"]), time.monotonic()
    with staged_generation(espace) as staging:
        pack = fabrique.make(seed, scale, ctx.step(0.0, 0.5))
        layers, ground = pack.layers, pack.ground
        assert ground is not None  # made with the layers
        graph = build_graph(layers["troncon_de_route"], source=SOURCE, millesime="EXERCICE", exercise=True, ctx=ctx.step(0.5, 0.62))
        graph.save(staging / "reseau.npz")
        people = build_population(
            layers["batiment"], layers["commune"], census=layers["population_commune"],
            millesime=f"{POPULATION_YEAR} (EXERCICE)", exercise=True, ctx=ctx.step(0.62, 0.68),
        )  # fmt: skip
        people.save(staging / "population.npz")
        layers["carreau_population"] = habitants.squares(people)
        ctx.progress(0.68, "Exercice : images")
        layers["raster"] = pd.DataFrame(images.write(staging, ground, pack.floods))
        urbanisme.write_regulation(staging)
        counts = _write(staging, layers, seed, ctx.step(0.70, 0.98))
        write_pack(staging, _card(counts, seed, scale))
        ctx.progress(0.99, "Exercice : mise en service")
    seconds = time.monotonic() - start
    inhabitants = f"{int(layers['commune']['population'].sum()):,}".replace(",", "\u202f")
    phrase = (
        f"{counts['commune']} communes, {counts['troncon_de_route']} tronçons de route et {counts['batiment']} bâtiments pour {inhabitants} "
        f"habitants : le paquet d'EXERCICE est prêt ({seconds:.0f} s)."
    )
    return {
        "phrase": phrase,
        "generation": espace.generation_name,
        "dossier": str(espace.generation),
        "comptes": counts,
        "duree_s": seconds,
    }


def _seed(value: Any) -> int:
    try:
        seed = DEFAULT_SEED if value is None else int(value)
    except (TypeError, ValueError) as error:
        raise BadInput("La graine doit être un nombre entier, par exemple 34.", str(error)) from error
    if not 0 <= seed < 2**31:
        raise BadInput("La graine doit être un nombre entier positif, par exemple 34.")
    return seed


def _scale(value: Any) -> float:
    try:
        scale = 1.0 if value is None else float(value)
    except (TypeError, ValueError) as error:
        raise BadInput("L'échelle doit être un nombre entre 0,01 et 1.", str(error)) from error
    if not 0.01 <= scale <= 1.0:
        raise BadInput("L'échelle doit être un nombre entre 0,01 et 1 (1 = tout le département).")
    return scale


def _write(staging: Path, layers: Dict[str, Any], seed: int, ctx: JobContext) -> Dict[str, int]:
    """Write referentiel.gpkg; rows get the same uuid at every build."""
    target = staging / "referentiel.gpkg"
    create(target, catalogue.layers("reference"), exercise=True)
    counts: Dict[str, int] = {}
    total, done = sum(len(table) for table in layers.values()), 0
    for name in sorted(layers):
        table = layers[name]
        table = table.assign(uuid=[stable_uuid(name, f"exercice-{seed}-{index}") for index in range(len(table))])
        share = ctx.step(done / total, (done + len(table)) / total)
        counts[name] = write_layer(target, name, table, ctx=share)
        done += len(table)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        {
            "uuid": stable_uuid("source_donnee", f"exercice-{seed}-{name}"), "couche": name, "source": SOURCE, "licence": LICENCE,
            "millesime": "EXERCICE", "date_import": now, "exercice": True, "lignes_lues": count, "lignes_gardees": count,
            "lignes_reparees": 0, "lignes_refusees": 0,
        }
        for name, count in counts.items()
    ]  # fmt: skip
    counts["source_donnee"] = write_layer(target, "source_donnee", pd.DataFrame(rows))
    return counts


def _card(counts: Dict[str, int], seed: int, scale: float) -> Dict[str, Any]:
    return {
        "titre": "Paquet d'EXERCICE de l'Hérault" + ("" if scale >= 1.0 else " (réduit)"), "exercice": True, "version": VERSION,
        "cree_le": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "departement": "34", "graine": seed, "echelle": scale,
        "millesimes": {name: "EXERCICE" for name in counts},
        "sources": [{"couche": name, "source": SOURCE, "licence": LICENCE, "millesime": "EXERCICE"} for name in sorted(counts)],
    }  # fmt: skip
