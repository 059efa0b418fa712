"""Arrays computed once at import, beside the GeoPackage, so that crisis answers are instant (numpy .npz, no pickle)."""
