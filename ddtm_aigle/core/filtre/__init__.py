"""Priors that put likely false alarms aside, each with its reason, and give them back on demand."""
