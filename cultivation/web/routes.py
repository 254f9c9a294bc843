"""Every address once: its path, its method, and what answers it."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from cultivation.web.answering import acting, reading
from cultivation.web.pages import (
    applications,
    entering,
    firms,
    papers,
    points,
    pool,
    proposal,
    proposal_rows,
    record,
    rules,
    sheet,
    tabs,
    why,
    years,
)

PACKED = (
    Middleware(GZipMiddleware, compresslevel=4),
)  # only where an answer repeats nothing of what was asked

ROUTES = [
    Route("/", reading(years.home)),
    Route("/enter", entering.enter, methods=["GET", "POST"]),
    Route("/leave", entering.leave, methods=["POST"]),
    Route("/static/{name}", entering.static_file),
    Route("/years/{year}", reading(years.year)),
    Route("/years/{year}/proposal", reading(proposal.proposal)),
    Route("/years/{year}/proposal.csv", reading(proposal.table)),
    Route("/years/{year}/proposal.json", reading(proposal_rows.rows), middleware=PACKED),
    Route("/years/{year}/changes", reading(tabs.changes)),
    Route("/years/{year}/line", reading(tabs.line)),
    Route("/years/{year}/zones", reading(years.zones)),
    Route("/years/{year}/checks", reading(tabs.checks)),
    Route("/years/{year}/points", reading(points.points)),
    Route("/years/{year}/firms", reading(applications.applications)),
    Route("/years/{year}/firms/{code}", reading(applications.application)),
    Route("/years/{year}/lists", reading(points.lists)),
    Route("/years/{year}/why/{code}", reading(why.why)),
    Route("/years/{year}/why/{code}/change", reading(why.change)),
    Route("/years/{year}/why/{code}/turning", reading(why.turning)),
    Route("/years/{year}/sheet/{code}", reading(sheet.sheet)),
    Route("/years/{year}/sheet/{code}/file", reading(sheet.file)),
    Route("/years/{year}/papers", reading(papers.papers)),
    Route("/pool", reading(pool.pool)),
    Route("/firms", reading(firms.firms)),
    Route("/firms/{code}", reading(firms.history)),
    Route("/rules", reading(rules.rules, keep=False)),
    Route("/rules/{rules}", reading(rules.rule_set, keep=False)),
    Route("/record", reading(record.log)),
    Route("/record/oddities", reading(record.oddities)),
    Route("/record/proofs", reading(record.proofs)),
    Route("/record/{entry}", reading(record.entry)),
    Route("/record/{entry}/{sha256}", reading(record.document)),
    Route("/jobs", acting(papers.order), methods=["POST"]),
    Route("/jobs/{key}", acting(papers.job)),
    Route("/jobs/{key}/file", acting(papers.fetch)),
]
