"""The simplified desktop of the duty manager."""
