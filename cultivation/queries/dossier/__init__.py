"""Gathers from the record everything about one enterprise, through the years, and says it in words."""

from cultivation.queries.dossier.gathering import dossier_of

__all__ = ["dossier_of"]
