"""Lists that authorities publish; a rule set may take those on them for vetoed (pool.veto_lists)."""

from __future__ import annotations

from typing import Literal

from cultivation.language import N_

VetoList = Literal["dishonest_debtor", "abnormal_operation", "tax"]
VETO_LISTS: dict[str, str] = {  # by VetoList
    "dishonest_debtor": N_("list of dishonest debtors"),
    "abnormal_operation": N_("list of abnormal operations"),
    "tax": N_("list of serious tax offenders"),
}
