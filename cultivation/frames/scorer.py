"""A rule set as a scikit-learn estimator: for pipelines and cross-validation, with the same digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from cultivation.core.rules.loading import LoadedRules, load_file, load_rules
from cultivation.core.rules.lookup import find_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.frames.given import applications_in, asks_for_cutoff, have_codes, read_names
from cultivation.frames.scores import scores_frame
from cultivation.language import _, join_names
from cultivation.workspace import Workspace

TOTAL = "total"
ONE_MORE = "+"  # no number of a row


class RuleSetScorer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Points by criterion and the total of each row, under a rule set.

    `rules` is the id of a rule set (of those in a workspace, too, where one is said), a file, or the bytes of
    one. `cutoff` is the data cut-off (YYYY-MM-DD); where none is said it is that of a frame of applications,
    and a rule set that computes with it refuses a frame that says none. `columns` names the columns of an
    array, which has no names of its own.

    X has a column for each field on which points depend (`feature_names`), values as
    `YearFrames.applications` has them: floats count with 15 digits, as figures of workbooks do, exact numbers
    as they are. A blank, or a column that is missing, is what the rule set makes of a blank. Codes are taken
    from the field of the identifier, else from the index; rows that are only numbered have none.

    `fit` learns the cohort. It matters to rule sets that compare applicants (places, means, medians): a row
    of the cohort gets what it got among all, any other row what it would have got had it been filed, too.
    """

    def __init__(
        self,
        rules: str | Path | bytes = "kunshan_top100_2016",
        cutoff: str | None = None,
        workspace: str | Path = ".",
        columns: Sequence[str] | None = None,
    ) -> None:
        self.rules = rules
        self.cutoff = cutoff
        self.workspace = workspace
        self.columns = columns

    @property
    def rule_set(self) -> RuleSet:
        """Return the rule set."""
        return self._loaded().rules

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Return the fields on which anything of the score depends, in the order of the rule set."""
        return read_names(self.rule_set)

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803 - scikit-learn's names
        """Learn the cohort; raises ValueError with all that cannot be read of X."""
        named = self._named(X, reset=True)
        self.cutoff_ = self._cutoff(X)
        self.content_ = self._loaded().content
        self.cohort_ = applications_in(named, self._fitted().rules)
        return self

    def transform(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """Return a row for each application: the points by criterion, then the total, as floats."""
        rules, assessed = self._assessed(X)
        step = rules.precision
        rows = [
            [float(units * step) for units in (*(each.points[key] for key in rules.criteria), each.total)]
            for each in assessed
        ]
        return np.array(rows, dtype="float64").reshape(len(rows), len(rules.criteria) + 1)

    def scores(self, X: Any, exact: bool = False) -> pd.DataFrame:  # noqa: N803
        """Return total, eligibility and place of each row among those of X, as `YearFrames.scores` does."""
        rules, assessed = self._assessed(X)
        return scores_frame(self._table(rules, assessed), rules, {"rule_set": rules.id}, exact)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]:
        """Return the criteria, and `total`."""
        check_is_fitted(self)
        return np.array([*self._fitted().rules.criteria, TOTAL], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = tags.input_tags.categorical = tags.input_tags.string = True
        return tags

    def _assessed(self, X: Any) -> tuple[RuleSet, list[Assessment]]:  # noqa: N803
        """Assess the rows, in their order."""
        check_is_fitted(self)
        rules = self._fitted().rules
        named = self._named(X, reset=False)
        rows = applications_in(named, rules)
        if rules.is_relative:
            return rules, self._beside_cohort(rows, rules, have_codes(named, rules))
        found = {each.id: each for each in assess_all(rows, rules, self.cutoff_)}
        return rules, [found[each.id] for each in rows]

    def _beside_cohort(self, rows: list[Application], rules: RuleSet, coded: bool) -> list[Assessment]:
        """Assess each row among the cohort: in its place there, or as one more, as what has no code is."""
        cohort = {each.id: each for each in self.cohort_}
        among = {each.id: each for each in assess_all(self.cohort_, rules, self.cutoff_)}
        found = []
        for row in rows:
            if cohort.get(row.id) == row:
                found.append(among[row.id])
                continue
            key = row.id if coded else ONE_MORE
            beside = assess_all([*({**cohort, key: replace(row, id=key)}).values()], rules, self.cutoff_)
            found.append(replace(next(each for each in beside if each.id == key), id=row.id))
        return found

    def _table(self, rules: RuleSet, assessed: list[Assessment]) -> ScoreTable:
        cutoff = self.cutoff_
        return score_table(
            rank(assessed, rules), rules, cutoff.year, self._fitted().digest, cutoff.isoformat()
        )

    def _named(self, X: Any, reset: bool) -> pd.DataFrame:  # noqa: N803
        """Return X as a frame, after scikit-learn's own checks of its form."""
        if isinstance(X, pd.DataFrame):
            validate_data(self, X, reset=reset, skip_check_array=True)
            if X.empty:
                raise ValueError(_("There is no row to score."))
            return X
        array = check_array(X, dtype=None, ensure_all_finite=False, estimator=self)
        validate_data(self, array, reset=reset, skip_check_array=True)
        names = self._names_of(array.shape[1])
        if len(names) != array.shape[1]:
            sentence = _("X has {number} features, but {known} are named: {names}")
            known = len(names)
            raise ValueError(sentence.format(number=array.shape[1], known=known, names=join_names(names)))
        return pd.DataFrame(array, columns=names)

    def _names_of(self, _width: int) -> list[str]:
        """Return the names of an array's columns."""
        return list(self.feature_names if self.columns is None else self.columns)

    def _cutoff(self, X: Any) -> date:  # noqa: N803
        said = self.cutoff or getattr(X, "attrs", {}).get("cutoff")
        if said is None and asks_for_cutoff(self.rule_set):
            raise ValueError(_("The rule set computes with the data cut-off: say cutoff='2018-12-31'."))
        return date.max if said is None else date.fromisoformat(said)

    def _fitted(self) -> LoadedRules:
        """Return the rule set that was fitted; its bytes are kept, so that an estimator can be pickled."""
        return load_rules(self.content_, "rules")

    def _loaded(self) -> LoadedRules:
        if isinstance(self.rules, bytes):
            return load_rules(self.rules, "rules")
        if isinstance(self.rules, Path):
            return load_file(self.rules)
        return find_rules(self.rules, list(Workspace(Path(self.workspace)).rule_files()))
