"""Play one case from the entry to the package: the same steps as the controller's, each one told."""

import io

import shapely
from PIL import Image, ImageDraw

from ddtm_lucca.core.coffre import session
from ddtm_lucca.core.plans import job as plans
from ddtm_lucca.core.pv import job as reports
from ddtm_lucca.core.pv import saisie, transmission
from ddtm_lucca.core.signature import job as signature
from shared.espace import Espace
from shared.gpkg import read

from .cas import ALICE, BRUNO, CASES, WRITTEN

BEACH = (775500.0, 6272500.0)


def ground(path, case):
    """(x, y, rows of the cadastre) of a case, in the pack's own layers."""
    if case["zone"] is None:
        return (*BEACH, [])
    layer, field, value = case["zone"]
    for zone in read.rows(path, layer, {field: value}):
        shape = shapely.from_wkb(zone["geom"])
        point = shape.representative_point()
        near = read.rows(path, "parcelle", bbox=(point.x - 400, point.y - 400, point.x + 400, point.y + 400))
        here = [row for row in near if shapely.from_wkb(row["geom"]).contains(point)]
        plan = (
            read.rows(path, "zone_urba", {"type_zone": case["plan"]}, bbox=(point.x, point.y, point.x, point.y))
            if case.get("plan")
            else [None]
        )
        if not here or not any(row is None or shapely.from_wkb(row["geom"]).contains(point) for row in plan):
            continue
        same = sorted(
            (row for row in near if row["code_insee"] == here[0]["code_insee"]),
            key=lambda row: shapely.distance(shapely.from_wkb(row["geom"]), point),
        )
        if len(same) >= case["parcelles"]:
            return point.x, point.y, same[: case["parcelles"]]
    raise AssertionError(f"no ground for {case['zone']}")


def photograph(rank, size=(1600, 1200)):
    """A picture of its own, with noise: it weighs what a photograph weighs."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.rectangle((0, 0, width, height * 0.55), fill=(150, 180 + rank * 3, 220))
    draw.rectangle((0, height * 0.55, width, height * 0.7), fill=(120, 140, 80))
    draw.polygon([(width * 0.3, height * 0.6), (width * 0.5, height * 0.35), (width * 0.7, height * 0.6)], fill=(140, 70, 60))
    draw.rectangle((width * 0.33, height * 0.58, width * 0.67, height * 0.8), fill=(200, 190 - rank * 5, 160))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def paper(title):
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, title)
    canvas.save()
    return out.getvalue()


def play(name, params, ctx, folder, certificate=None):
    """{"made", "proposes", "verification", "clos", "signe", "pv" (path), "envoi" (folder)}; certificate: (file, passphrase)."""
    case = CASES[name]
    folder.mkdir(parents=True, exist_ok=True)
    path = Espace.at(params["espace"]).referentiel_gpkg
    x, y, rows = ground(path, case)
    communes = read.rows(path, "commune", bbox=(x, y, x, y))
    commune = next(
        (row for row in communes if shapely.from_wkb(row["geom"]).intersects(shapely.Point(x, y))),
        {"nom": "Mauguio", "code_insee": "34154"},
    )
    agents = [saisie.agent({**params, "fiche": card}, ctx)["agent"] for card in (ALICE, BRUNO)[: case.get("agents", 1)]]
    entry = {part: dict(value) if isinstance(value, dict) else value for part, value in case["saisie"].items()}
    entry["affaire"].update(x=x, y=y, commune=commune["nom"], code_insee=commune["code_insee"], ouverte_le="2026-03-02")
    entry["parcelles"] = [
        {
            "commune": commune["nom"],
            "section": row["section"].lstrip("0"),
            "numero": row["numero"].lstrip("0"),
            "contenance": row["contenance"],
        }
        for row in rows
    ]
    entry["controle"]["agents"] = agents
    entry["pv"]["agent"] = agents[0]
    entry["pieces"] = []
    for rank in range(1, case["photos"] + 1):
        (folder / f"vue-{rank:02d}.jpg").write_bytes(photograph(rank))
        entry["pieces"].append(
            {
                "chemin": f"vue-{rank:02d}.jpg",
                "legende": f"Vue {rank}, prise depuis {'la voie' if rank % 2 else 'le chemin'}",
                "prise_le": "2026-03-10 09:4" + str(rank % 10),
            }
        )
    if entry["controle"]["lieu"] == "interieur_assentiment":
        (folder / "assentiment.pdf").write_bytes(paper("Assentiment à la visite"))
        entry["pieces"].append({"chemin": "assentiment.pdf", "legende": "Assentiment écrit de l'occupante", "nature": "assentiment"})
    made = saisie.run({**params, "saisie": entry, "dossier": str(folder)}, ctx)
    proposed = [row["numero"] for row in reports.proposer({**params, "affaire": made["numero"]}, ctx)["propositions"]]
    with session.depot(params) as depot:
        depot.put("pv", {"natinf": [str(number) for number in proposed]}, uuid=made["pv"])
    plans.run({**params, "affaire": made["numero"], "joindre": True, "plans": "situation,cadastre,plu,ppr" if rows else "situation"}, ctx)
    checked = reports.verifier({**params, "affaire": made["numero"], "date": WRITTEN}, ctx)
    told = {"made": made, "proposes": proposed, "verification": checked, "pv": folder / "pv.pdf", "envoi": folder / "envoi"}
    if checked["nombres"]["bloquant"]:
        return told
    told["clos"] = reports.clore({**params, "affaire": made["numero"], "date": WRITTEN}, ctx)
    if certificate:
        told["signe"] = signature.signer(
            {**params, "pv": made["pv"], "certificat": str(certificate[0]), "phrase_certificat": certificate[1]}, ctx
        )
    reports.produire({**params, "pv": made["pv"], "sortie": str(told["pv"]), "motif": "relecture", "date": WRITTEN}, ctx)
    transmission.run({**params, "pv": made["pv"], "sortie": str(told["envoi"]), "motif": "article L.480-1", "date": WRITTEN}, ctx)
    return told
