"""Repair: the data pack of a key or a shared folder becomes the pack of this workstation."""
