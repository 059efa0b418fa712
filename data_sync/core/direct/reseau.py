"""Network settings of a job: handed over by QGIS, or taken from the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from shared.errors import BadInput


@dataclass(frozen=True)
class Reseau:
    """Network settings, handed over by QGIS or the environment. verify: True, or the path of the certificates of the house."""

    proxies: Mapping[str, str] = field(default_factory=dict)
    connexion_s: float = 8.0
    lecture_s: float = 20.0
    total_s: float = 60.0
    essais: int = 3
    pas_s: float = 0.5  # of the back-off: doubled at each try, and shaken
    verify: Any = True
    attente_max_s: float = 15.0
    systeme: bool = True  # without proxies of its own, follow the environment's

    @classmethod
    def de(cls, told: Optional[Mapping[str, Any]]) -> Reseau:
        """From a job's parameters. Raises BadInput for what is no setting."""
        told = dict(told or {})
        unknown = set(told) - {one for one in cls.__dataclass_fields__}
        if unknown or not isinstance(told.get("proxies", {}), Mapping):
            raise BadInput("Les réglages du réseau sont incompris : vérifiez le serveur mandataire dans les options de QGIS.")
        for name in ("connexion_s", "lecture_s", "total_s", "attente_max_s", "pas_s"):
            value = told.get(name, 1)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 3600:
                raise BadInput(f"Le délai du réseau « {name} » doit être un nombre de secondes, de 0 à 3600.")
        return cls(**told)
