"""The plans of an affair as pages of a document: a map, its legend, its sources, and the extract that goes with it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Tuple

from shared.report.base import Document

from ..pv.lettres import plain
from ..signature.pdfa import Attachment
from . import image, reglement, site
from .site import Site
from .themes import COULEURS, REGLE_PLU, REGLE_PPR, Plan

LARGEUR, HAUTEUR, HAUTEUR_AVEC_TABLEAU = 178.0, 185.0, 118.0  # millimetres


def add(doc: Document, plan: Plan, ground: Site, given: Optional[str] = None) -> List[Attachment]:
    """One plan, on a page of its own; returns the pages of regulation that go with it."""
    from .dessin import Carte, Legende, fit

    frame = fit(
        ground.forme, LARGEUR, HAUTEUR_AVEC_TABLEAU if plan.tableau else HAUTEUR, plan.marge, plan.echelle or _scale_of_a_point(ground)
    )
    layers = [(style, _inside(ground, style.couche, frame.bbox)) for style in plan.traits]
    picture, credit = None, ""
    if plan.image:
        found = image.find(ground, given)
        if found is None:
            doc.heading(plan.titre)
            doc.paragraph("Aucune photographie aérienne ne couvre ce lieu dans le paquet de données : désignez-en une (--image).")
            return []
        picture, credit = image.window(found[0], frame.bbox, frame.largeur / frame.hauteur), found[1]
    doc.heading(plan.titre)
    if picture is None and not any(rows for _, rows in layers):
        doc.paragraph("Le paquet de données ne contient rien à dessiner autour de ce lieu.")
        return TABLES[plan.tableau](doc, ground) if plan.tableau else []
    doc.add(lambda styles: [Carte(frame, layers, ground.forme, picture)]).space(1.5)
    entries = _legend(layers)
    doc.add(lambda styles: [Legende(entries, LARGEUR * 72 / 25.4)])
    shown = [style.couche for style, rows in layers if rows]
    doc.note(_credit(ground, shown, credit, frame.echelle))
    if plan.tableau:
        return TABLES[plan.tableau](doc, ground)
    return []


def _inside(ground: Site, layer: str, bbox: Tuple[float, float, float, float]) -> List[Dict[str, Any]]:
    import shapely

    frame = shapely.box(*bbox)
    return [row for row in ground.rows(layer, bbox) if row["forme"] is not None and row["forme"].intersects(frame)]


def _scale_of_a_point(ground: Site) -> int:
    return 0 if ground.forme.area else 2000


def _legend(layers: List[Tuple[Any, List[Dict[str, Any]]]]) -> List[Tuple[str, Optional[str], Optional[str]]]:
    from .dessin import SITE, pale

    entries: List[Tuple[str, Optional[str], Optional[str]]] = [("Objet du procès-verbal", "#F9DADB", SITE)]
    for style, rows in layers:
        known = COULEURS.get(style.couche)
        if not rows:
            continue
        if known and style.champ:
            present = {str(row.get(style.champ)) for row in rows}
            entries += [(label, pale(colour, style.alpha), style.trait) for value, (colour, label) in known.items() if value in present]
        else:
            entries.append((style.libelle, style.fond, "#9A9A9A" if style.trait == "#FFFFFF" else style.trait))
    return entries


def _credit(ground: Site, layers: List[str], picture: str, scale: int) -> str:
    told, exercise = site.sources(ground, layers)
    parts = [f"Échelle 1/{scale:,}".replace(",", " ") + " à l'impression A4 sans réduction ; projection Lambert 93"]
    parts += [f"Photographie : {picture}"] if picture else []
    parts += ["Sources : " + " ; ".join(told)] if told else ["Source non renseignée dans le paquet de données"]
    return ". ".join(parts) + f". Tiré le {plain(dt.date.today())}." + (" EXERCICE : données non réelles." if exercise else "")


def _parcels(doc: Document, ground: Site) -> List[Attachment]:
    from .dessin import court

    rows = []
    for parcel in ground.parcelles:
        held = parcel["cadastre"]
        if held is None:
            rows.append([f"{parcel['section']} {parcel['numero']}", parcel["commune"], "introuvable au cadastre installé", None, None])
            continue
        rows.append(
            [
                f"{court(held['section'].lstrip('0'))} {court(held['numero'])}",
                parcel["commune"],
                held["idu"],
                held["contenance"],
                round(parcel["forme"].area),
            ]
        )
    known = [row for row in rows if row[3] is not None]
    total = ["Total", "", "", sum(row[3] for row in known), sum(row[4] for row in known)] if len(known) > 1 else None
    doc.table(
        ("Parcelle", "Commune", "Identifiant cadastral", "Contenance (m²)", "Surface du plan (m²)"),
        rows,
        widths=(1.4, 2.4, 2.6, 1.8, 2),
        numeric=(3, 4),
        total=total,
        empty="Aucune parcelle n'est donnée dans l'affaire.",
    )
    doc.note("La contenance est celle de la documentation cadastrale ; la surface du plan est calculée. Ni l'une ni l'autre ne fixe une limite de propriété.")  # fmt: skip
    return []


def _share(row: Dict[str, Any]) -> str:
    if row["part"] is None:
        return ""
    percent = row["part"] * 100
    return "entière" if percent > 99.5 else f"{percent:.0f} %" if percent >= 1 else "moins de 1 %"


def _plu(doc: Document, ground: Site) -> List[Attachment]:
    found = site.crossing(ground, "zone_urba")
    rows, zones = [], []
    for row in found:
        zone = row["zone"]
        told = " ".join(str(text) for text in (zone.get("libelong"), REGLE_PLU.get(str(zone.get("type_zone")))) if text)
        rows.append([row["parcelle"], zone["libelle"], told, _m2(row), _share(row), reglement.where(zone)])
        zones.append(zone)
    doc.table(
        ("Parcelle", "Zone", "Définition", "m²", "Part", "Règlement"), rows, widths=(1.2, 1, 3.6, 1, 1.2, 3.4), numeric=(3,), empty=_nothing("zone_urba", ground, "zone de document d'urbanisme"),
    )  # fmt: skip
    rules = [
        [row["parcelle"], f"{row['zone'].get('libelle') or row['zone'].get('nature') or ''}", f"{row['zone'].get('typepsc') or ''}-{row['zone'].get('stypepsc') or ''}", _m2(row), _share(row)]
        for row in site.crossing(ground, "prescription_surf")
    ]  # fmt: skip
    if rules:
        doc.table(
            ("Parcelle", "Prescription", "Code CNIG", "m²", "Part"),
            rules,
            widths=(1.2, 5, 1.3, 1, 1.2),
            numeric=(3,),
            title="Prescriptions",
        )
    for text in _documents(ground, zones):
        doc.note(text)
    return reglement.pages(doc, ground, zones)


def _documents(ground: Site, zones: List[Dict[str, Any]]) -> List[str]:
    out = []
    for name in dict.fromkeys(str(zone["idurba"]) for zone in zones if zone.get("idurba")):
        for row in ground.rows("document_urbanisme", idurba=name)[:1]:
            day = f", approuvé le {plain(dt.date.fromisoformat(str(row['date_approbation'])[:10]))}" if row.get("date_approbation") else ""
            out.append(
                f"Document d'urbanisme : {row.get('type_document') or ''} {name}{day}{', ' + row['etat'] if row.get('etat') else ''}."
            )
    return out


def _ppr(doc: Document, ground: Site) -> List[Attachment]:
    rows = []
    procedures: Dict[str, None] = {}
    for row in site.crossing(ground, "zone_reglementaire_ppr"):
        zone = row["zone"]
        rule = REGLE_PPR.get(str(zone.get("type_reglement")), REGLE_PPR["inconnu"])
        name = " ".join(str(zone[part]) for part in ("code_zone", "libelle_zone") if zone.get(part))
        rows.append(
            [row["parcelle"], name or "sans code", rule, _m2(row), _share(row), zone.get("nom") or zone.get("code_procedure") or ""]
        )
        procedures.setdefault(str(zone.get("code_procedure") or ""))
    doc.table(
        ("Parcelle", "Zone", "Règle", "m²", "Part", "Plan"), rows, widths=(1.2, 1.8, 3.6, 1, 1.2, 2.4), numeric=(3,), empty=_nothing("zone_reglementaire_ppr", ground, "zone réglementaire de plan de prévention"),
    )  # fmt: skip
    for code in procedures:
        for held in ground.rows("perimetre_ppr", code_procedure=code)[:1]:
            when = f"approuvé le {plain(dt.date.fromisoformat(str(held['date_approbation'])[:10]))}" if held.get("date_approbation") else "date d'approbation non renseignée"  # fmt: skip
            doc.note(f"{held.get('nom') or 'Plan'} (procédure {code}) : {when}.")
    doc.note("Le règlement du plan, opposable, prévaut sur ce résumé.")
    return []


def _m2(row: Dict[str, Any]) -> Optional[int]:
    return None if row["m2"] is None else round(row["m2"])


def _nothing(layer: str, ground: Site, what: str) -> str:
    if layer not in ground.couches or not ground.rows(layer, ground.forme.buffer(20_000).bounds):
        return f"Le paquet de données ne contient aucune {what} autour de ce lieu : ce silence ne prouve rien, consultez le document."
    return f"Aucune {what} ne couvre ce lieu dans le paquet de données."


TABLES = {"cadastre": _parcels, "plu": _plu, "ppr": _ppr}
