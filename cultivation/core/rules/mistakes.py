"""Mistakes in a rule set: what is wrong, on which line, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cultivation.core.rules.problems import in_words
from cultivation.errors import Refused
from cultivation.language import N_, _, localise

MESSAGES = {
    "yaml_syntax": N_("this is not valid YAML: {problem}"),
    "duplicate_key": N_("the key '{key}' already exists, on line {first}; keep one of them"),
    "unknown_key": N_("unknown key '{key}'; allowed here: {allowed}"),
    "unknown_key_near": N_("unknown key '{key}'; did you mean '{near}'? Allowed here: {allowed}"),
    "missing_key": N_("the key '{key}' is missing"),
    "wrong_value": N_("'{value}' cannot stand here: {problem}"),
    "not_a_rule_set": N_(
        "the file is not a rule set; begin with the keys id, version, name, fields, dimensions"
    ),
    "unknown_method": N_("unknown value function '{value}'; there are: {allowed}"),
    "formula_syntax": N_("the formula '{formula}' cannot be read: {problem}"),
    "formula_syntax_near": N_("the formula '{formula}' cannot be read; did you mean: {near}"),
    "formula_slips": N_("the formula '{formula}' cannot be read: {slips}"),
    "formula_slips_near": N_("the formula '{formula}' cannot be read: {slips}; did you mean: {near}"),
    "formula_too_long": N_(
        "the formula '{formula}' has {size} characters, more than the {limit} that a formula may have; "
        "split it into indicators that stand above it"
    ),
    "formula_unknown_name_near": N_(
        "the formula uses '{name}', which is neither a field nor an indicator above it; did you mean: {near}"
    ),
    "formula_unknown_function_near": N_("there is no function '{name}'; did you mean: {near}"),
    "formula_not_allowed": N_("'{part}' is not allowed in a formula; see docs/language.md for what is"),
    "formula_unknown_name": N_(
        "the formula uses '{name}', which is neither a field nor an indicator above it"
    ),
    "formula_unknown_function": N_("there is no function '{name}'; there are: {allowed}"),
    "formula_last_year": N_(
        "'{part}' cannot be used here: last_year takes the name of a field, and only under plausibility"
    ),
    "formula_only_fields": N_("'{name}' cannot be used here: checks of plausibility see fields only"),
    "formula_only_filed": N_(
        "'{name}' cannot be used here: papers and visits see what was filed, nothing computed"
    ),
    "trigger_without_papers": N_("papers cannot be missing: the rule set needs none (evidence)"),
    "formula_over_all": N_(
        "'{part}' is a value of all applicants, which only the formula of an indicator may use; "
        "make an indicator of it and use its name here"
    ),
    "formula_within": N_("'{part}' cannot be a class; write the name of a field: within=industry"),
    "formula_type": N_("'{part}' needs {needed}, but got {got}"),
    "formula_result": N_("the formula must give {needed}, but gives {got}"),
    "formula_unknown_choice": N_("'{value}' is not one of the choices of '{name}': {allowed}"),
    "unknown_reference": N_("'{value}' is not known; there are: {allowed}"),
    "unknown_reference_near": N_("'{value}' is not known; did you mean '{near}'? There are: {allowed}"),
    "needs_number": N_("the value function '{method}' needs a number, but '{name}' is {got}"),
    "needs_choice": N_("the value function '{method}' needs a choice or yes/no, but '{name}' is {got}"),
    "undefined_unstated": N_(
        "'{name}' can be undefined (a division, or a value that may be blank); state what "
        "happens then: when_undefined: zero, ineligible, median or mean"
    ),
    "efficacy_unstated": N_(
        "both ends of an efficacy coefficient can be the same; state what happens then: "
        "when_undefined: zero, ineligible, median or mean"
    ),
    "efficacy_bounds": N_("the points of the two ends, {points}, must lie between at_least and at_most"),
    "bands_gap": N_(
        "the bands leave {value} open or give it twice; each band begins where the last one ends"
    ),
    "band_ends": N_("a band has one lower end (from or above) and one upper end (below or up_to)"),
    "band_empty": N_("no value lies in the band: {value} comes after {before}"),
    "range_order": N_("the range goes from the lower to the higher points, in steps of {step}: {value}"),
    "mark_type": N_("the mark '{name}' must be a number that may stay blank (blank: unknown)"),
    "indicator_one_of": N_("an indicator has either a formula or a cohort with 'of'"),
    "parts_needed": N_("a distance (topsis, closeness) is made of parts with weights, and nothing else is"),
    "part_weight": N_("{value} cannot be the weight of a part: not 0, and below 0 under topsis only"),
    "indicator_missing": N_("the value function '{method}' needs an indicator"),
    "label_missing": N_("a criterion without an indicator of its own needs a label: zh and en"),
    "class_order": N_("classes go from the best to the last: {value} comes after {before}"),
    "class_open": N_("only the last class ({value}) may ask for nothing: test, at_least or up_to"),
    "class_last": N_("the last class takes the rest: without test, at_least and up_to"),
    "case_condition": N_("every alternative but the last needs a condition (when), and the last has none"),
    "choice_missing": N_("the choice '{value}' of '{name}' has no alternative"),
    "median_not_possible": N_("a median or mean can only replace a number"),
    "pass_mark": N_("the pass mark is either above or at_least, not both"),
    "geometric_on_top": N_("a bonus, or what comes on top, cannot be part of a geometric mean"),
    "geometric_no_weight": N_(
        "'{name}' gives no points, so it has no weight in the geometric mean; a maximum above 0 is needed"
    ),
    "geometric_weights": N_(
        "the maxima {value} make weights that are too fine for an exact geometric mean; use simpler ones"
    ),
    "minimum_needed": N_("the criteria can take away points; set the lowest value: minimum"),
    "goalposts_order": N_("the goalposts must rise: {value} comes after {before}"),
    "goalposts_few": N_("goalposts need at least two points"),
    "log_not_positive": N_("a logarithmic goalpost must be above 0, not {value}"),
    "option_missing": N_("the choice '{value}' of '{name}' has no points"),
    "above_maximum": N_("{value} points are more than the maximum {maximum}"),
    "maximum_not_reached": N_("no value reaches the maximum {maximum}; the best gives {value}"),
    "dimension_sum": N_("the criteria add up to {value}, not to the dimension's maximum {maximum}"),
    "not_in_precision": N_("{value} points cannot be written in steps of {precision}"),
    "ties_end": N_("the tie chain must end with the identifier '{name}', so that no tie is left"),
    "pool_ranks": N_("enter_rank <= capacity <= stay_rank must hold: {value}"),
    "fewer_is_better": N_(
        "total.order: ascending says that fewer points are better; a least total (pass, minimum_score, "
        "at_least of a class) and geometric means do not fit that"
    ),
    "share_ranks": N_(
        "where the capacity is a share of the applicants (of_applicants), capacity, enter_rank and stay_rank "
        "are left out, but for enter_rank: 0; a bound is of_applicants.at_most"
    ),
    "list_field": N_(
        "'{name}': a field that a list fills is written as type: yes_no, filled_by: list, blank: \"no\", and "
        "list: the kind of list"
    ),
    "panel_nothing": N_("there is nothing for a panel to mark: no field is filled by an expert"),
    "panel_trim": N_(
        "to leave out the highest and the lowest of {value} marks leaves none; {needed} are needed"
    ),
    "panel_and_panels": N_("there is either one panel (panel) or several (panels), not both"),
    "panel_of_field": N_(
        "'{name}': only a field with filled_by: expert names a panel, and only where there are several "
        "(panels)"
    ),
    "mark_without_panel": N_("'{name}': which panel gives this mark? Add panel: and one of {known}"),
    "panel_people": N_("'{name}' must be a text, and not an expert's, to name people in it"),
    "quota_field": N_("quotas need a field with choices; '{name}' has none"),
    "quota_choice": N_("'{value}' is not a choice of the field; there are: {known}"),
    "quota_bounds": N_("the least must not be above the most: {value}"),
    "quota_sum": N_("the quotas ask for {value} members at least, and the pool holds {capacity}"),
    "recommend_without_zones": N_("a quota of recommendations needs opinions.zones"),
    "opinion_within": N_("a department is asked about some only with both: within (a field) and choices"),
    "opinion_gives": N_("'{name}' must be a yes/no field with filled_by: opinion to take an opinion"),
    "opinion_field_unused": N_("no opinion gives '{name}', though its field says filled_by: opinion"),
    "applicant_needed": N_("'{name}' says who applies, so applicants must fill it"),
    "blank_of_others": N_(
        "what a {who} fills is blank in every application; state what that means: blank: unknown, zero or no"
    ),
    "alias_twice": N_("the header '{value}' belongs to '{first}' and to '{second}'"),
    "name_taken": N_("'{value}' is already the name of a field"),
    "name_reserved": N_("'{value}' has a meaning of its own in formulas; choose another name"),
    "name_twice": N_("the name '{value}' already exists; choose another one"),
    "validity_order": N_("the rule set ends on {value}, before it begins"),
    "minimum_above_maximum": N_("the minimum {value} is above the maximum {maximum}"),
    "ngrams_order": N_("the shorter length of n-grams comes first, not {value}"),
    "reference_short": N_(
        "the reference '{value}' without its ignored words is shorter than the shortest n-gram"
    ),
    "levels_order": N_("the levels must fall from the highest to the lowest threshold, each its own"),
    "match_one_of": N_("a text match has either words, or ngrams, levels and references"),
    "word_short": N_("'{value}' is too short to look for; write at least two characters"),
    "word_twice": N_("'{value}' is already a reference of the level {first}"),
    "code_twice": N_("the code {value} is listed both for this choice and against; keep one"),
    "references_missing": N_("no references for the choice '{value}' of '{name}'"),
    "identifier_type": N_("the field '{name}' must be of type {needed}"),
    "choices_needed": N_("a field of type choice names its choices; one of another type does not"),
    "blank_not_possible": N_("blank: {value} does not fit the type {type}"),
}


# What is allowed, and yet hardly meant.
DOUBTS = {
    "percentage_above_one": N_(
        "'{name}' is a percentage, and {value} means {percent}%; for {value}% write {near}"
    ),
    "to_do": N_("still to do: {text}"),
    "maximum_other_in_text": N_("the text says {value} points, the rules come to {maximum}"),
    "judged_without_panel": N_(
        "experts give points ({names}), but nothing is said of the panel (panel): how many experts mark "
        "each enterprise, and how their marks are combined; until then plain means count"
    ),
    "judged_by_applicant": N_(
        "the applicants themselves would file the points of a judgement ('{name}'); add filled_by: expert "
        "or clerk"
    ),
    "quota_leaves_places": N_(
        "the upper bounds allow {value} members together, so that the pool of {capacity} can never be full"
    ),
    "vocabulary_unknown": N_("there is no vocabulary '{value}'; there are: {allowed}"),
    "vocabulary_field_differs": N_(
        "'{name}' is another field in the vocabulary {vocabulary} ({what}: {shared}, here: {value}); give "
        "this one another id, or make them the same"
    ),
    "vocabulary_field_called": N_(
        "the vocabulary {vocabulary} calls the field '{label}' {near}, not {name}; under the same id, what "
        "was filed earlier can be read here"
    ),
    "vocabulary_choice_called": N_(
        "the vocabulary {vocabulary} calls the choice '{label}' {near}, not {name}; under the same id, what "
        "was filed earlier can be read here"
    ),
    "nobody_scores": N_("in {year} nobody would have got points here ({number} enterprises)"),
    "everybody_scores": N_(
        "in {year} all {number} enterprises would have got the same {points} points here: it makes no "
        "difference"
    ),
    "quota_few_enterprises": N_(
        "the quota asks for {least} of '{label}', and in {year} only {number} could have been members"
    ),
}


@dataclass(frozen=True)
class Mistake:
    """One mistake: its code, its line, the keys that lead there, what the sentence names."""

    code: str
    line: int
    path: tuple[str | int, ...]
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return the keys that lead to the place, such as `dimensions.innovation.criteria`."""
        return ".".join(str(key) for key in self.path)

    def sentence(self) -> str:
        """Say it in the language spoken now."""
        return _(MESSAGES.get(self.code) or DOUBTS[self.code]).format(**localise(in_words(self.details)))


class RuleMistakes(Refused):
    """A rule set with mistakes, all of them."""

    def __init__(self, name: str, mistakes: Sequence[Mistake]) -> None:
        self.name = name
        self.mistakes = sorted(mistakes, key=lambda mistake: (mistake.line, mistake.place))
        lines = [
            _("{file}, line {line}: {place}: {sentence}").format(
                file=name, line=mistake.line, place=mistake.place or "-", sentence=mistake.sentence()
            )
            for mistake in self.mistakes
        ]
        super().__init__("\n".join(lines))
