"""The errors a user may see: one French sentence that says what happened and what to do."""

from __future__ import annotations


class DdtmError(Exception):
    """Base of every foreseen failure.

    message: one French sentence for the user (what happened, what to do).
    detail: technical text, folded behind « Détails » (never personal data).
    exit_status: what the command line returns.
    """

    exit_status = 1

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class BadInput(DdtmError):
    """The data or a parameter given is unusable; nothing was changed."""

    exit_status = 2


class Cancelled(DdtmError):
    """The user asked to stop; nothing was left half done."""

    exit_status = 130

    def __init__(self, message: str = "Traitement arrêté à votre demande.", detail: str = "") -> None:
        super().__init__(message, detail)


class EngineDied(DdtmError):
    """The engine process ended in the middle of a job."""
