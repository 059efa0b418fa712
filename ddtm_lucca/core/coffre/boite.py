"""The store's exchange through the mailboxes of the workstations: what leaves is put among the parcels, what arrived is merged.

The parcel is an exchange file (SQLCipher, the store's own key); the carrier encrypts it once more and never looks inside.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any, Dict, List

from shared import colis
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext, Params

from . import cles, echange, session

SERVICE = "lucca"


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Merge the parcels received, then leave this device's own; the mailboxes themselves are carried by data_sync:echanger."""
    with session.depot(params) as depot:
        espace, device = depot.espace, depot.appareil
    received, conflicts, refused = 0, 0, []
    for item in colis.recus(espace, SERVICE):
        ctx.check_cancel()
        try:
            colis.lire(item)
            told = echange.recevoir({**params, "fichier": str(item.fichier)}, ctx)
        except (BadInput, DdtmError) as error:
            refused.append(f"{item.poste or item.nom} : {error.message}")
            continue
        received, conflicts = received + told["recues"], conflicts + told["conflits"]
        colis.ranger(item)
    sent, without = _leave(params, ctx, espace, device)
    parts = [f"{received} modification{'s' if received > 1 else ''} reçue{'s' if received > 1 else ''}"]
    parts += [f"{conflicts} conflit{'s' if conflicts > 1 else ''} à trancher"] if conflicts else []
    parts += [f"{len(refused)} colis laissé{'s' if len(refused) > 1 else ''} de côté"] if refused else []
    many = "s" if sent > 1 else ""
    parts.append(f"{sent} modification{many} déposée{many} pour le prochain échange entre postes")
    note = " Les pièces dépassent la taille d'un colis : portez-les par « envoyer-echange » et une clé." if without else ""
    return {"phrase": " ; ".join(parts) + "." + note, "recues": received, "conflits": conflicts, "refuses": refused, "deposees": sent}


def _leave(params: Params, ctx: JobContext, espace: Any, device: str) -> tuple[int, bool]:
    """(operations left, whether the pieces had to stay)."""
    path = cles.folder(espace).parent / f"depart-{device}.lucca"
    name = f"coffre-{device}-{dt.datetime.now():%Y%m%d-%H%M}.lucca"
    for without in (False, True):
        with contextlib.suppress(OSError):
            path.unlink()
        try:
            made = echange.envoyer({**params, "sortie": str(path), "sans_pieces": without}, ctx)
            if not without and path.stat().st_size > colis.MAX_BYTES:
                continue
            colis.deposer(espace, SERVICE, path, name, remplace=True)
            return made["operations"], without
        finally:
            with contextlib.suppress(OSError):
                path.unlink()
    raise AssertionError("unreachable")


def tell(result: Dict[str, Any]) -> str:
    lines: List[str] = [result["phrase"], *result["refuses"]]
    return "\n".join(lines)
