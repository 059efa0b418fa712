"""Algorithms of the provider ddtm_aigle, one a file."""
