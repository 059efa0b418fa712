"""The one-click map: what a reader finds on the sheet, and what never happens to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ddtm_crise.core.carte.job import run
from shared.errors import BadInput, Cancelled
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext

from .conftest import ROOT, in_qgis, line, make_space, needs_qgis, pdf_text, point

pytestmark = needs_qgis
LATTES = "770000,6272500,774000,6275200"


def make(space, **params):
    return run({"espace": str(space.root), "emprise": LATTES, **params}, JobContext())


def test_the_sheet_says_theme_place_hour_scale_sources_and_exercise(space):
    made = make(space, theme="inondation", format="A3", auteur="Permanence")
    text = pdf_text(made["fichier"])
    for words in (
        "Inondation - Lattes",
        "Situation au",
        "EXERCICE",
        "données non réelles",
        "Échelle 1 :",
        "Légende",
        "hors connexion",
        "Permanence",
    ):
        assert words in text, words
    assert "IGN BD TOPO (mars 2025)" in text and "IGN Admin Express (2025)" in text
    assert "Lambert-93" in text and "PC Lattes" in text
    assert made["pages"] == 1 and made["exercice"] and not made["legende_a_part"]


def test_a_real_pack_is_not_stamped_exercise(tmp_path):
    made = make(make_space(tmp_path / "reel", exercise=False), theme="inondation", format="A4")
    assert "EXERCICE" not in pdf_text(made["fichier"])


def test_the_legend_holds_what_is_drawn_in_the_extent_and_nothing_else(space):
    text = pdf_text(make(space, theme="inondation")["fichier"])
    for words in (
        "Hôpital, clinique",
        "École maternelle",
        "0 à 0,50 m",
        "Autoroute, voie rapide",
        "Section de route coupée",
        "Poste de commandement",
    ):
        assert words in text, words
    for words in ("Camping", "plus de 2 m", "Collège", "Feu", "Itinéraire de déviation"):  # further east, or nowhere
        assert words not in text, words


def test_the_file_is_named_and_filed_and_never_overwritten(space):
    first, second = make(space, theme="route"), make(space, theme="route")
    assert first["fichier"] != second["fichier"] and Path(first["fichier"]).parent == space.sorties
    name = Path(first["fichier"]).name
    day, hour, theme, *_ = name.split("_")
    assert len(day) == 8 and len(hour) == 4 and theme == "route" and name.endswith("_a3.pdf") and name.isascii()


@pytest.mark.parametrize(
    "page_format, orientation, size",
    [("A4", "portrait", (595, 842)), ("A4", "paysage", (842, 595)), ("A3", "paysage", (1191, 842)), ("A0", "portrait", (2384, 3370))],
)
def test_formats_have_their_true_size_and_embedded_fonts(space, page_format, orientation, size):
    made = make(space, theme="inondation", format=page_format, orientation=orientation)
    info = subprocess.run(["pdfinfo", made["fichier"]], capture_output=True, text=True, check=True).stdout
    width, height = next(text.split(":")[1].split()[0:3:2] for text in info.splitlines() if text.startswith("Page size"))
    assert abs(float(width) - size[0]) < 2 and abs(float(height) - size[1]) < 2
    fonts = subprocess.run(["pdffonts", made["fichier"]], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(text.split()[-5] == "yes" for text in fonts), fonts
    assert "Title:" in info and "Inondation" in info


def test_a_very_long_title_is_made_to_fit_and_stays_whole(space):
    title = (
        "Inondation du Lez et de la Mosson, secteur de Lattes, Pérols et Villeneuve-lès-Maguelone, établissements sensibles et axes coupés"
    )
    made = make(space, theme="inondation", format="A4", orientation="portrait", titre=title)
    assert " ".join(title.split()) in " ".join(
        pdf_text(made["fichier"], 1).replace("EXERCICE", "").replace("données non réelles", "").split()
    )


def test_thirty_kinds_of_things_go_to_a_legend_page_rather_than_being_cut(space):
    from shared.catalogue.domaines import NATURE_ETABLISSEMENT, TYPE_SITUATION

    places = [{"nature": code, "nom": code, "geom": point(300 + 150 * n, 1500)} for n, code in enumerate(NATURE_ETABLISSEMENT.codes)]
    insert_rows(space.referentiel_gpkg, "etablissement", places)
    drawn = [{"type_situation": code, "etat": "prevu", "geom": point(300 + 200 * n, 2200)} for n, code in enumerate(TYPE_SITUATION.codes)]
    insert_rows(space.travail_gpkg, "situation_point", drawn)
    made = make(space, theme="inondation", format="A4", orientation="portrait")
    assert made["legende_a_part"] and made["pages"] == 2
    assert "Légende : voir la page suivante" in pdf_text(made["fichier"], 1)
    legend = " ".join(pdf_text(made["fichier"], 2).split())
    for label in ("Mairie", "Gendarmerie", "Feu (prévu)", "Zone interdite (prévu)", "Risque technologique (prévu)", "Limite de commune"):
        assert label in legend, label


def test_an_empty_map_is_a_map_without_legend_nor_error(space):
    made = run({"espace": str(space.root), "emprise": "900000,6700000,904000,6703000", "format": "A4"}, JobContext())
    assert made["pages"] == 1 and "Légende" not in pdf_text(made["fichier"])


def test_the_last_results_follow_on_their_own_page(space):
    insert_rows(
        space.travail_gpkg,
        "itineraire",
        [{"calcul_uuid": "c", "libelle": "Béziers > Nîmes", "type_itineraire": "calcule", "rang": 1, "longueur_m": 142_000.0, "duree_s": 7_260.0, "ecart_s": 2_460.0,
          "description": "A9 > sortie 31 > D132", "geom": line((0, 0), (3000, 3000))}],
    )  # fmt: skip
    made = make(space, theme="inondation", tableaux=["evacuation", "deviation"])
    page = pdf_text(made["fichier"], 2)
    for words in (
        "Environ 1 200 personnes (900 à 1 500).",
        "Lattes",
        "900-1",
        "Béziers > Nîmes",
        "142 km",
        "2 h 01",
        "+ 41 min",
        "A9 > sortie 31 > D132",
    ):
        assert words in page.replace("\u00a0", " "), words
    assert made["pages"] == 2


def test_a_table_of_two_hundred_communes_takes_as_many_pages_as_it_needs_and_loses_none(space):
    from shared.gpkg import read

    uuid = read.rows(space.travail_gpkg, "evacuation")[0]["uuid"]
    insert_rows(
        space.travail_gpkg,
        "evacuation_commune",
        [{"evacuation_uuid": uuid, "nom": f"Commune-{n:03d}", "pop_nuit": float(n)} for n in range(200)],
    )
    made = make(space, theme="inondation", format="A4", tableaux=["evacuation"])
    text = pdf_text(made["fichier"])
    assert made["pages"] >= 4 and all(text.count(f"Commune-{n:03d}") == 1 for n in range(200))


def test_a_series_gives_one_page_a_commune_or_one_file_each(space):
    one = make(space, theme="route", communes=["lattes", "34198"])
    assert one["pages"] == 2 and "serie" in Path(one["fichier"]).name
    assert "Axe coupé et déviation - Lattes" in pdf_text(one["fichier"], 1) and "- Pérols" in pdf_text(one["fichier"], 2)
    many = make(space, theme="route", communes=["emprise"], emprise="770500,6272500,777500,6275200", un_fichier_par_commune=True)
    assert [name for name in ("lattes", "perols") if any(f"_{name}_" in Path(file).name for file in many["fichiers"])] == [
        "lattes",
        "perols",
    ]


def test_png_and_geopdf(space):
    picture = make(space, theme="inondation", format="A4", type="png", sortie=str(space.sorties / "carte.png"))
    assert Path(picture["fichier"]).read_bytes().startswith(b"\x89PNG")
    geo = make(space, theme="inondation", format="A4", type="geopdf")
    assert b"/GPTS" in Path(geo["fichier"]).read_bytes() or b"/Measure" in Path(geo["fichier"]).read_bytes()


def test_a_heavy_layer_neither_vanishes_nor_bloats_the_document(space):
    told = in_qgis(
        """
        import math, random
        random.seed(1)
        heavy = QgsVectorLayer("Polygon?crs=EPSG:2154", "Couche lourde", "memory")
        features = []
        for n in range(9000):
            x, y = X0 + random.uniform(0, 4000), Y0 + random.uniform(700, 3300)
            ring = [QgsPointXY(x + 25 * (1 + 0.4 * random.random()) * math.cos(a / 20), y + 25 * math.sin(a / 20)) for a in range(120)]
            feature = QgsFeature()
            feature.setGeometry(QgsGeometry.fromPolygonXY([ring]))
            features.append(feature)
        heavy.dataProvider().addFeatures(features)
        symbol = QgsFillSymbol.createSimple({"color": "255,0,255,255", "outline_style": "no"})
        heavy.setRenderer(QgsSingleSymbolRenderer(symbol))
        projet.ouvrir_theme(project, espace, "inondation")
        project.addMapLayer(heavy)
        made = export(project, MapRequest(extent=window(), page_format="A4", path=espace.sorties / "lourde.pdf"), espace)
        tell(made=made, size=os.path.getsize(made["fichier"]), forced=heavy.renderer().forceRasterRender())
        """,
        space,
    )
    assert told["made"]["pixels"] == ["Couche lourde"] and not told["forced"], "the user's own layer is left as it was"
    assert told["size"] < 3_000_000
    assert "Couche lourde" in pdf_text(told["made"]["fichier"])
    assert _share_of_magenta(told["made"]["fichier"], space) > 0.1


def _share_of_magenta(pdf: str, space) -> float:
    stem = space.root / "rendu"
    subprocess.run(["pdftoppm", "-r", "40", "-singlefile", pdf, str(stem)], check=True)
    data = stem.with_suffix(".ppm").read_bytes()
    pixels = data[data.index(b"255\n") + 4 :]
    magenta = sum(1 for i in range(0, len(pixels) - 2, 3) if pixels[i] > 200 and pixels[i + 1] < 60 and pixels[i + 2] > 200)
    return magenta / (len(pixels) / 3)


@pytest.mark.parametrize(
    "params, words",
    [
        ({"theme": "neige"}, "« neige » n'existe pas"),
        ({"format": "A7"}, "« A7 » n'existe pas"),
        ({"emprise": "Atlantide"}, "« Atlantide » n'est pas dans le paquet"),
        ({"emprise": "10,10,5,5"}, "quatre nombres"),
        ({"type": "docx"}, "choisissez pdf, geopdf ou png"),
        ({"vue": "Ma vue"}, "« Ma vue » n'existe pas"),
        ({"tableaux": ["meteo"]}, "« meteo » n'existe pas"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_sentence_and_writes_nothing(space, params, words):
    with pytest.raises(BadInput, match=words):
        make(space, **params)
    assert list(space.sorties.iterdir()) == []


def test_a_missing_pack_is_said_in_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="paquet de données est absent"):
        run({"espace": str(tmp_path)}, JobContext())


def test_a_folder_that_cannot_be_written_is_said_and_left_as_it_was(space):
    blocked = space.root / "fichier"
    blocked.write_text("occupé")
    with pytest.raises(BadInput, match="ne peut pas être créé"):
        make(space, sortie=str(blocked / "carte.pdf"))
    assert blocked.read_text() == "occupé"


def test_stop_ends_the_child_and_leaves_no_file(space):
    stop = threading.Event()
    threading.Timer(0.8, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(
            {"espace": str(space.root), "emprise": LATTES, "cartes": [{"emprise": LATTES, "format": "A0"}] * 20},
            JobContext(is_cancelled=stop.is_set),
        )
    assert time.monotonic() - started < 2.5
    assert not [path for path in space.sorties.iterdir() if ".part" in path.name and path.stat().st_mtime > time.time() + 1]


def test_the_command_line_prints_one_json_object(space):
    command = [
        sys.executable,
        "-m",
        "ddtm_crise",
        "carte",
        "--espace",
        str(space.root),
        "--emprise",
        "Lattes",
        "--format",
        "A4",
        "--sortie",
        str(space.sorties / "x.pdf"),
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["fichier"] == str(space.sorties / "x.pdf")
    refused = subprocess.run([*command[:-1], "--vue", "Rien"], cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert refused.returncode == 2 and "« Rien » n'existe pas" in refused.stderr and "Traceback" not in refused.stderr


def test_the_algorithm_prints_the_map_on_screen(space):
    told = in_qgis(
        """
        from ddtm_crise.processing.carte_pdf import CartePdf
        projet.ouvrir_theme(project, espace, "route")
        algorithm = CartePdf().create()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        context.setProject(project)
        parameters = {"EMPRISE": "770000,774000,6272500,6275200 [EPSG:2154]", "FORMAT": 0, "ESPACE": str(espace.root), "TABLEAUX": [0]}
        ok, message = algorithm.checkParameterValues(parameters, context)
        results, good = algorithm.run(parameters, context, feedback)
        tell(ok=ok, good=good, results=results, threaded=not bool(algorithm.flags() & QgsProcessingAlgorithm.Flag.FlagNoThreading), help=len(algorithm.shortHelpString()))
        """,
        space,
    )
    assert told["ok"] and told["good"] and not told["threaded"] and told["help"] > 200
    assert told["results"]["PAGES"] == 2 and Path(told["results"]["FICHIER"]).is_file() and "Carte «" in told["results"]["PHRASE"]
