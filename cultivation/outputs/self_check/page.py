"""The self-check: one file with which a firm computes its points without network and without the office."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.intake.templates.words import WORDS
from cultivation.intake.templates.workbook import HEADER, write_template
from cultivation.language import _, current, separator
from cultivation.outputs.html import make_page
from cultivation.outputs.self_check.form import form_of
from cultivation.outputs.self_check.program import program_of

SCRIPTS = ("exact", "rules", "form", "next", "workbook", "page")


def self_check_page(loaded: LoadedRules, cutoff: date | None = None) -> bytes:
    """Return the page of a rule set in the language spoken now; the same rules give the same bytes.

    `cutoff` is the data cut-off that stands in the form to begin with.
    """
    rules = loaded.rules
    form = form_of(rules)
    return make_page(
        "self_check.html",
        ("base.css", "self_check.css"),
        tuple(f"self_check_{name}.js" for name in SCRIPTS),
        rules=rules,
        name=rules.name.text(current()),
        digest=loaded.digest,
        cutoff=cutoff.isoformat() if cutoff else "",
        words=WORDS[current()],
        form=form,
        program=program_of(rules),
        workbook=_workbook(rules),
        texts=_script_texts(form["fewer"]),
    )


def _workbook(rules: RuleSet) -> dict[str, Any]:
    """Return the parts of the form that intake reads; answers stand in column B from the first row on."""
    made = zipfile.ZipFile(io.BytesIO(write_template(rules, current(), form=True)))
    parts = {name: made.read(name).decode("utf-8") for name in made.namelist()}
    return {"parts": parts, "sheet": "xl/worksheets/sheet1.xml", "first_row": HEADER + 1, "name": rules.id}


def _script_texts(fewer: bool) -> dict[str, str]:
    """Return the sentences that the script fills in; `fewer` points are better, or more."""
    return {
        "yes": _("yes"),
        "no": _("no"),
        "comma": separator(),
        "clause": "；" if current() == "zh" else "; ",
        "sentence": "" if current() == "zh" else " ",
        "range": _("{low} to {high}"),
        "or_more": _("{low} or more"),
        "eligible": _("Eligible"),
        "not_eligible": _("Not eligible"),
        "open": _("Not yet known"),
        "missing": _("Still to be filled in ({count}): {fields}"),
        "complete": _("Everything that must be filled in is there."),
        "wrong": _("To be put right ({count}): {fields}"),
        "doubt": _("The office may ask about: {doubts}"),
        "fill_in": _("Fill in: {fields}"),
        "by_office": _("Not computed here: {reasons}"),
        "undefined": _("cannot be computed from these values: no points"),
        "not_known": _("not known"),
        "holds": _("met"),
        "fails": _("not met"),
        "cannot_tell": _("Not yet known"),
        "direct": _("A direct pass holds, in place of the points: {names}"),
        "how": _("How points are given"),
        "condition": _("The condition"),
        "source": _("Source: {source}"),
        "gain": "−{points}" if fewer else "+{points}",
        "from_to": _("{before} → {after} ({change})"),
        "instead": _("{choice}: −{points}") if fewer else _("{choice}: +{points}"),
        "nothing": _("No single value lowers it that much without breaking a condition or raising a doubt.")
        if fewer
        else _("No single value gains that much without breaking a condition or raising a doubt."),
        "searching": _("Looking …"),
        "first_fill": _("Fill in the form first."),
        "cutoff": _("Data cut-off"),
        "not_a_number": _("This is not a number."),
        "too_many_digits": _("More than the 15 digits that office programs keep."),
        "not_whole": _("This must be a whole number."),
        "too_low": _("This must be {bound} or more."),
        "too_high": _("This must be {bound} or less."),
        "not_a_date": _("This is not a date between 1900 and 2100."),
        "wrong_length": _("A unified social credit code has 18 characters."),
        "wrong_character": _("A character does not occur in such codes (they have no I, O, S, V, Z)."),
        "wrong_check_digit": _("The check digit does not fit: a character is wrong."),
        "too_long": _("This is too long."),
        "still": _("The workbook cannot be saved yet. {what}"),
        "saved": _("Saved as {file}. Send this file to the office, or print the page beside it."),
        "dark": _("Dark"),
        "light": _("Light"),
    }
