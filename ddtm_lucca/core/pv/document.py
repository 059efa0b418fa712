"""The report as a PDF: who, when, where, what was seen, which offences, which pieces, to whom; then the photographs."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from shared.report.base import Document

from ..modele import EVOLUTIONS
from ..signature import pdfa
from . import blocs, images, phrases
from .blocs import new_page
from .dossier import Dossier, is_cgv
from .lettres import day as day_in_words
from .lettres import hour, plain
from .regles import day, known_day

Photos = Sequence[blocs.Photo]


def build(
    dossier: Dossier,
    number: str,
    photos: Photos = (),
    pages: Optional[int] = None,
    content_hash: str = "",
    draft: bool = True,
    boxes: Optional[Dict[str, pdfa.Box]] = None,
) -> Document:
    """The report. pages: printed when known (second pass). draft: marked as such until it is closed. boxes: filled with the signature's place."""
    pv, kind = dossier["pv"], dossier["pv"]["type"]
    title = phrases.TYPES[kind] + (_codes(dossier) if kind == "infraction" else "")
    written = day(pv.get("redige_le"))
    doc = Document(
        title,
        subtitle=f"N° {number}" + (" - PROJET, non clos" if draft else ""),
        author=_author(dossier),
        service=blocs.service(dossier["agent"], dossier["affaire"].get("commune", "")),
        place_and_date=f"{pv.get('fait_a') or '…'}, le {plain(written) if written else '…'}",
    )
    _opening(doc, dossier)
    _place(doc, dossier)
    if kind == "rectificatif":
        doc.heading("Objet de la rectification")
        doc.paragraph(
            f"Le présent procès-verbal rectifie le procès-verbal n° {dossier.get('numero_rectifie') or pv.get('rectifie') or ''}, qui reste annexé et n'est pas modifié."
        )
        doc.paragraph(pv.get("motif_rectification") or "")
    if kind == "reactualisation":
        _follow_up(doc, dossier)
    _findings(doc, dossier)
    if kind != "rapport":
        _offences(doc, dossier)
    _ending(doc, dossier, pages, content_hash, draft, {} if boxes is None else boxes)
    if photos:
        doc.add(new_page).heading("Annexe : planche photographique")
        blocs.sheet(doc, photos)
    return doc


def _codes(dossier: Dossier) -> str:
    texts = " ".join(item.get("definie_par") or "" for item in dossier["infractions"])
    names = [
        name
        for sign, name in (("C.URBANISME", "de l'urbanisme"), ("C.ENVIR", "de l'environnement"), ("C.FORESTIER", "forestier"))
        if sign in texts
    ]
    return (" au code " + " et au code ".join(names)) if names else ""


def _author(dossier: Dossier) -> str:
    return f"{dossier['agent'].get('prenom', '')} {dossier['agent'].get('nom', '')}".strip()


def _heading(doc: Document, text: str) -> None:
    """A heading that never stays alone at the foot of a page."""

    def make(styles: Any) -> List[Any]:
        from reportlab.lib.units import mm
        from reportlab.platypus import CondPageBreak

        return [CondPageBreak(28 * mm)]

    doc.add(make).heading(text)


def _opening(doc: Document, dossier: Dossier) -> None:
    for line in phrases.vu(dossier):
        doc.paragraph(f"Vu {line} ;")
    visit, agent = dossier["controle"], dossier["agent"]
    moment = day(visit.get("date"))
    when = f"{day_in_words(moment)}{', à ' + hour(visit['heure_debut']) if visit.get('heure_debut') else ''}" if moment else "…"
    doc.space(1)
    doc.sentence(when[0].upper() + when[1:] + ",")
    carried = ", ayant sur nous notre commission" if visit.get("commission_portee") else ""
    doc.paragraph(f"Nous, {phrases.agent(agent)}{carried},")
    attendants = [str(name) for name in visit.get("assistants") or []]
    others = dossier.get("agents_presents") or []
    company = [*(phrases.agent(row) for row in others), *attendants]
    if company:
        doc.paragraph("en présence de : " + " ; ".join(company) + ",")


def _place(doc: Document, dossier: Dossier) -> None:
    affair = dossier["affaire"]
    place = ", ".join(str(affair[name]) for name in ("adresse", "lieu_dit") if affair.get(name))
    doc.paragraph(
        f"avons procédé sur la commune de {affair['commune']} ({affair['code_insee']}){', ' + place if place else ''}, aux constatations qui suivent."
    )
    _parcels(doc, dossier["parcelles"])
    zones = [
        ("Zone du PLU", affair.get("zone_plu")),
        ("Zone du plan de prévention des risques", affair.get("zone_ppr")),
        ("Risques", affair.get("risques")),
    ]
    known = [[label, value] for label, value in zones if value]
    if known:
        doc.table(("Règle applicable au terrain", "Zone"), known, widths=(3, 5))
    if dossier["personnes"]:
        doc.table(("Personne", "Qualité"), [phrases.person(row) for row in dossier["personnes"]], widths=(6, 2), title="Personnes")


