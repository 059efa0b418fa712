"""Tablets: a sector leaves as one folder that QField opens, and comes back as operations like everybody else's."""
