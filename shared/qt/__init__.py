"""Pieces of interface without a domain: settings, accents, large buttons, message bar, help, progress."""
