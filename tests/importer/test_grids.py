"""Grids of an import: put in Lambert 93 with overviews, kept by scenario, refused when they cannot be read."""
# ruff: noqa: F811 (a test names the fixtures it imports)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from shared.errors import BadInput
from shared.gpkg.bulk import read_layer

from .test_build import X, Y, bring, espace, roads  # noqa: F401


def grid(path: Path, values: np.ndarray, epsg=2154, size=10.0, origin=(X, Y + 1000), **profile) -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype=values.dtype,
        crs=f"EPSG:{epsg}" if epsg else None,
        transform=from_origin(*origin, size, size),
        **profile,
    ) as target:
        target.write(values, 1)
    return path


# Layers -------------------------------------------------------------------------------------------------------------------


def test_a_grid_is_put_in_lambert93_with_overviews_and_its_row(espace, tmp_path):
    values = np.add.outer(np.arange(1200, dtype="float32"), np.zeros(1200, dtype="float32"))
    bring(espace.root, "mnt", grid(tmp_path / "mnt.tif", values, size=1.0), options={"nom": "mnt_5m"})
    row = read_layer(espace.referentiel_gpkg, "raster").iloc[0]
    assert (row["nom"], row["role"], row["fichier"], row["unite"]) == ("mnt_5m", "mnt", "rasters/mnt_5m.tif", "m NGF")
    with rasterio.open(espace.generation / row["fichier"]) as written:
        assert written.crs.to_epsg() == 2154 and written.overviews(1) and written.profile["tiled"]
        assert np.array_equal(written.read(1), values)


def test_grids_of_two_scenarios_live_side_by_side_and_stay_when_a_layer_is_imported(espace, tmp_path):
    for name in ("q10", "q100"):
        bring(
            espace.root,
            "hauteur_eau",
            grid(tmp_path / f"{name}.tif", np.ones((20, 20), dtype="float32")),
            options={"nom": name, "scenario": name},
        )
    bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"))
    rows = read_layer(espace.referentiel_gpkg, "raster")
    assert sorted(rows["scenario"]) == ["q10", "q100"] and all((espace.generation / name).is_file() for name in rows["fichier"])


def test_a_grid_made_again_leaves_the_one_of_the_previous_generation_as_it_was(espace, tmp_path):
    bring(espace.root, "hauteur_eau", grid(tmp_path / "h.tif", np.ones((20, 20), dtype="float32")))
    before = espace.generation / "rasters" / "h.tif"
    content = before.read_bytes()
    bring(espace.root, "hauteur_eau", grid(tmp_path / "h.tif", np.full((20, 20), 2.0, dtype="float32")))
    assert before.read_bytes() == content and len(read_layer(espace.referentiel_gpkg, "raster")) == 1
    with rasterio.open(espace.generation / "rasters" / "h.tif") as written:
        assert written.read(1).max() == 2.0


def test_an_undeclared_no_data_value_is_recognised_and_negative_depths_pointed_out(espace, tmp_path):
    values = np.full((30, 30), 1.5, dtype="float32")
    values[0, :5], values[1, 0] = -9999, -2.0
    report = bring(espace.root, "hauteur_eau", grid(tmp_path / "h.tif", values))["rapports"][0]
    assert any("-9999" in note for note in report["remarques"]) and "négatives" in report["motifs"][0]["motif"]
    with rasterio.open(espace.generation / "rasters" / "h.tif") as written:
        assert written.nodata == -9999 and written.read(1, masked=True).mask[0, :5].all()


def test_a_grid_in_another_system_is_reprojected_and_one_without_is_recognised(espace, tmp_path):
    utm = grid(tmp_path / "utm.tif", np.full((50, 50), 7.0, dtype="float32"), epsg=32631, origin=(573_000, 4_825_000), size=30)
    none = grid(tmp_path / "nu.tif", np.full((50, 50), 7.0, dtype="float32"), epsg=None)
    first, second = (bring(espace.root, "mnt", path)["rapports"][0] for path in (utm, none))
    assert "EPSG:32631" in first["motifs"][0]["motif"] and "EPSG:2154" in second["remarques"][0]
    with rasterio.open(espace.generation / "rasters" / "utm.tif") as written:
        assert abs(written.bounds.left - X) < 20_000 and np.ma.median(written.read(1, masked=True)) == 7.0


@pytest.mark.parametrize("spoil", ["truncated", "text", "absent"])
def test_an_unreadable_grid_is_refused_and_changes_nothing(espace, tmp_path, spoil):
    path = grid(tmp_path / "h.tif", np.random.default_rng(0).random((400, 400)).astype("float32"), nodata=-1.0)
    if spoil == "truncated":
        path.write_bytes(path.read_bytes()[:50_000])
    elif spoil == "text":
        path.write_text("bonjour")
    else:
        path.unlink()
    with pytest.raises(BadInput):
        bring(espace.root, "hauteur_eau", path)
    assert espace.generation_name == "gen-1" and not list(espace.referentiel_dir.glob("*.staging"))
