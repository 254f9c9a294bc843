"""The pool policy in words."""

from __future__ import annotations

from collections.abc import Iterator

from cultivation.core.rules.model import PoolPolicy, RuleSet
from cultivation.core.rules.policy import Quota
from cultivation.core.rules.vote_rule import VoteRule
from cultivation.core.wording.reasons import lists_text
from cultivation.core.wording.rules import choice_text, label
from cultivation.language import N_, _, join_clauses


def policy_text(rules: RuleSet) -> str:
    """Say who enters, stays and leaves."""
    sentences = [*_share(rules.pool), _places(rules.pool), *_more(rules)]
    if rules.pool.of_applicants and rules.pool.unlimited:
        del sentences[1]  # how many these are is known once the applicants are scored
    sentences += [_quota(quota, rules) for quota in rules.pool.quotas]
    return " ".join(sentences)


WHOLE = {"down": N_("rounded down"), "half_up": N_("rounded half up"), "up": N_("rounded up")}


def _share(pool: PoolPolicy) -> Iterator[str]:
    """Say a capacity that is a share of the applicants."""
    share = pool.of_applicants
    if share is None:
        return
    sentence = _("Capacity: {percent}% of all applicants, eligible or not, {whole}.")
    if share.at_most is not None:
        sentence = _("Capacity: {percent}% of all applicants, eligible or not, {whole}, at most {most}.")
    percent = f"{(share.share * 100).normalize():f}"
    yield sentence.format(percent=percent, whole=_(WHOLE[share.whole]), most=share.at_most)


def _places(pool: PoolPolicy) -> str:
    if pool.unlimited:
        return _("No limit of places: every eligible enterprise is in.")
    if pool.enter_rank == 0:
        return _(
            "Pool of {capacity}: members stay down to place {stay_rank}, newcomers fill what is free, "
            "by rank; reserve list of {reserve}."
        ).format(capacity=pool.capacity, stay_rank=pool.stay_rank, reserve=pool.reserve)
    return _(
        "Pool of {capacity}: newcomers enter down to place {enter_rank}, "
        "members stay down to place {stay_rank}, then places are balanced by rank; reserve list of {reserve}."
    ).format(
        capacity=pool.capacity, enter_rank=pool.enter_rank, stay_rank=pool.stay_rank, reserve=pool.reserve
    )


def _more(rules: RuleSet) -> Iterator[str]:
    """Yield what decides beside places, each in a sentence."""
    pool = rules.pool
    said = (
        (_("Public notice of {number} days before the decision."), pool.notice_days or None),
        (_("Appeals within {number} days of the decision."), pool.appeal_days or None),
        (_("Minimum score {number}."), pool.minimum_score),
        (_("At most {number} newcomers in a year, if members can stay instead."), pool.most_newcomers),
        (_("Members leave after {number} reviews."), pool.term_years),
        (_("Members leave after more than {number} consecutive reviews in the buffer."), pool.buffer_years),
        (_("No return for {number} years after falsification or misconduct."), pool.barred_years or None),
    )
    yield from (text.format(number=number) for text, number in said if number is not None)
    if pool.vote:
        yield vote_text(pool.vote)
    if pool.veto_lists:
        yield _("Enterprises on these lists neither enter nor stay: {lists}.").format(
            lists=lists_text(pool.veto_lists, rules.list_kinds)
        )


BASES = {
    "present": N_("those present"),
    "votes": N_("the votes for and against"),
    "group": N_("all who may vote"),
}


def vote_text(rule: VoteRule) -> str:
    """Say how the leading group votes."""
    if rule.more_than is not None:
        sentence = _("Vote of the leading group: quorum {quorum}; won with more than {share} of {base}.")
    else:
        sentence = _("Vote of the leading group: quorum {quorum}; won with at least {share} of {base}.")
    share = rule.more_than or rule.at_least
    return sentence.format(quorum=rule.quorum, share=share, base=_(BASES[rule.of]))


def _quota(quota: Quota, rules: RuleSet) -> str:
    """Say a quota, choice by choice."""
    words = [
        _bounds(
            choice_text(rules, quota.within, choice), quota.at_least.get(choice), quota.at_most.get(choice)
        )
        for choice in sorted({*quota.at_least, *quota.at_most})
    ]
    if quota.each_at_most is not None:
        words.append(_bounds(_("every other"), None, quota.each_at_most))
    sentence = _("Quotas by {field}: {bounds}.").format(
        field=label(rules, quota.within), bounds=join_clauses(words)
    )
    if quota.if_short == "fewer":
        sentence += " " + _("If fewer enterprises qualify than the minimum, all of them are members.")
    return sentence


def _bounds(choice: str, least: int | None, most: int | None) -> str:
    if least is None:
        return _("{choice} at most {number}").format(choice=choice, number=most)
    if most is None:
        return _("{choice} at least {number}").format(choice=choice, number=least)
    return _("{choice} {least} to {most}").format(choice=choice, least=least, most=most)
