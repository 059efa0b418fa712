"""Opening a theme: what is there, what is protected, what is missing, and nothing twice."""

from __future__ import annotations

import os

from shared import catalogue

from .conftest import in_qgis, needs_qgis

pytestmark = needs_qgis


def test_a_theme_opens_every_layer_once_in_its_group_protected_and_dated(space):
    told = in_qgis(
        """
        import time
        first = projet.ouvrir_theme(project, espace, "inondation")
        count = len(project.mapLayers())
        started = time.perf_counter()
        second = projet.ouvrir_theme(project, espace, "inondation")
        again = time.perf_counter() - started
        by_name = {layer.customProperty("ddtm/couche"): layer for layer in project.mapLayers().values()}
        commune, drawn = by_name["commune"], by_name["situation_point"]
        tell(first=first["couches"], same=first["couches"] == second["couches"], count=count, after=len(project.mapLayers()), again=again,
             missing=first["absentes"], exercise=first["exercice"], extent=first["emprise"], crs=project.crs().authid(),
             groups=[child.name() for child in project.layerTreeRoot().children()],
             nodes=len(project.layerTreeRoot().findLayers()),
             read_only=commune.readOnly(), removable=bool(commune.flags() & QgsMapLayer.LayerFlag.Removable),
             editable=not drawn.readOnly(), note=QgsLayerNotesUtils.layerNotes(commune),
             views=project.mapThemeCollection().mapThemes(), title=project.title(),
             heavy=by_name["batiment"].isInScaleRange(20000), near=by_name["batiment"].isInScaleRange(10000),
             people=project.layerTreeRoot().findLayer(by_name["carreau_population"].id()).isVisible())
        """,
        space,
    )
    assert told["count"] == told["after"] == told["nodes"] and told["same"] and told["again"] < 0.5
    assert told["missing"] == [] and told["exercise"] and told["crs"] == "EPSG:2154" and told["extent"]
    assert told["groups"] == ["Situation", "Enjeux", "Danger", "Routes", "Fond"]
    assert told["read_only"] and not told["removable"] and told["editable"]
    assert "IGN Admin Express (2025)" in told["note"] and "Licence ouverte" in told["note"]
    assert {"Vue d'ensemble", "Routes et déviations", "Population à évacuer"} <= set(told["views"])
    assert told["title"].startswith("EXERCICE")
    assert told["near"] and not told["heavy"], "buildings only below 1:15 000"
    assert not told["people"], "population is drawn only when asked"


def test_every_map_layer_of_the_catalogue_has_a_style(space):
    told = in_qgis("from shared.carto import styles; tell(names=sorted(styles.STYLES))", space)
    wanted = {layer.name for layer in catalogue.LAYERS.values() if layer.geometry}
    assert wanted <= set(told["names"])


def test_every_symbol_file_named_by_a_style_exists(space):
    told = in_qgis(
        """
        from shared.catalogue.domaines import ETAT_SITUATION, NATURE_ETABLISSEMENT, TYPE_SITUATION
        from shared.carto.styles.enjeux import SIGNES
        from shared.carto.styles.situation import COULEURS
        from shared.carto.symbols import svg
        files = [svg(f"situation_{kind}") for kind in TYPE_SITUATION.codes] + [svg(f"enjeu_{drawing}") for drawing, _, _ in SIGNES.values()]
        tell(absent=[path for path in files if not os.path.isfile(path)], signs=sorted(SIGNES) == sorted(NATURE_ETABLISSEMENT.codes), kinds=sorted(COULEURS) == sorted(TYPE_SITUATION.codes))
        """,
        space,
    )
    assert told == {"absent": [], "signs": True, "kinds": True}


def test_changing_theme_hides_what_does_not_serve_and_keeps_the_drawings(space):
    told = in_qgis(
        """
        projet.ouvrir_theme(project, espace, "inondation")
        projet.ouvrir_theme(project, espace, "route")
        shown = {layer.customProperty("ddtm/couche") for layer in project.layerTreeRoot().checkedLayers()}
        names = [layer.customProperty("ddtm/couche") for layer in project.mapLayers().values()]
        tell(shown=sorted(shown), twice=len(names) != len(set(names)))
        """,
        space,
    )
    assert not told["twice"]
    assert {"situation_point", "coupure_ligne", "itineraire_substitution", "echangeur", "troncon_de_route"} <= set(told["shown"])
    assert not {"etablissement", "zone_inondee_potentielle", "zone_alea"} & set(told["shown"])


def test_what_was_deleted_leaves_the_map(space):
    from shared.gpkg import read
    from shared.gpkg.write import set_status

    row = read.rows(space.travail_gpkg, "situation_point")[0]
    set_status(space.travail_gpkg, "situation_point", [row["uuid"]], "supprime")
    told = in_qgis(
        """
        opened = projet.ouvrir_theme(project, espace, "inondation")
        tell(count=project.mapLayer(opened["couches"]["situation_point"]).featureCount())
        """,
        space,
    )
    assert told["count"] == 0


def test_a_new_generation_of_the_pack_is_shown_at_the_next_opening(space):
    told = in_qgis(
        """
        import shutil
        first = projet.ouvrir_theme(project, espace, "inondation")
        root = Path(sys.argv[1]) / "referentiel"
        shutil.copytree(root / "gen-1", root / "gen-2")
        (root / "CURRENT").write_text("gen-2")
        second = projet.ouvrir_theme(project, espace, "inondation")
        layer = project.mapLayer(second["couches"]["commune"])
        tell(same=first["couches"] == second["couches"], source=layer.source(), valid=layer.isValid(), rows=layer.featureCount(), kind=type(layer.renderer()).__name__)
        """,
        space,
    )
    assert told["same"] and "gen-2" in told["source"] and told["valid"] and told["rows"] == 2


