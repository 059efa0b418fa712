"""What a check found: findings with a level and a scope, as a sentence, as French text and as JSON-able data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List

ERREUR, ATTENTION, INFO = "erreur", "attention", "info"
_MARKS = {ERREUR: "✗ Erreur", ATTENTION: "! Attention", INFO: "· Information"}


@dataclass(frozen=True)
class Finding:
    """One thing found. scope: "fichier" or a layer's name; check: the name of the check; message: one French sentence."""

    level: str
    scope: str
    check: str
    message: str


@dataclass
class Report:
    """The findings of one file, and how many rows each layer has."""

    path: str
    findings: List[Finding] = field(default_factory=list)
    rows: Dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when the file may be used: nothing found at the level "erreur"."""
        return not any(item.level == ERREUR for item in self.findings)

    def of_level(self, level: str) -> List[Finding]:
        return [item for item in self.findings if item.level == level]

    @property
    def sentence(self) -> str:
        """The verdict in one French sentence."""
        errors, warnings = len(self.of_level(ERREUR)), len(self.of_level(ATTENTION))
        if errors:
            return f"Fichier inutilisable en l'état : {errors} erreur{'s' if errors > 1 else ''}" + _and(warnings) + "."
        if warnings:
            return f"Fichier utilisable, avec {warnings} point{'s' if warnings > 1 else ''} d'attention."
        return "Fichier conforme au catalogue."

    def text(self) -> str:
        """The report as people read it."""
        lines = [f"Vérification de {self.path}", self.sentence]
        for level in (ERREUR, ATTENTION, INFO):
            lines += [f"  {_MARKS[level]} [{item.scope}] {item.message}" for item in self.of_level(level)]
        filled = {name: number for name, number in self.rows.items() if number}
        if filled:
            lines.append("Couches :")
            lines += [f"  {name} : {f'{number:,}'.replace(',', ' ')} ligne{'s' if number > 1 else ''}" for name, number in filled.items()]
        if len(filled) < len(self.rows):
            lines.append("Couches vides : " + ", ".join(name for name in self.rows if name not in filled) + ".")
        return "\n".join(lines)

    def data(self) -> Dict[str, Any]:
        """The report as JSON-able data."""
        return {
            "fichier": self.path,
            "conforme": self.ok,
            "phrase": self.sentence,
            "constats": [{"niveau": f.level, "portee": f.scope, "controle": f.check, "message": f.message} for f in self.findings],
            "lignes": dict(self.rows),
        }


def _and(warnings: int) -> str:
    return f" et {warnings} point{'s' if warnings > 1 else ''} d'attention" if warnings else ""
