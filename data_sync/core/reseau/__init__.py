"""The routing graph of the pack, built once at import from `troncon_de_route`."""
