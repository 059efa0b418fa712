"""What a source is given, and what it gives back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from shared.espace import Espace
from shared.jobs import JobContext

from .client import Client, Reponse
from .geometrie import Emprise

Ligne = Dict[str, Any]
AVANCE_ADMISE = dt.timedelta(minutes=15)


@dataclass
class Contexte:
    """cles: secrets by service, never written anywhere. options: what the user chose (departement, heures, adresses, communes...)."""

    espace: Espace
    client: Client
    emprise: Emprise
    departement: str
    job: JobContext
    cles: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Recolte:
    """Rows by layer, ready for the file. garde_h: layers whose earlier rows stay for so many hours."""

    lignes: Dict[str, List[Ligne]]
    heure_validite: Optional[dt.datetime] = None
    perime_le: Optional[dt.datetime] = None
    message: str = ""
    garde_h: Dict[str, float] = field(default_factory=dict)


def maintenant() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def perime_le(answer: Reponse, validite: Optional[dt.datetime], delai_s: float) -> Optional[dt.datetime]:
    """Until when (this workstation's clock) a value said true at `validite` may be trusted: `delai_s` of age, measured by the
    server's clock when it told one, so that a workstation that runs late or early is not fooled. None: it may not be trusted."""
    if validite is None:
        return None
    server = answer.recu + dt.timedelta(seconds=answer.ecart_s or 0.0)
    age = server - validite
    if age < -AVANCE_ADMISE:
        return None  # said true tomorrow: one of the two clocks is wrong
    return answer.recu + dt.timedelta(seconds=delai_s) - max(age, dt.timedelta(0))


def ligne(source: str, cle: str, answer: Reponse, validite: Optional[dt.datetime], delai_s: float, **champs: Any) -> Ligne:
    """A row with the fields that every live row has; its uuid comes from the source and the key, so that it is the same next time."""
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{source}:{cle}")),
        "source": source,
        "heure_validite": validite,
        "heure_reception": answer.recu,
        "perime_le": perime_le(answer, validite, delai_s),
        "etat": "a_jour" if validite is not None else "illisible",
        **champs,
    }
