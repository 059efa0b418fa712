"""Detours, isolation and substitution routes on the routing graph of the pack."""
