"""The dossier of an enterprise as a page of HTML, which outputs/pdf.py can print."""

from __future__ import annotations

from cultivation.outputs.dossier.drawings import places_drawing, waterfall_drawing
from cultivation.outputs.html import make_page
from cultivation.queries.dossier.data import DossierData

STYLES = ("base.css", "dossier.css")


def dossier_page(data: DossierData) -> bytes:
    """Return the page; the same state of the record gives the same bytes."""
    drawings = {part.year: waterfall_drawing(part.points) for part in data.parts if part.points}
    places = places_drawing(data.places) if any(spot.rank for spot in data.places) else None
    return make_page("dossier.html", STYLES, it=data, drawings=drawings, places=places)
