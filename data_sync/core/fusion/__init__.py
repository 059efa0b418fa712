"""Merging: the operations of all workstations folded into one state, with the conflicts a person must see."""
