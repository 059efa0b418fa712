"""The jobs of the importer: import into a new generation, try without writing, list the profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from . import profils, recipe
from .build import build
from .harvest import harvest


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Import published data.

    params: `espace` (folder), then `recette` (path, with optional `base` folder) or `profil`, `sources` (paths), `couche`,
    `millesime`, `options` ({name: value} or ["name=value"]); `departement`, `titre`, `exercice`; `a_blanc` = report only,
    nothing written; `rapport` = folder where a dry run writes its reports. Returns `phrase`, `rapports`, and unless dry
    `generation`, `dossier`, `remarques`, `pack`. Raises BadInput, DdtmError (disk) or Cancelled; the work space is then unchanged.
    """
    if not params.get("espace") and not params.get("a_blanc"):
        raise BadInput("Indiquez le dossier de travail (--espace).")
    espace = Espace.at(params.get("espace") or ".")
    wanted = recipe.from_params(params)
    if params.get("a_blanc"):
        gathered = harvest(wanted, espace, ctx)
        if params.get("rapport"):
            for number, (_, report) in enumerate(gathered.reports, 1):
                report.write(Path(str(params["rapport"])), f"{number:02d}_{report.profile}")
        reports = [report.as_dict() for _, report in gathered.reports]
        kept = sum(report["gardees"] for report in reports)
        return {"phrase": f"Essai à blanc : {kept} lignes seraient gardées, rien n'a été écrit.", "rapports": reports}
    return build(wanted, espace, ctx)


def list_profiles(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Every profile: name, title, layer fed, columns expected in the source."""
    rows = []
    for profile in profils.ALL.values():
        rows.append(
            {
                "profil": profile.name,
                "titre": profile.title,
                "couche": profile.layer if not profile.expands else "",
                "titre_couche": catalogue.LAYERS[profile.layer].title if not profile.expands else "",
                "colonnes": [" ou ".join(name.replace("##", "21") for name in group) for group in profile.expects],
                "comprend": list(profile.expands),
                "aide": profile.help,
            }
        )
    return {"phrase": f"{len(rows)} profils d'import.", "profils": rows}