def test_without_a_pack_the_drawings_still_open_and_the_absence_is_said(space):
    (space.referentiel_dir / "CURRENT").unlink()
    told = in_qgis(
        """
        opened = projet.ouvrir_theme(project, espace, "inondation")
        tell(couches=sorted(opened["couches"]), warnings=opened["avertissements"])
        """,
        space,
    )
    assert "situation_point" in told["couches"] and "commune" not in told["couches"]
    assert len(told["warnings"]) == 1 and "paquet de données est absent" in told["warnings"][0]


def test_unknown_theme_empty_space_and_damaged_pack_give_one_sentence(space, tmp_path):
    code = """
    try:
        projet.ouvrir_theme(project, espace, sys.argv[2])
        tell(message="", layers=len(project.mapLayers()))
    except DdtmError as error:
        tell(message=error.message, status=error.exit_status, layers=len(project.mapLayers()))
    """
    unknown = in_qgis(code, space, "neige")
    assert "« neige » n'existe pas" in unknown["message"] and unknown["status"] == 2 and unknown["layers"] == 0
    (tmp_path / "vide").mkdir()
    empty = in_qgis(code, type(space).at(tmp_path / "vide"), "inondation")
    assert "absent" in empty["message"]
    path = space.referentiel_gpkg
    path.write_bytes(path.read_bytes()[:9_000])
    os.remove(space.travail_gpkg)
    damaged = in_qgis(code, space, "inondation")
    assert "illisible" in damaged["message"] and "réinstallez" in damaged["message"]


def test_the_project_can_be_written_for_the_desktop_and_read_again(space, tmp_path):
    told = in_qgis(
        """
        projet.ouvrir_theme(project, espace, "route")
        target = Path(sys.argv[2])
        projet.enregistrer(project, target)
        project.clear()
        ok = project.read(str(target))
        names = {layer.customProperty("ddtm/couche") for layer in project.mapLayers().values() if layer.isValid()}
        commune = next(layer for layer in project.mapLayers().values() if layer.customProperty("ddtm/couche") == "commune")
        tell(ok=ok, count=len(names), read_only=commune.readOnly(), left=sorted(p.name for p in target.parent.glob("*.qgz")))
        """,
        space,
        str(tmp_path / "crise.qgz"),
    )
    assert told["ok"] and told["count"] > 15 and told["read_only"] and told["left"] == ["crise.qgz"]


def test_a_project_of_themes_is_emptied_without_a_crash(space):
    """Labels and symbols shared between rules would be freed twice here."""
    told = in_qgis(
        """
        for theme in ("inondation", "route", "inondation"):
            projet.ouvrir_theme(project, espace, theme)
            export(project, MapRequest(extent=window(), page_format="A4", path=espace.sorties / f"{theme}.pdf"), espace)
            project.clear()
        tell(left=len(project.mapLayers()))
        """,
        space,
    )
    assert told["left"] == 0


def test_the_zip_of_each_station_opens_on_its_highest_stage_and_says_so(space):
    from shared.gpkg.write import insert_rows

    from .conftest import box

    rows = [
        {"code_station": "Y1", "hauteur_echelle": stage, "classe_hauteur": "0_050", "geom": box(0, 0, 10, 10)} for stage in (3.0, 4.0, 5.0)
    ]
    insert_rows(space.referentiel_gpkg, "zone_inondee_potentielle", rows)
    told = in_qgis(
        """
        opened = projet.ouvrir_theme(project, espace, "inondation")
        layer = project.mapLayer(opened["couches"]["zone_inondee_potentielle"])
        tell(stages=sorted(f["hauteur_echelle"] for f in layer.getFeatures() if f["code_station"] == "Y1"), count=len(list(layer.getFeatures())), name=layer.name())
        """,
        space,
    )
    assert told["stages"] == [5.0] and told["count"] == 4, "zones without a stage stay"
    assert "plus forte hauteur" in told["name"]


def test_layers_whose_live_file_is_gone_leave_the_map_and_gdal_complains_of_nothing(space):
    from shared.gpkg.create import create

    space.direct_gpkg.parent.mkdir()
    create(space.direct_gpkg, catalogue.layers("direct"))
    told = in_qgis(
        """
        from osgeo import gdal
        complaints = []
        gdal.SetErrorHandler(lambda _level, _code, message: complaints.append(message))
        live = lambda: [l for l in project.mapLayers().values() if str(l.customProperty("ddtm/couche")).startswith("direct_")]
        projet.ouvrir_theme(project, espace, "inondation")
        before = len(live())
        for layer in project.mapLayers().values():
            layer.extent()
        espace.direct_gpkg.unlink()
        opened = projet.ouvrir_theme(project, espace, "inondation")
        after = len(live())
        from shared.carto import calculs
        routes = project.mapLayer(opened["couches"]["itineraire"])
        shown = [calculs.montrer(routes, "itineraire", tous) for tous in (True, False)]
        refused = calculs.filtrer(routes, "ceci n'est pas un filtre") or not routes.isValid()
        complaints = [one for one in complaints if "ceci n" not in one and "syntax" not in one and "unrecognized" not in one]
        for layer in project.mapLayers().values():
            if layer.type() == 0:
                layer.updateExtents(True)
        project.write(str(espace.root / "p.qgz"))
        tell(before=before, after=after, complaints=complaints, shown=shown, refused=refused)
        """,
        space,
    )
    assert told["before"] and not told["after"]
    assert told["shown"] == [True, True] and not told["refused"]
    assert told["complaints"] == []
