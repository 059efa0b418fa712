"""Import profiles, one module a family of products; `ALL` maps a profile's name to it."""

from __future__ import annotations

from typing import Dict

from shared.errors import BadInput

from ..model import Profile
from . import (
    batiment,
    cadastre,
    communes,
    crues,
    ecoles,
    equipements,
    filaire_montpellier,
    filosofi,
    graphe_osm,
    grilles,
    hebergements,
    hydrographie,
    pac_ddtm34,
    plu_cnig,
    population_commune,
    ppr_cnig,
    ppr_covadis,
    reperage_routier,
    sante,
    stations,
    troncon_de_route,
    zones_inondees,
)

_MODULES = (
    communes, population_commune, filosofi, troncon_de_route, graphe_osm, filaire_montpellier, batiment, ppr_covadis, ppr_cnig, pac_ddtm34, zones_inondees, crues,
    hydrographie, equipements, stations, reperage_routier, ecoles, sante, hebergements, grilles,
    cadastre, plu_cnig,
)  # fmt: skip
ALL: Dict[str, Profile] = {profile.name: profile for module in _MODULES for profile in module.PROFILES}


def get(name: str) -> Profile:
    """The profile called `name`. Raises BadInput listing the names there are."""
    try:
        return ALL[name]
    except KeyError:
        raise BadInput(f"Profil d'import inconnu : « {name} ». Profils : {', '.join(sorted(ALL))}.") from None
