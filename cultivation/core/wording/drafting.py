"""What a draft of a rule set leaves to a person: what is open, and what was assumed meanwhile."""

from __future__ import annotations

from cultivation.core.drafting.table import Remark
from cultivation.language import N_, _

REMARKS = {
    # The words are not computed: a person gives the points.
    "no_words": N_("the table gives no standard in words; until then a clerk enters the points"),
    "no_points": N_("the words name no points; until then a clerk enters the points"),
    "not_computable": N_("the words cannot be computed; until then a clerk enters the points"),
    "in_proportion": N_(
        "points in proportion: write the ends as goalposts or efficacy (docs/language.md); until then "
        "a clerk enters the points"
    ),
    "numbering": N_(
        "whether 1.5 is a figure or the mark 1. before a 5 is open: write (1) in the table; until then "
        "a clerk enters the points"
    ),
    "judged_ranges": N_(
        "points within ranges are a judgement: settle who gives them (filled_by: expert with a panel, "
        "or clerk)"
    ),
    "several_values": N_(
        "the words measure several things: make a criterion of each; until then a clerk enters the points"
    ),
    "several_units": N_("the words have several units ({units}); until then a clerk enters the points"),
    "too_many_steps": N_(
        "too many steps to write down: write goalposts; until then a clerk enters the points"
    ),
    "points_do_not_fit": N_(
        "the words give {best} points at most, the table {maximum}; settle which holds; until then a clerk "
        "enters the points"
    ),
    "bands_gap": N_("from {low} to {high} no points are named; until then a clerk enters the points"),
    "bands_overlap": N_("the bands overlap from {high} to {low}; until then a clerk enters the points"),
    "edge_twice": N_("{value} exactly lies in two bands; until then a clerk enters the points"),
    "edge_nowhere": N_("{value} exactly lies in no band; until then a clerk enters the points"),
    "open_above": N_("no points are named above {value}; until then a clerk enters the points"),
    # They are computed, with an assumption.
    "edge_open": N_("exactly on {value} two bands hold; the one with more points was taken"),
    "below_open": N_("no points are named below {value}; 0 was taken"),
    "others_unsaid": N_("nothing is said of those to which it does not apply; 0 points were taken"),
    "choice_with_figures": N_(
        "the choices name figures, which the applicants compare themselves; have a clerk check it"
    ),
    "percent_assumed": N_("the numbers have no unit; they were taken as per cent"),
    "whole_steps": N_("only whole steps count; for points in proportion write goalposts"),
    "division": N_("where {name} is 0 or blank, 0 points were taken"),
    "shared_field": N_(
        "'{label}' was taken as the field {name} of the vocabulary; look whether the year is the same"
    ),
    "base_assumed": N_("an increase is counted from 0; write what it begins with"),
    "rest_unread": N_("not taken into account: {text}"),
    # About the whole.
    "draft_valid_from": N_("the day from which the standard holds"),
    "draft_labels": N_("translate the labels under en"),
    "label_english": N_("write the English label, here and at its fields; until then it is the Chinese one"),
    "draft_ties": N_("how equal totals are told apart; now by the credit code alone"),
    "draft_pass": N_(
        "gates, vetoes, the points that pass, and the pool are in no scoring table; add what the text says"
    ),
    "draft_sum": N_("the table says {stated} points for '{label}', its items come to {sum}"),
    "draft_standard": N_("a new version of the same standard? Otherwise delete this line"),
    "draft_version": N_("the number of the new version"),
    "draft_unverified": N_("not checked against the official text; check it"),
}


def remark_text(remark: Remark) -> str:
    """Say what is still to be settled, in the language spoken now."""
    return _(REMARKS[remark.code]).format(**remark.details)


def to_do(remark: Remark) -> str:
    """Return it as a comment of the file."""
    return f"# TODO {remark_text(remark)}"