COMPACT = 8  # parcels of one commune from which the table is set in three columns


def _parcels(doc: Document, parcels: Sequence[Mapping[str, Any]]) -> None:
    if not parcels:
        return
    names = [f"{row.get('prefixe') or ''} {row['section']} {row['numero']}".strip() for row in parcels]
    communes = {row["commune"] for row in parcels}
    known = [row["contenance"] for row in parcels if row.get("contenance")]
    whole = f"{len(parcels)} parcelles, contenance totale {_area(sum(known))}" if len(known) == len(parcels) > 1 else ""
    if len(parcels) > COMPACT and len(communes) == 1:
        cells = [text for name, row in zip(names, parcels) for text in (name, _area(row.get("contenance")))]
        rows = [cells[rank : rank + 6] for rank in range(0, len(cells), 6)]
        rows[-1] += [""] * (6 - len(rows[-1]))
        doc.table(("Parcelle", "Contenance") * 3, rows, widths=(1, 1) * 3, title=f"Unité foncière, commune de {communes.pop()}")
    else:
        rows = [[name, row["commune"], _area(row.get("contenance"))] for name, row in zip(names, parcels)]
        doc.table(("Parcelle", "Commune", "Contenance"), rows, widths=(2, 4, 2), title="Unité foncière")
    if whole:
        doc.note(whole + ".")


def _area(value: Any) -> str:
    return f"{value:,g} m²".replace(",", "\u00a0").replace(".", ",") if value else ""


def _follow_up(doc: Document, dossier: Dossier) -> None:
    """What became of the place since the report before."""
    before = dossier.get("precedent") or {}
    when = f" du {plain(known_day(before['redige_le']))}" if before.get("redige_le") else ""
    doc.heading("Objet de la réactualisation")
    doc.paragraph(f"Le présent procès-verbal fait suite au procès-verbal n° {before.get('numero') or '…'}{when}, qui n'est pas modifié.")
    state = EVOLUTIONS.get(str(dossier["pv"].get("evolution") or ""))
    if state:
        doc.paragraph(f"Au jour du présent contrôle, la situation {state}.")


def _findings(doc: Document, dossier: Dossier) -> None:
    pv, visit = dossier["pv"], dossier["controle"]
    names = [f"{row['prenom']} {row['nom']}" for row in [dossier["agent"], *(dossier.get("agents_presents") or [])] if row.get("nom")]
    _heading(doc, "Conditions du contrôle")
    sent = (
        f" L'intéressé avait été convoqué par courrier du {plain(known_day(visit['convocation_le']))}."
        if visit.get("convocation_le")
        else ""
    )
    end = f" Le contrôle a pris fin à {hour(visit['heure_fin'])}." if visit.get("heure_fin") else ""
    seen = phrases.ON_PUBLIC_LAND if is_cgv(dossier) and visit.get("lieu") == "exterieur" else phrases.visit(visit, names)
    doc.paragraph(seen + sent + end)
    _heading(doc, "Nous avons constaté")
    for text in str(pv.get("constatations") or "").splitlines():
        if text.strip():
            doc.paragraph(text.strip())
    _measures(doc, dossier["affaire"])
    if pv.get("precisions"):
        doc.paragraph(pv["precisions"])
    if is_cgv(dossier):
        _heading(doc, "Limite du domaine public")
        doc.paragraph(pv.get("limite_domaine") or "")
    if visit.get("declarations"):
        _heading(doc, "Déclarations spontanées, rapportées mot à mot")
        doc.paragraph(visit["declarations"])


def _measures(doc: Document, affair: Mapping[str, Any]) -> None:
    fields = (
        ("Surface de plancher", "surface_plancher", "m²"),
        ("Emprise au sol", "emprise", "m²"),
        ("Bassin", "bassin", "m²"),
        ("Hauteur", "hauteur", "m"),
    )
    rows = [[label, f"{affair[name]:g} {unit}".replace(".", ",")] for label, name, unit in fields if affair.get(name)]
    if rows:
        doc.table(("Mesure", "Valeur relevée"), rows, widths=(3, 5))


