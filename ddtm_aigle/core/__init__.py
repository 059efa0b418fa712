"""Rooms of the domain: inference, history of objects, filters, review; plain Python, without QGIS."""
