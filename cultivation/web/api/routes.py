"""The routes of the interface, with its description."""

from __future__ import annotations

from starlette.routing import Route

from cultivation.web.api.openapi import described
from cultivation.web.api.resources import BASE, RESOURCES

DESCRIPTION = BASE + "/openapi.json"
API_ROUTES = [Route(DESCRIPTION, described, methods=["GET"]), *(each.route() for each in RESOURCES)]