def _offences(doc: Document, dossier: Dossier) -> None:
    if dossier["pv"].get("attendus"):
        _heading(doc, "Attendu que")
        doc.paragraph(dossier["pv"]["attendus"])
    rows = []
    for item in dossier["infractions"]:
        if item.get("absent"):
            rows.append([str(item["numero"]), "Code absent de la nomenclature", "", ""])
            continue
        rows.append(
            [
                str(item["numero"]),
                f"{item['qualification']} ({item['nature'] or 'nature non renseignée'})",
                item["definie_par"],
                item["reprimee_par"],
            ]
        )
    if rows:
        _heading(doc, "Ces faits sont susceptibles de constituer")
        doc.table(("NATINF", "Infraction", "Définie par", "Réprimée par"), rows, widths=(1.1, 4, 3.2, 2.9))
        doc.note(
            f"Textes de la nomenclature NATINF, édition {dossier['infractions'][0].get('edition', '')}, tels qu'au jour de la clôture."
        )
    elif is_cgv(dossier):
        _heading(doc, "Qualification")
        doc.paragraph("Ces faits sont susceptibles de constituer une contravention de grande voirie, prévue et réprimée par les articles L.2132-2 et L.2132-3 du code général de la propriété des personnes publiques.")  # fmt: skip


def _ending(doc: Document, dossier: Dossier, pages: Optional[int], content_hash: str, draft: bool, boxes: Dict[str, pdfa.Box]) -> None:
    pv = dossier["pv"]
    blocs.pieces(doc, dossier["pieces"])
    told = [phrases.addressee(str(name), pv.get("tribunal")) for name in pv.get("destinataires") or []]
    written = day(pv.get("redige_le"))
    numbered = f", numérotées de 1 à {pages}" if pages and pages > 1 else ""
    what = "rapport" if pv.get("type") == "rapport" else "procès-verbal"
    count = f" Le présent {what} comporte {pages} page{'s' if pages > 1 else ''}{numbered}." if pages else ""
    closing = f"Fait et clos à {pv.get('fait_a') or '…'}, {day_in_words(written) if written else '…'}.{count}"
    agents = [dossier["agent"], *(dossier.get("agents_presents") or [])]
    doc.add(lambda styles: _closing(styles, told, closing, agents, content_hash, draft, boxes))
    doc.note(phrases.REPORT_ONLY if what == "rapport" else phrases.ADMINISTRATIVE if is_cgv(dossier) else phrases.PUBLIC_SECRET)


def _closing(
    styles: Any, told: List[str], text: str, agents: List[Mapping[str, Any]], content_hash: str, draft: bool, boxes: Dict[str, pdfa.Box]
) -> List[Any]:
    """Addressees, date in words and signatures: never apart, so that no page carries signatures alone."""
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    from shared.report.parts import plain as safe

    lines = [Paragraph("Destinataires", styles.heading), Paragraph("En double exemplaire, adressé sans délai à :", styles.body)]
    lines += [Paragraph("- " + safe(name), styles.body) for name in told]
    lines += [Spacer(1, 3 * mm), Paragraph(safe(text), styles.body), Spacer(1, 2 * mm)]
    lines += blocs.signatures(styles, agents, draft, boxes)
    if content_hash:
        lines.append(Paragraph(safe(f"Empreinte du contenu scellé (SHA-256) : {content_hash}"), styles.note))
    return [KeepTogether(lines)]


def count(dossier: Dossier, number: str, photos: Photos = ()) -> int:
    """Pages of the report, with blank pictures of the same size: quick."""
    return build(dossier, number, images.blanks(photos), 99).render()[1]


def render(
    dossier: Dossier,
    number: str,
    photos: Photos = (),
    content_hash: str = "",
    draft: bool = True,
    pages: Optional[int] = None,
    attachments: Sequence[pdfa.Attachment] = (),
) -> Tuple[bytes, int]:
    """(PDF/A, pages). pages: what `count` said; the document is made again only when that was wrong."""
    pages = pages or count(dossier, number, photos)
    for _ in range(3):
        boxes: Dict[str, pdfa.Box] = {}
        doc = build(dossier, number, photos, pages, content_hash, draft, boxes)
        data, again = pdf(doc, attachments, boxes)
        if again == pages:
            break
        pages = again
    return data, pages


def pdf(doc: Document, attachments: Sequence[pdfa.Attachment] = (), boxes: Optional[Mapping[str, pdfa.Box]] = None) -> Tuple[bytes, int]:
    """A document as a PDF/A-3b, and its number of pages."""
    from reportlab import rl_config

    rl_config.useA85 = 0  # pictures as they are: text encoding makes them slow and a quarter larger
    data, pages = doc.render()
    told = {"title": f"{doc.title} {doc.subtitle}".strip(), "author": doc.author, "subject": doc.subject or doc.subtitle}
    return pdfa.to_archive(data, moment=doc.moment, attachments=attachments, boxes=boxes, **told), pages
