"""The services that are asked, as a table: address, courtesy, size, mention. A geomatician overrides addresses without code.

An address is taken, first found, from: the environment variable DDTM_DIRECT_<SERVICE> ; the JSON file that
DDTM_DIRECT_ADRESSES names ; `<espace>/direct/adresses.json` ; the table. The JSON is {"vigicrues": "https://..."}.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, Mapping, Optional
from urllib.parse import urlsplit

from shared.errors import BadInput
from shared.espace import Espace

ENV_FICHIER = "DDTM_DIRECT_ADRESSES"
ENV_PREFIXE = "DDTM_DIRECT_"
MEGA = 1024 * 1024


@dataclass(frozen=True)
class Service:
    """`pause_s`: least time between two requests; `rythme_s`: an answer younger than that is not asked for again."""

    code: str
    base: str
    mention: str
    pause_s: float = 0.2
    rythme_s: float = 60.0
    max_octets: int = 16 * MEGA
    max_requetes: int = 60
    configuree: bool = False  # the address is the user's own: plain http and local machines are his choice


LICENCE = "Licence Ouverte 2.0"
SERVICES: Dict[str, Service] = {
    one.code: one
    for one in (
        Service("vigicrues", "https://www.vigicrues.gouv.fr/services", f"© Vigicrues, {LICENCE}", rythme_s=120, max_requetes=120),
        Service("hubeau", "https://hubeau.eaufrance.fr/api/v2/hydrometrie", f"Hub'Eau, données SCHAPI et producteurs, {LICENCE}"),
        Service("meteofrance", "https://public-api.meteofrance.fr/public", f"Données Météo-France, {LICENCE}", pause_s=1.2),
        Service(
            "bisonfute",
            "https://tipi.bison-fute.gouv.fr/bison-fute-ouvert/publicationsDIR/Evenementiel-DIR/grt/RRN",
            f"Bison Futé, directions interdépartementales des routes, {LICENCE}",
            max_octets=48 * MEGA,
        ),
        Service(
            "geocodage", "https://data.geopf.fr/geocodage", f"IGN et Base adresse nationale, {LICENCE}", pause_s=0.05, max_requetes=2000
        ),
        Service("wfs", "https://data.geopf.fr/wfs", f"© IGN, {LICENCE}", pause_s=1.0, max_octets=64 * MEGA, max_requetes=200),
        Service(
            "wmts", "https://data.geopf.fr/wmts", f"© IGN, {LICENCE}", pause_s=0.05, max_octets=2 * MEGA, max_requetes=4000, rythme_s=86_400
        ),
        Service(
            "georisques",
            "https://georisques.gouv.fr/api/v1",
            f"Géorisques, BRGM et ministère chargé de l'environnement, {LICENCE}",
            rythme_s=3600,
            max_requetes=400,
        ),
    )
}


def services(espace: Espace, environment: Optional[Mapping[str, str]] = None) -> Dict[str, Service]:
    """The table with this workstation's own addresses. Raises BadInput when one cannot be used."""
    environment = os.environ if environment is None else environment
    own: Dict[str, str] = {}
    for path in (espace.direct_gpkg.parent / "adresses.json", Path(environment.get(ENV_FICHIER) or os.devnull)):
        own.update(_read(path))
    for code in SERVICES:
        if environment.get(ENV_PREFIXE + code.upper()):
            own[code] = environment[ENV_PREFIXE + code.upper()]
    unknown = sorted(set(own) - set(SERVICES))
    if unknown:
        raise BadInput(f"Adresse d'un service inconnu : « {unknown[0]} ». Services connus : {', '.join(SERVICES)}.")
    return {code: replace(one, base=_checked(code, own[code]), configuree=True) if code in own else one for code, one in SERVICES.items()}


def _read(path: Path) -> Dict[str, str]:
    if not path.is_file():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
            raise ValueError("not an object of texts")
    except (OSError, ValueError) as error:
        raise BadInput(f"Le fichier d'adresses « {path.name} » est illisible : corrigez-le ou retirez-le.", str(error)) from error
    return told


def _checked(code: str, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise BadInput(
            f"L'adresse du service « {code} » n'est pas utilisable : attendu « https://machine/chemin », sans mot de passe ni « ? »."
        )
    return address.rstrip("/")
