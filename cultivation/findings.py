"""Findings: what is wrong or doubtful in an input, where it stands, and what to do about it.

A finding is a value with a stable code; its sentence is made when it is shown, in the reader's language.
`docs/findings.md` lists every code with an example; each has a file in `tests/errors` that provokes it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cultivation.language import N_, _, localise
from cultivation.steps import Act, Step


class Severity(StrEnum):
    """How bad it is: an error keeps the application (or file) out; a doubt and a note do not."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


SEVERITIES = {Severity.ERROR: N_("error"), Severity.DOUBT: N_("doubt"), Severity.NOTE: N_("note")}


@dataclass(frozen=True)
class FindingKind:
    """The severity of a code, what it says, what the reader should do, and the steps that help."""

    severity: Severity
    message: str
    advice: str
    acts: tuple[Act, ...] = ()


def is_error(code: str) -> bool:
    """Tell whether a finding of this code keeps out what it is about."""
    return KINDS[code].severity is Severity.ERROR


@dataclass(frozen=True)
class Finding:
    """One finding. `cell` is an address such as F12, empty where no cell can be named.

    `enterprise` and `name` are code and name as they stand in the row, where it is about one row.
    `details` fill the sentence; a pair `label_zh`, `label_en` fills `{label}`.
    """

    code: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    field: str = ""
    value: str = ""
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)
    enterprise: str = ""
    name: str = ""

    @property
    def severity(self) -> Severity:
        """Return the severity of the code."""
        return KINDS[self.code].severity

    @property
    def is_error(self) -> bool:
        """Tell whether what it is about was kept out."""
        return self.severity is Severity.ERROR

    def message(self) -> str:
        """Say what is wrong, in the language spoken now."""
        return _(KINDS[self.code].message).format(value=self.value, **self._words())

    def advice(self) -> str:
        """Say what to do, in the language spoken now; what helps with an unreadable file depends on why."""
        advice = KINDS[self.code].advice
        if self.code in ("unreadable_file", "no_workbook"):
            advice = REMEDIES.get(self.details["problem"], advice)
        return _(advice).format(value=self.value, **self._words())

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return what helps, where the program has a step for it."""
        locked = self.code == "unreadable_file" and self.details["problem"] in PASSWORDS
        return tuple(map(Step, (Act.GIVE_PASSWORD,) if locked else KINDS[self.code].acts))

    def _words(self) -> dict[str, str]:
        """Return what fills the sentences; a problem that is known by its key is put into words."""
        words = localise(self.details)
        if "problem" in words:
            words["problem"] = _(PROBLEMS.get(words["problem"], words["problem"]))
        return words

    def place(self) -> str:
        """Return file, sheet and cell for a person."""
        cell = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return " ".join(part for part in (self.file, cell) if part)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the command line's contract, with the sentence in the language spoken now."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "message": f"{self.message()} {self.advice()}",
        }

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: the code and what fills its sentence, in no language."""
        places = {
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "enterprise": self.enterprise,
            "name": self.name,
        }
        known = {key: value for key, value in places.items() if value}
        return {"code": self.code, **known, **({"details": dict(self.details)} if self.details else {})}


PROBLEMS: dict[str, str] = {
    "explanation_cell": N_("the cell holds an error, not a text"),
    "explanation_reference": N_("the reference beside it was changed or deleted"),
    "explanation_year": N_("it belongs to another review year"),
    "explanation_enterprise": N_("its enterprise has no application in this file that could be read"),
    "empty": N_("it is empty"),
    "not_excel": N_("it is another kind of file"),
    "pdf": N_("it is a PDF or OFD document"),
    "picture": N_("it is a picture"),
    "word": N_("it is a Word or other text document"),
    "slides": N_("it is a presentation"),
    "mail": N_("it is an e-mail"),
    "archive": N_("it is an archive"),
    "other_archive": N_("it is an archive other than .zip, which is not opened"),
    "encrypted_archive": N_("it is in an archive that is protected by a password"),
    "binary_excel": N_("it is in the binary format .xlsb"),
    "encrypted": N_("it is protected by a password"),
    "wrong_password": N_("the password is wrong"),
    "damaged": N_("it is damaged or incomplete"),
    "too_large": N_("it contains more than the limits allow (see cultivation.toml)"),
    "hostile": N_("its structure is not that of an office program's file"),
    "too_slow": N_("reading it took more processor time than the limits allow (see cultivation.toml)"),
    "kept_waiting": N_("the computer was too busy to read it within the time that the limits allow"),
    "too_much_memory": N_("reading it took more memory than the limits allow (see cultivation.toml)"),
    "crashed": N_("the file reader crashed on this file"),
    "link": N_("it is a link, which is not followed"),
    "wrong_length": N_("it must have 18 characters"),
    "wrong_character": N_("it contains a character that no such code has"),
    "wrong_check_digit": N_("its check digit is wrong"),
}

SMALLER = N_("Remove what is not part of the application, or raise the limits in cultivation.toml.")
PASSWORDS = ("encrypted", "wrong_password")
UNLOCK = N_("Give the right password, or ask for the file without one.")
AS_TABLE = N_(
    "If it contains an application, ask for it as a workbook; if it is evidence, nothing needs to be done."
)
UNPACK = N_("Unpack it and submit the files in it.")
# What helps with a file that cannot be read; otherwise the advice of its kind.
REMEDIES: dict[str, str] = {
    "empty": N_("Ask for the file again."),
    "not_excel": N_("Ask for the table itself: pictures, PDF files and texts cannot be read."),
    "pdf": AS_TABLE,
    "picture": AS_TABLE,
    "word": AS_TABLE,
    "slides": AS_TABLE,
    "mail": N_("Save the workbooks attached to it and submit those."),
    "archive": UNPACK,
    "other_archive": UNPACK,
    "encrypted_archive": UNPACK,
    "binary_excel": N_("Open it in Excel or WPS, save it as .xlsx and submit it again."),
    "encrypted": UNLOCK,
    "wrong_password": UNLOCK,
    "damaged": N_(
        "If Excel or WPS can still open it, save it as .xlsx and submit it again; otherwise ask for it again."
    ),
    "too_large": SMALLER,
    "too_slow": SMALLER,
    "kept_waiting": N_("Submit it again when the computer has less to do."),
    "too_much_memory": SMALLER,
    "hostile": N_("Do not open it; ask the applicant where it comes from."),
    "crashed": N_("Open it in Excel or WPS, save it as .xlsx and submit it again."),
}

KINDS: dict[str, FindingKind] = {
    # the file
    "unreadable_file": FindingKind(
        Severity.ERROR,
        N_("The file cannot be read as a table: {problem}."),
        N_("Check that the file exists and can be read, and submit it again."),
    ),
    "no_workbook": FindingKind(
        Severity.DOUBT,
        N_("Nothing was read from the file: {problem}."),
        N_("If it contains an application, ask for it as a workbook."),
    ),
    "passed_over": FindingKind(
        Severity.NOTE,
        N_("This is a hidden, lock or system file that programs create; it was not read."),
        N_("Nothing needs to be done."),
    ),
    "read_otherwise": FindingKind(
        Severity.DOUBT,
        N_(
            "The file is damaged or unusual and was read by the second reader ({value}), which does not see "
            "{unseen}."
        ),
        N_("Check the figures; it is safer to save the file as .xlsx in Excel or WPS and submit that."),
    ),
    "no_table_found": FindingKind(
        Severity.ERROR,
        N_("No sheet has a header row or labels that match the rules."),
        N_("Use the template, or name the columns as it does."),
        (Act.WRITE_APPLICATION_TEMPLATE,),
    ),
    "no_rows": FindingKind(
        Severity.ERROR,
        N_("The sheet has headers but no enterprise below them."),
        N_("Fill in at least one row."),
    ),
    "sheet_not_read": FindingKind(
        Severity.DOUBT,
        N_("The sheet has no header row or labels that match the rules; nothing was read from it."),
        N_("If it contains enterprises, name its columns as the template does."),
    ),
    "sheet_hidden": FindingKind(
        Severity.DOUBT,
        N_("The sheet is hidden; nothing was read from it."),
        N_("If it contains applicants, unhide the sheet and submit the file again."),
    ),
    "rows_hidden": FindingKind(
        Severity.DOUBT,
        N_("Rows {value} are hidden, by hand or by a filter; they were read like the others."),
        N_("If they should not apply, delete them and submit the file again."),
    ),
    "columns_hidden": FindingKind(
        Severity.DOUBT,
        N_("{label} is in a hidden column; it was read like the others."),
        N_("Check that its figures should be used."),
    ),
    "file_misnamed": FindingKind(
        Severity.NOTE,
        N_("By content the file is {kind}, whatever its name; it was read as such."),
        N_("Nothing needs to be done."),
    ),
    "encoding_assumed": FindingKind(
        Severity.NOTE,
        N_("The text file does not say how its characters are written; it was read as {value}."),
        N_("Check the names of a few enterprises."),
    ),
    "template_outdated": FindingKind(
        Severity.DOUBT,
        N_("The template was made for {made}; the year is reviewed under {now}, with other fields."),
        N_("Use a new template."),
        (Act.WRITE_APPLICATION_TEMPLATE,),
    ),
    "template_version": FindingKind(
        Severity.NOTE,
        N_("The template was made for {made}; the year is reviewed under {now}, with the same fields."),
        N_("Nothing needs to be done."),
    ),
    "other_year": FindingKind(
        Severity.DOUBT,
        N_("The file name says {said}, but this is the review of {year}."),
        N_("Check that it is the right file; applications from a wrong file are taken back by withdraw."),
    ),
    "other_year_in_title": FindingKind(
        Severity.DOUBT,
        N_("The title '{value}' speaks of {said}, but this is the review of {year}."),
        N_("Check that the sheet was filled in for this year."),
    ),
    "row_number_twice": FindingKind(
        Severity.DOUBT,
        N_("The file numbers two rows {value}; the second was read as the row named here."),
        N_("Open the file in Excel or WPS and save it again, then check both rows."),
    ),
    "received_before": FindingKind(
        Severity.NOTE,
        N_("This file was already received as {first}; nothing new was read from it."),
        N_("Problems found then are listed again below."),
    ),
    # the headers
    "column_missing": FindingKind(
        Severity.ERROR,
        N_("There is no column or label for {label}, which every application needs."),
        N_("Add one named {label}."),
    ),
    "column_twice": FindingKind(
        Severity.ERROR,
        N_("{label} appears twice: at {first} and at {second}."),
        N_("Keep one of them."),
    ),
    "column_unknown": FindingKind(
        Severity.NOTE,
        N_("The rules do not know the column {value}; it was not used."),
        N_("If it matters, give it the name that the template uses."),
    ),
    "column_unknown_near": FindingKind(
        Severity.DOUBT,
        N_("The rules do not know the column {value}; it was not used; {label} has no column."),
        N_("If {label} is meant, give the column that name."),
    ),
    "header_remark": FindingKind(
        Severity.DOUBT,
        N_("The heading {value} was read as {label}; its remark was not understood."),
        N_("Check whether {label} is meant."),
    ),
    "heading_other_figure": FindingKind(
        Severity.DOUBT,
        N_(
            "The heading {value} speaks of a plan or of another year or period; it was not taken for {label}."
        ),
        N_("If {label} is meant, give the column that name."),
    ),
    "years_shifted": FindingKind(
        Severity.DOUBT,
        N_(
            "The latest figures are of {said}, but this is the review of {year}; they were taken for its own."
        ),
        N_("Check that these are the figures to be reviewed."),
    ),
    "unit_doubtful": FindingKind(
        Severity.DOUBT,
        N_("What the sheet says of the unit of {label} ({value}) does not settle it; {unit} was taken."),
        N_("Write the unit into the heading of {label}, and check the figures."),
    ),
    "unit_unknown": FindingKind(
        Severity.ERROR,
        N_("{label} is given in {value}, which cannot be converted to {unit}."),
        N_("Give the figures in {unit}."),
    ),
    "unit_converted": FindingKind(
        Severity.NOTE,
        N_("{label} is given in {value}; the figures were converted to {unit}."),
        N_("Nothing needs to be done."),
    ),
    # the values
    "value_missing": FindingKind(
        Severity.ERROR,
        N_("{label} is empty, but every application needs it."),
        N_("Fill in {label}."),
    ),
    "blank_as_zero": FindingKind(
        Severity.NOTE,
        N_("{label} is empty; the rules count a blank as 0."),
        N_("Nothing needs to be done if there is none."),
    ),
    "blank_as_no": FindingKind(
        Severity.NOTE,
        N_("{label} is empty; the rules count a blank as no."),
        N_("Nothing needs to be done if this is correct."),
    ),
    "not_a_number": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which is not a number."),
        N_("Write the figure alone, in {unit}."),
    ),
    "value_pending": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which does not say whether there is none."),
        N_("Ask for the value and write it in."),
    ),
    "approximate_figure": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which is not an exact figure."),
        N_("Write the exact figure."),
    ),
    "foreign_currency": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', in a foreign currency; sums are never converted."),
        N_("Give the figure in {unit}."),
    ),
    "percent_or_ratio": FindingKind(
        Severity.DOUBT,
        N_("{label} is {value} without a per cent sign; it was taken as {value} %, but may be a ratio."),
        N_("Check it; write the per cent sign beside the figure."),
    ),
    "not_whole": FindingKind(
        Severity.ERROR,
        N_("{label} is {value}, but must be a whole number."),
        N_("Correct the figure."),
    ),
    "below_minimum": FindingKind(
        Severity.ERROR,
        N_("{label} is {value}, but cannot be below {minimum}."),
        N_("Correct the figure."),
    ),
    "above_maximum": FindingKind(
        Severity.ERROR,
        N_("{label} is {value}, but cannot be above {maximum}."),
        N_("Correct the figure."),
    ),
    "not_a_date": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which is not a date."),
        N_("Write it as year-month-day, for example 2009-05-31."),
    ),
    "day_missing": FindingKind(
        Severity.DOUBT,
        N_("{label} is '{value}', without a day; it was taken as {date}."),
        N_("Write it as year-month-day, for example 2009-05-31."),
    ),
    "year_as_day": FindingKind(
        Severity.ERROR,
        N_("{label} is {value}, which a cell for dates makes of the year {year} alone."),
        N_("Write the whole date."),
    ),
    "date_from_serial": FindingKind(
        Severity.DOUBT,
        N_("{label} is the plain number {value}; as a day counted by Excel it is {date}."),
        N_("Check the date, and give the cell the format of a date."),
    ),
    "not_yes_or_no": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}'; it must be yes or no."),
        N_("Write yes or no."),
    ),
    "not_a_choice": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which is not one of: {allowed}."),
        N_("Choose one of them."),
    ),
    "choice_unlisted": FindingKind(
        Severity.DOUBT,
        N_("{label} is '{value}', which is not on the list; it counts as '{other}'."),
        N_("Check whether a listed one is meant: {allowed}."),
    ),
    "number_shown_otherwise": FindingKind(
        Severity.DOUBT,
        N_("{label} shows '{shown}', but {value} is stored in the cell; it was taken as {taken} {unit}."),
        N_("Check the figure; write it as it is meant, in a plain number format."),
    ),
    "number_hidden": FindingKind(
        Severity.DOUBT,
        N_(
            "{label} shows nothing because of its number format, but {value} is stored in the cell "
            "and was taken."
        ),
        N_("Check the figure; delete it if it is not meant."),
    ),
    "choice_costs_gate": FindingKind(
        Severity.DOUBT,
        N_(
            "{label} is '{value}', which is not on the list; it counts as '{other}', so the enterprise "
            "will not be eligible ({gates})."
        ),
        N_("Check whether a listed one is meant: {allowed}."),
    ),
    "choice_by_part": FindingKind(
        Severity.DOUBT,
        N_("{label} is '{value}'; it was taken as '{choice}'."),
        N_("Check that this is meant."),
    ),
    "letter_for_digit": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', with letters in place of digits; {meant} may be meant."),
        N_("Type it again with digits."),
    ),
    "unscored_unreadable": FindingKind(
        Severity.DOUBT,
        N_("{label} is '{value}', which cannot be read; nothing depends on it, so it was left blank."),
        N_("Correct it if it should be on record."),
    ),
    "unscored_missing": FindingKind(
        Severity.DOUBT,
        N_("{label} is missing; nothing depends on it, so it was left blank."),
        N_("File it if it should be on record."),
    ),
    "unscored_heading": FindingKind(
        Severity.DOUBT,
        N_("The heading {value} cannot be used for {label}; nothing depends on it, so it was left blank."),
        N_("Correct the heading if the values should be on record."),
    ),
    "value_merged": FindingKind(
        Severity.DOUBT,
        N_("{label} is in a merged cell that begins at {first}; its value was used for this row, too."),
        N_("If each enterprise has its own, write one into each row."),
    ),
    "as_above": FindingKind(
        Severity.DOUBT,
        N_("{label} is said to be as above; {value} was read, from the row above."),
        N_("Write the value itself if it is another."),
    ),
    "result_may_be_old": FindingKind(
        Severity.DOUBT,
        N_("{label} is {value}, the result of a formula that the file marks as not yet recalculated."),
        N_("Open the file in Excel or WPS, save it, and submit it again; or check the figure."),
    ),
    "struck_through": FindingKind(
        Severity.DOUBT,
        N_("{label} is struck through; the value '{value}' was read."),
        N_("Ask whether the value still holds; if not, delete it."),
    ),
    "struck_in_part": FindingKind(
        Severity.DOUBT,
        N_("Part of {label} is struck through and was left out; the rest is '{value}'."),
        N_("Check the value, and delete what is struck through."),
    ),
    "row_ragged": FindingKind(
        Severity.ERROR,
        N_("The row has {value} values, the header {expected}; it is unclear which column each is in."),
        N_("Write figures without separators, or save the table as .xlsx, and submit it again."),
    ),
    "character_damaged": FindingKind(
        Severity.ERROR,
        N_("{label} is '{value}', which contains a damaged character."),
        N_("Write the value again, save the file as .xlsx and submit it again."),
    ),
    "day_before_midnight": FindingKind(
        Severity.DOUBT,
        N_("{label} is {value}; exports write the beginning of the next day so, and it was taken as {date}."),
        N_("Check the date, and write it without a time."),
    ),
    "formula_without_value": FindingKind(
        Severity.ERROR,
        N_("{label} contains a formula whose result was not saved in the file."),
        N_("Open the file in Excel or WPS, save it, and submit it again; or write the figure."),
    ),
    "error_value": FindingKind(
        Severity.ERROR,
        N_("{label} shows the error {value}."),
        N_("Correct the formula, or write the figure."),
    ),
    "picture_in_cell": FindingKind(
        Severity.ERROR,
        N_("{label} contains a picture, which cannot be read."),
        N_("Write the value into the cell."),
    ),
    "text_too_long": FindingKind(
        Severity.ERROR,
        N_("{label} is longer than 2,000 characters."),
        N_("Shorten it."),
    ),
    "characters_removed": FindingKind(
        Severity.NOTE,
        N_("{label} contained invisible characters, which were removed."),
        N_("Nothing needs to be done."),
    ),
    # the enterprise
    "credit_code_invalid": FindingKind(
        Severity.ERROR,
        N_("The unified social credit code {value} is not valid: {problem}."),
        N_("Copy it from the business licence."),
    ),
    "credit_code_as_number": FindingKind(
        Severity.ERROR,
        N_("The unified social credit code is stored as a number; Excel keeps only 15 digits of it."),
        N_("Format the cell as text and type the 18 characters again."),
    ),
    "identifier_as_number": FindingKind(
        Severity.DOUBT,
        N_("The identifier {value} is stored as a number; zeros at its beginning are lost."),
        N_("Format the cell as text and type the identifier again if it begins with 0."),
    ),
    "identifier_digits_lost": FindingKind(
        Severity.ERROR,
        N_("The identifier {value} is stored as a number; Excel keeps only 15 digits of it."),
        N_("Format the cell as text and type the identifier again."),
    ),
    "identifier_zeros_lost": FindingKind(
        Severity.ERROR,
        N_("The identifier {value} is not on record, but {known} is; {name} was not taken."),
        N_("Format the cell as text and write the identifier with its zeros."),
    ),
    "filed_twice": FindingKind(
        Severity.ERROR,
        N_("{name} ({value}) is already in this file, at {first}; neither was used."),
        N_("Delete one of them."),
    ),
    "listed_twice": FindingKind(
        Severity.NOTE,
        N_("{name} ({value}) is already on the list, at {first}; it counts once."),
        N_("Nothing needs to be done."),
    ),
    "filed_before": FindingKind(
        Severity.ERROR,
        N_(
            "{name} ({value}) was already received from {first}, with other values ({fields}); "
            "this one was not used."
        ),
        N_("If this file is right, take it in instead; single values can be corrected."),
        (Act.TAKE_INSTEAD, Act.CORRECT),
    ),
    "superseded": FindingKind(
        Severity.NOTE,
        N_("{name} ({value}) was received before from {first}; this file replaces it ({fields})."),
        N_("Nothing needs to be done if the later file is right."),
    ),
    "correction_superseded": FindingKind(
        Severity.DOUBT,
        N_("{name} ({value}) had been corrected by hand ({fields}); this file replaces the correction."),
        N_("If the correction still holds, enter it again."),
        (Act.CORRECT,),
    ),
    "filed_before_same": FindingKind(
        Severity.NOTE,
        N_("{name} ({value}) was already received from {first}, with the same values."),
        N_("Nothing needs to be done."),
    ),
    "filed_by_another": FindingKind(
        Severity.ERROR,
        N_("{name} ({value}) was already submitted by {by}; this one was not used."),
        N_("Ask a clerk if yours is right: a clerk settles which one counts."),
    ),
    "other_unit": FindingKind(
        Severity.ERROR,
        N_("{name} ({value}) does not belong to {own}, for which the file was submitted; it was not used."),
        N_("Correct the row if it does belong there; otherwise its own unit must submit it."),
    ),
    "unit_filled": FindingKind(
        Severity.DOUBT,
        N_("{label} is blank; {unit} was taken, since the file was submitted for it."),
        N_("Check that the enterprise belongs to {unit}."),
    ),
    "name_changed": FindingKind(
        Severity.DOUBT,
        N_("{value} is called {name} here, but was {before} in {year}."),
        N_("Check that the enterprise was renamed."),
    ),
    "earlier_code": FindingKind(
        Severity.ERROR,
        N_("{value} is an earlier code of {name}, whose present code is {now}; it was not used."),
        N_("Write the present code."),
    ),
    "same_name": FindingKind(
        Severity.DOUBT,
        N_("{name} is also on record under another code, {other}."),
        N_("Check which code is right."),
    ),
    "date_after_cutoff": FindingKind(
        Severity.DOUBT,
        N_("{name}: {label} is {value}, after the data cut-off {cutoff}."),
        N_("Check the date."),
    ),
    "implausible_together": FindingKind(
        Severity.DOUBT,
        N_("{count} of {number} enterprises ({group}): {label}. Perhaps all are in another unit."),
        N_("Check the unit of the whole file; nothing needs to be done if it is right."),
    ),
    "implausible": FindingKind(
        Severity.DOUBT,
        N_("{name}: {label} ({fields})."),
        N_("Check the figures; nothing needs to be done if they are right."),
    ),
    "paper_missing": FindingKind(
        Severity.DOUBT,
        N_("{name}: the paper '{label}' is missing."),
        N_("Hand it in, under a file name that begins with the credit code."),
    ),
    # visits
    "visit_not_found": FindingKind(
        Severity.ERROR,
        N_("This is not a form of a visit made by this program."),
        N_("Fill in the form that is written for the enterprise, and leave its headings as they are."),
    ),
    "visit_other_year": FindingKind(
        Severity.ERROR,
        N_("The form was made for {made}, not for {now}."),
        N_("Import it for its own year, or use a new form."),
    ),
    "visit_enterprise": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not the code of the enterprise of this form, or it is not visited."),
        N_("Use the form of the enterprise, or settle the visit first."),
    ),
    "visit_date": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not the date of a visit that was made."),
        N_("Write year, month and day, for example 2017-02-20."),
    ),
    "visit_visitors_missing": FindingKind(
        Severity.ERROR,
        N_("Nobody is named who made the visit."),
        N_("Write their names."),
    ),
    "visit_result": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not an outcome of a visit; there are: {label}."),
        N_("Choose one of the list."),
    ),
    "visit_text_missing": FindingKind(
        Severity.ERROR,
        N_("The findings of the visit are empty."),
        N_("Write in words what was found."),
    ),
    "visit_agrees": FindingKind(
        Severity.ERROR,
        N_("'{value}' does not say whether the figure agrees."),
        N_("Write yes or no."),
    ),
    "visit_found_missing": FindingKind(
        Severity.ERROR,
        N_("The figure does not agree, and what was found is missing."),
        N_("Write what was found on site."),
    ),
    "visit_field": FindingKind(
        Severity.ERROR,
        N_("The row '{value}' stands for no field of the rule set."),
        N_("Leave the rows of the form as they are; write other things in the findings."),
    ),
    # the points
    "criterion_undefined": FindingKind(
        Severity.NOTE,
        N_("{name}: {label} cannot be computed; the rules give 0 points for it."),
        N_("Nothing needs to be done if the values are right."),
    ),
    "value_imputed": FindingKind(
        Severity.NOTE,
        N_(
            "{name}: {label} is missing; the rules use the median {median} of {known} known values ({group})."
        ),
        N_("File the value if it is known."),
    ),
    "mean_imputed": FindingKind(
        Severity.NOTE,
        N_("{name}: {label} is missing; the rules use the mean {mean} of {known} known values ({group})."),
        N_("File the value if it is known."),
    ),
    "criterion_provisional": FindingKind(
        Severity.NOTE,
        N_("{name}: {label} is not marked yet; the lowest possible score is used until it is marked."),
        N_("Enter the mark."),
    ),
    "mark_refused": FindingKind(
        Severity.DOUBT,
        N_("{name}: the mark {mark} cannot be given for {label}; the lowest possible score is used."),
        N_("Enter a mark within the range and steps of the rules."),
    ),
    # registers
    "register_no_table": FindingKind(
        Severity.ERROR,
        N_("No sheet has a header row with the columns of this register."),
        N_("Use the template, or add the headings of this file to the register's definition."),
        (Act.WRITE_REGISTER_TEMPLATE,),
    ),
    "register_column_needed": FindingKind(
        Severity.ERROR,
        N_("There is no column {label}, without which no row can be used."),
        N_("Add the column, or ask the authority for a list with it."),
    ),
    "register_cell_missing": FindingKind(
        Severity.ERROR,
        N_("{label} is empty, so the row cannot be used; the register says nothing of its enterprise."),
        N_("Ask the authority for the value."),
    ),
    "register_says_nothing": FindingKind(
        Severity.NOTE,
        N_("There is no column {label}, so the register says nothing of it."),
        N_("If the list has it under another name, add the heading to the register's definition."),
    ),
    "register_blank": FindingKind(
        Severity.DOUBT,
        N_("{label} is blank, so the register says nothing of it here ({number} such cells in the column)."),
        N_("Ask the authority for the value."),
    ),
    "register_column_missing": FindingKind(
        Severity.DOUBT,
        N_("There is no column {label}, so no row is kept out by what it would say."),
        N_("Ask the authority for a list with this column, or make sure that every row counts."),
    ),
    "register_two_values": FindingKind(
        Severity.DOUBT,
        N_("{name} stands here with {label} {value}, but with {other} in {first}; neither is used."),
        N_("Ask the authority which one is right."),
    ),
    "register_differs": FindingKind(
        Severity.DOUBT,
        N_("{label}: filed {value}, but {register} of {as_of} says {registered} ({cells})."),
        N_("Explain the difference in writing, with evidence, or correct the figure."),
    ),
    "explanation_unassigned": FindingKind(
        Severity.DOUBT,
        N_("The explanation in this cell was not taken: {problem}."),
        N_("Write it in the column for explanations of the workbook returned last, and keep its reference."),
    ),
    "list_sheet_unread": FindingKind(
        Severity.ERROR,
        N_("The sheet has none of the headings, so the enterprises on it would be missed."),
        N_("Give it the headings of the other sheets, or delete it; otherwise leave it out expressly."),
    ),
    "list_sheet_hidden": FindingKind(
        Severity.ERROR,
        N_("The sheet is hidden and not read, so the enterprises on it would be missed."),
        N_("Unhide or delete it; otherwise leave it out expressly."),
    ),
    # support measures
    "listed_with_grades": FindingKind(
        Severity.DOUBT,
        N_("{name} ({value}) is already on the list, at {first}, with another grade: {grades}."),
        N_("Where the grade counts, neither row does; ask the authority which one holds."),
    ),
    "list_day_unreadable": FindingKind(
        Severity.DOUBT,
        N_("{label} is '{value}', which cannot be read as a date; the row counts as if none stood there."),
        N_("Correct the date and import the list again."),
    ),
    "list_no_table": FindingKind(
        Severity.ERROR,
        N_("No sheet has a row of headings with a column of codes or names."),
        N_("Name a column 统一社会信用代码 or 企业名称, or add its heading to the kind of list."),
    ),
    "list_row_without_key": FindingKind(
        Severity.ERROR,
        N_("The row has neither a code nor a name."),
        N_("Write the code or the whole name."),
    ),
    "list_row_ambiguous": FindingKind(
        Severity.DOUBT,
        N_("The row may mean {candidates}; it does not count."),
        N_("Correct code or name, and import the list again."),
    ),
    "support_received_before": FindingKind(
        Severity.ERROR,
        N_("This file is already on record as {first}; nothing was read from it."),
        N_("Submit only the new measures in a separate file."),
    ),
    "support_no_table": FindingKind(
        Severity.ERROR,
        N_("No sheet has the header row of a list of support measures."),
        N_("Use the template."),
        (Act.WRITE_SUPPORT_TEMPLATE,),
    ),
    "support_unnamed": FindingKind(
        Severity.ERROR,
        N_("The row names no enterprise."),
        N_("Write its code or its whole name."),
    ),
    "support_undated": FindingKind(
        Severity.ERROR,
        N_("The row has neither date nor year."),
        N_("Write the date, or at least the year."),
    ),
    "support_enterprise_unknown": FindingKind(
        Severity.ERROR,
        N_("No enterprise with the code or name '{value}' is on record."),
        N_("Write the code, or the whole name as on record."),
    ),
    "support_enterprise_near": FindingKind(
        Severity.ERROR,
        N_("No enterprise with the code or name '{value}' is on record; the nearest name is {near}."),
        N_("Write the code, or the whole name as on record."),
    ),
    "support_name_shared": FindingKind(
        Severity.ERROR,
        N_("Several enterprises have or had the name {value}: {codes}."),
        N_("Write the code of the one that is meant."),
    ),
    "support_other_name": FindingKind(
        Severity.DOUBT,
        N_("The name is {value}, but the code is that of {name}; the code counts."),
        N_("Check the code; if it is wrong, cancel the measure."),
        (Act.CANCEL_SUPPORT,),
    ),
    "support_not_member": FindingKind(
        Severity.DOUBT,
        N_("{name} was not in the pool in {when}; the measure was recorded anyway."),
        N_("Check the date and the enterprise."),
    ),
    "support_suspended": FindingKind(
        Severity.DOUBT,
        N_("{name} is suspended; suspended members receive no support. The measure was recorded anyway."),
        N_("Check whether it was granted before the suspension."),
    ),
    "support_again": FindingKind(
        Severity.DOUBT,
        N_("The same measure for {name} is on record as number {number}."),
        N_("If it was entered twice, cancel one."),
        (Act.CANCEL_SUPPORT,),
    ),
    # the experts' review
    "experts_not_found": FindingKind(
        Severity.ERROR,
        N_("No sheet has a header row with names and employers of experts."),
        N_("Use the empty list."),
        (Act.WRITE_EXPERT_TEMPLATE,),
    ),
    "experts_missing": FindingKind(
        Severity.ERROR,
        N_("The list has headings but no expert below them; nothing was read."),
        N_("Fill in a row for each expert."),
    ),
    "expert_unnamed": FindingKind(
        Severity.ERROR,
        N_("The row has no name of an expert; it was not taken."),
        N_("Write the name, or delete the row."),
    ),
    "expert_panel_unknown": FindingKind(
        Severity.ERROR,
        N_("{expert}: '{value}' names no panel; the row was not taken. The panels are: {label}."),
        N_("Write the panel on which the expert sits into the column Panel."),
    ),
    "expert_twice": FindingKind(
        Severity.ERROR,
        N_("{value} appears twice in the list, first at {first}; neither was used."),
        N_("Delete one; two people of one name need a number each."),
    ),
    "expert_employer_missing": FindingKind(
        Severity.DOUBT,
        N_("{value} has no employer; conflicts with it cannot be found."),
        N_("Write the employer, or that there is none: 无 or none."),
    ),
    "recusal_unknown": FindingKind(
        Severity.DOUBT,
        N_("{value} is neither code nor name of an applicant of the year; no conflict was recorded."),
        N_("If this is an applicant, check the code."),
    ),
    "marks_not_found": FindingKind(
        Severity.ERROR,
        N_("This is not a marking workbook made by this program."),
        N_("Hand in the workbook that was sent."),
        (Act.WRITE_MARKS_WORKBOOK,),
    ),
    "marks_other_year": FindingKind(
        Severity.ERROR,
        N_("The workbook was made for {made}, not for {now}."),
        N_("Hand it in for its own year, or use a new workbook."),
        (Act.WRITE_MARKS_WORKBOOK,),
    ),
    "marks_wrong_expert": FindingKind(
        Severity.ERROR,
        N_("The workbook was made for the expert {value}, not for {expected}."),
        N_("Each expert must return their own workbook."),
    ),
    "marks_expert_unknown": FindingKind(
        Severity.ERROR,
        N_("The workbook was made for the expert {value}, who is not, or no longer, on the panel."),
        N_("Put the expert on the list first."),
        (Act.LIST_EXPERTS,),
    ),
    "marks_not_assigned": FindingKind(
        Severity.ERROR,
        N_("Enterprise number {value} is not, or no longer, assigned to this expert; the mark was not used."),
        N_("See who marks whom; if the expert should, assign anew."),
        (Act.SHOW_PANEL, Act.ASSIGN),
    ),
    "marks_firm_changed": FindingKind(
        Severity.ERROR,
        N_("The row says {value}, but was sent for {name}; the mark was not taken."),
        N_("Copy the mark into the workbook that was sent, beside the right enterprise."),
    ),
    "marks_row_unknown": FindingKind(
        Severity.ERROR,
        N_("Row '{value}' was not in the workbook we sent, or its criterion no longer needs a mark."),
        N_("Use a new workbook."),
        (Act.WRITE_MARKS_WORKBOOK,),
    ),
    "marks_twice": FindingKind(
        Severity.ERROR,
        N_("{label} of enterprise number {value} appears twice, first at {first}; neither was used."),
        N_("Delete one of the rows."),
    ),
    "mark_not_a_number": FindingKind(
        Severity.ERROR,
        N_("The mark for {label} is '{value}', which is not a number."),
        N_("Write a mark of {allowed}, or abstain: 弃权 or abstain."),
    ),
    "mark_out_of_range": FindingKind(
        Severity.ERROR,
        N_("The mark {value} cannot be given for {label}; possible are {allowed}."),
        N_("Write one of these, or abstain: 弃权 or abstain."),
    ),
    "mark_missing": FindingKind(
        Severity.DOUBT,
        N_("{label} of enterprise number {value} is not marked."),
        N_("Write a mark, or abstain: 弃权 or abstain."),
    ),
    "marks_superseded": FindingKind(
        Severity.NOTE,
        N_("Marks of {value} were received before from {first}; this file replaces them, {changed} differ."),
        N_("Nothing needs to be done if the later file is right."),
    ),
    "group_not_found": FindingKind(
        Severity.ERROR,
        N_("No sheet has a header row with names and offices of the leading group."),
        N_("Use the empty list."),
        (Act.WRITE_GROUP_TEMPLATE,),
    ),
    "group_missing": FindingKind(
        Severity.ERROR,
        N_("The list has headings but no person below them; nothing was read."),
        N_("Fill in a row for each person of the group."),
    ),
    "group_unnamed": FindingKind(
        Severity.ERROR,
        N_("The row has no name of a person."),
        N_("Write the name, or delete the row."),
    ),
    "group_twice": FindingKind(
        Severity.ERROR,
        N_("{value} appears twice in the list, first at {first}."),
        N_("Delete one row."),
    ),
    "group_chair": FindingKind(
        Severity.ERROR,
        N_("{value} persons are in the chair; it must be one."),
        N_("Write chair (组长) beside one person."),
    ),
    "meeting_not_found": FindingKind(
        Severity.ERROR,
        N_("This is not a record sheet of a meeting made by this program."),
        N_("Fill in the sheet that is written with the meeting's book."),
        (Act.WRITE_MEETING_SHEET,),
    ),
    "meeting_other_year": FindingKind(
        Severity.ERROR,
        N_("The sheet was made for {made}, not for {now}."),
        N_("Record it for its own year, or use a new sheet."),
        (Act.WRITE_MEETING_SHEET,),
    ),
    "meeting_proposal_changed": FindingKind(
        Severity.ERROR,
        N_(
            "The sheet was made for the proposal {value}; on record is {now}. The vote was on another "
            "proposal."
        ),
        N_("Write book and sheet anew, and let the group vote on the proposal as it is."),
        (Act.WRITE_MEETING_SHEET,),
    ),
    "meeting_scores_changed": FindingKind(
        Severity.ERROR,
        N_(
            "The sheet was made for the scores {value}; on record are {now}. The vote was on a list with "
            "other points."
        ),
        N_("Write book and sheet anew, and let the group vote on the list as it is scored now."),
        (Act.WRITE_MEETING_SHEET,),
    ),
    "meeting_sheet_missing": FindingKind(
        Severity.ERROR,
        N_("The workbook has no sheet {label} with its headings."),
        N_("Fill in a new sheet and leave its headings as they are."),
        (Act.WRITE_MEETING_SHEET,),
    ),
    "meeting_date": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not the date of the meeting."),
        N_("Write year, month and day, for example 2017-02-20."),
    ),
    "meeting_date_ahead": FindingKind(
        Severity.ERROR,
        N_("The meeting on {value} has not come yet."),
        N_("Correct the date."),
    ),
    "meeting_person_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' does not belong to the leading group on record."),
        N_("Correct the name, or list the group anew."),
        (Act.LIST_GROUP,),
    ),
    "meeting_person_missing": FindingKind(
        Severity.ERROR,
        N_("{value} belongs to the leading group, but has no row here."),
        N_("Add a row with the name, and yes or no for the presence."),
    ),
    "meeting_person_twice": FindingKind(
        Severity.ERROR,
        N_("{value} has two rows of attendance."),
        N_("Delete one row."),
    ),
    "meeting_presence": FindingKind(
        Severity.ERROR,
        N_("'{value}' does not tell whether {person} was present."),
        N_("Write yes (是) or no (否)."),
    ),
    "meeting_firm_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is neither code nor name of an enterprise of the proposal."),
        N_("Write its code or its whole name; where both are given, they must belong together."),
    ),
    "meeting_reason_missing": FindingKind(
        Severity.ERROR,
        N_("The reason is missing."),
        N_("Write why somebody is recused, or why another outcome is asked for."),
    ),
    "meeting_recusal_unreasoned": FindingKind(
        Severity.ERROR,
        N_("{value} is recused here, but not on the sheet of recusals."),
        N_("Add a row there, with the enterprise and the reason."),
    ),
    "meeting_case_twice": FindingKind(
        Severity.ERROR,
        N_("{value} has two rows of votes, first at {first}."),
        N_("Delete one row."),
    ),
    "meeting_asked_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' cannot be asked for here."),
        N_("Write enter (入库), stay (留库) or exit (出库); leave it empty for the list as a whole."),
    ),
    "meeting_asked_impossible": FindingKind(
        Severity.ERROR,
        N_(
            "{name} cannot: {value}. Those in the pool stay or exit, others enter or exit; the ineligible "
            "cannot be in it."
        ),
        N_("Correct it."),
    ),
    "meeting_vote_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a vote."),
        N_("Write for (赞成), against (反对), abstain (弃权) or recused (回避)."),
    ),
    "meeting_absent_votes": FindingKind(
        Severity.ERROR,
        N_("{value} was absent, but has a vote."),
        N_("Correct the attendance or the vote."),
    ),
    "meeting_recused_votes": FindingKind(
        Severity.ERROR,
        N_("{value} is recused from this case, but has a vote."),
        N_("Write recused (回避), or delete the recusal."),
    ),
    "meeting_vote_missing": FindingKind(
        Severity.ERROR,
        N_("{value} was present, but has no vote in this case."),
        N_("Write the vote; where nobody voted, leave the whole row empty."),
    ),
    "meeting_count_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a number of votes."),
        N_("Write a whole number, or nothing where the votes are given by name."),
    ),
    "meeting_count_differs": FindingKind(
        Severity.ERROR,
        N_("The count is {given}, but the votes by name are {counted}."),
        N_("Correct the count or the votes."),
    ),
    "meeting_counts": FindingKind(
        Severity.ERROR,
        N_("The votes add up to {given}, but {present} persons were present and not recused."),
        N_("Count again: for, against and abstained together are all who may vote and were present."),
    ),
    "meeting_no_quorum": FindingKind(
        Severity.ERROR,
        N_(
            "There is no quorum for '{value}': {present} present, {needed} needed; recused persons are "
            "not counted."
        ),
        N_("It cannot be voted on; leave its votes empty."),
    ),
    "opinion_not_found": FindingKind(
        Severity.ERROR,
        N_("This is not a sheet for opinions made by this program."),
        N_("Fill in the workbook that was sent."),
        (Act.REQUEST_OPINIONS,),
    ),
    "opinion_other_year": FindingKind(
        Severity.ERROR,
        N_("The sheet was made for {made}, not for {now}."),
        N_("Import it for its own year, or use a new workbook."),
        (Act.REQUEST_OPINIONS,),
    ),
    "opinion_not_asked": FindingKind(
        Severity.ERROR,
        N_("The sheet is that of '{value}', which was not asked about anybody this year."),
        N_("Use the workbook that was sent, or ask again."),
        (Act.REQUEST_OPINIONS,),
    ),
    "opinion_closed": FindingKind(
        Severity.ERROR,
        N_("The time to answer ended on {value}, and silence is on record."),
        N_("If the opinion is to count, ask again with a new deadline; then import the sheet."),
        (Act.REQUEST_OPINIONS,),
    ),
    "opinion_body_twice": FindingKind(
        Severity.ERROR,
        N_("Another file of this import is the sheet of {label}, too: {value}. Neither was taken."),
        N_("Import the one that counts, alone."),
    ),
    "opinion_sheet_missing": FindingKind(
        Severity.ERROR,
        N_("No sheet has all the headings of an opinion. Missing: {missing}."),
        N_("Fill in the workbook that was sent, and leave its headings as they are."),
        (Act.REQUEST_OPINIONS,),
    ),
    "opinion_sheet_twice": FindingKind(
        Severity.ERROR,
        N_("This sheet has the headings of an opinion, as has the sheet {first}."),
        N_("Keep the one that counts and delete the other."),
    ),
    "opinion_firm_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' has not applied this year, or code and name do not belong together."),
        N_("Delete the row, or write code and name as they were sent."),
    ),
    "opinion_firm_elsewhere": FindingKind(
        Severity.ERROR,
        N_("{value} belongs to {label}, which answers for it."),
        N_("Delete the row; if its zone is wrong, correct the application and ask again."),
    ),
    "opinion_firm_not_asked": FindingKind(
        Severity.ERROR,
        N_("No opinion of this body was asked for about {value}."),
        N_("Delete the row, or ask again."),
    ),
    "opinion_firm_twice": FindingKind(
        Severity.ERROR,
        N_("{value} appears twice, first at {first}."),
        N_("Delete one row."),
    ),
    "opinion_firm_missing": FindingKind(
        Severity.ERROR,
        N_("{value} ({enterprise}) has no row."),
        N_("Add its row with code, name and answer."),
    ),
    "opinion_answer_missing": FindingKind(
        Severity.ERROR,
        N_("There is no answer about {name}."),
        N_("Write yes or no."),
    ),
    "opinion_answer_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' cannot be read as an answer about {name}."),
        N_("Write yes or no, as the list of the cell offers."),
    ),
    "opinion_reason_missing": FindingKind(
        Severity.ERROR,
        N_("The reason about {name} is missing."),
        N_("Write why it is not recommended, or what the objection rests on."),
    ),
    "opinion_order_missing": FindingKind(
        Severity.ERROR,
        N_("The order of one that is recommended is missing."),
        N_("Write 1 for the first, 2 for the second, and so on."),
    ),
    "opinion_order_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a place in the order."),
        N_("Write a whole number from 1."),
    ),
    "opinion_order_twice": FindingKind(
        Severity.ERROR,
        N_("The place {value} is given twice, first at {first}."),
        N_("Give each of those recommended a place of its own."),
    ),
    "opinion_order_gap": FindingKind(
        Severity.DOUBT,
        N_("The order has a place {value}, but no place {missing}."),
        N_("Check that nobody was forgotten; the order counts as it stands."),
    ),
    "opinion_order_without": FindingKind(
        Severity.ERROR,
        N_("The place {value} is given to one that is not recommended."),
        N_("Delete the place, or recommend it."),
    ),
    "opinion_quota": FindingKind(
        Severity.ERROR,
        N_("{value} are recommended, more than the {most} that the rules allow this zone."),
        N_("Recommend fewer."),
    ),
    "opinion_ground_missing": FindingKind(
        Severity.ERROR,
        N_("The objection has no ground."),
        N_("Choose one of the grounds that the rules know."),
    ),
    "opinion_ground_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a ground of this department. There are: {known}."),
        N_("Choose one of these."),
    ),
    "opinion_ground_without": FindingKind(
        Severity.ERROR,
        N_("There is no objection, but the ground '{value}'."),
        N_("Delete the ground, or write that there is an objection."),
    ),
    "opinion_superseded": FindingKind(
        Severity.NOTE,
        N_("An opinion of {label} was received before from {first}; this file replaces it."),
        N_("Nothing needs to be done if the later file is right."),
    ),
    "scheme_not_found": FindingKind(
        Severity.ERROR,
        N_("This is not a workbook of cultivation schemes of this kind, made by this program."),
        N_("Fill in the workbook that was sent."),
    ),
    "scheme_other_year": FindingKind(
        Severity.ERROR,
        N_("The workbook was made for {made}, not for {now}."),
        N_("Import it for its own year, or use a new workbook."),
    ),
    "scheme_sheet_missing": FindingKind(
        Severity.ERROR,
        N_("No sheet has the headings of: {label}. Needed: {missing}."),
        N_("Fill in the workbook that was sent, and leave its headings as they are."),
    ),
    "scheme_nothing": FindingKind(
        Severity.ERROR,
        N_("The workbook sets no target and no task that is not on record already."),
        N_("Fill in a row of the sheet of targets or of the sheet of tasks."),
    ),
    "scheme_firm_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a member that this workbook is about, or code and name do not belong together."),
        N_("Write code and name as they were sent, or delete the row."),
    ),
    "scheme_indicator_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is neither a number nor a choice of the rules, so it cannot be a target."),
        N_("Choose one that the list of the cell offers."),
    ),
    "scheme_value_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' cannot be read as a value. Expected: {expected}."),
        N_("Write a number in this unit (a ratio as 4% or 0.04), or one of the choices."),
    ),
    "scheme_year_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a year after {year}."),
        N_("Write the year as four digits."),
    ),
    "scheme_target_twice": FindingKind(
        Severity.ERROR,
        N_("The target '{value}' appears twice, first at {first}."),
        N_("Delete one row."),
    ),
    "scheme_target_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' by {year} is not among the targets of this member."),
        N_("Delete the row, or write indicator and year as they were sent."),
    ),
    "scheme_task_missing": FindingKind(
        Severity.ERROR,
        N_("The task is missing, or longer than {most} letters."),
        N_("Say in words what is to be done; put details into papers."),
    ),
    "scheme_task_unknown": FindingKind(
        Severity.ERROR,
        N_("{name} has no task with the number '{value}'."),
        N_("Leave the number of a new task empty; keep that of a task as it was sent."),
    ),
    "scheme_task_twice": FindingKind(
        Severity.ERROR,
        N_("The task '{value}' appears twice, first at {first}."),
        N_("Delete one row."),
    ),
    "scheme_task_known": FindingKind(
        Severity.ERROR,
        N_("The task '{value}' is on record already, under a number."),
        N_("To change it, write its number; else delete the row."),
    ),
    "scheme_task_left_out": FindingKind(
        Severity.ERROR,
        N_("Task {value} of {name} has no row."),
        N_("Add its row with number and state, or use the workbook that was sent."),
    ),
    "scheme_owner_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' cannot own a task. There are: {known}."),
        N_("Choose one of these; other offices are added in schemes/ of the workspace."),
    ),
    "scheme_day_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a day."),
        N_("Write the day as 2018-12-31."),
    ),
    "scheme_state_missing": FindingKind(
        Severity.ERROR,
        N_("There is no state of this task of {name}."),
        N_("Write how far it is, as the list of the cell offers."),
    ),
    "scheme_state_unknown": FindingKind(
        Severity.ERROR,
        N_("'{value}' is not a state of a task. There are: {known}."),
        N_("Choose one of these."),
    ),
    "scheme_done_day": FindingKind(
        Severity.ERROR,
        N_("The task cannot have been done on '{value}'."),
        N_("Write the day, no later than today, as 2018-06-30."),
    ),
    "scheme_done_without": FindingKind(
        Severity.ERROR,
        N_("There is a day, {value}, for a task that is not done."),
        N_("Delete the day, or write that the task is done."),
    ),
    "scheme_reason_missing": FindingKind(
        Severity.ERROR,
        N_("There is no reason why the task '{value}' was dropped."),
        N_("Write the reason as its progress."),
    ),
    "scheme_not_asked": FindingKind(
        Severity.ERROR,
        N_("{value} was not asked for an update of this year, or is not a member any more."),
        N_("Ask again, and use the new workbook."),
    ),
    "scheme_firm_unanswered": FindingKind(
        Severity.DOUBT,
        N_("{value} filled in nothing; its update is still owed."),
        N_("Send the workbook back to it, or wait for it."),
    ),
    "scheme_firm_two_files": FindingKind(
        Severity.ERROR,
        N_("Another file of this import has an update of {value}, too: {other}. Neither was taken."),
        N_("Import the one that counts, alone."),
    ),
    "scheme_superseded": FindingKind(
        Severity.NOTE,
        N_("An update of {value} was received before from {first}; this file replaces it."),
        N_("Nothing needs to be done if the later file is right."),
    ),
    "scoring_no_table": FindingKind(
        Severity.ERROR,
        N_("No sheet has a row of headings of a scoring table."),
        N_("Head the columns, for example, with dimension, item, full marks and scoring standard."),
    ),
    "scoring_no_items": FindingKind(
        Severity.ERROR,
        N_("Below the headings there are no items."),
        N_("Write each item in a row of its own: its name, its full marks, its standard in words."),
    ),
    "scoring_points_missing": FindingKind(
        Severity.ERROR,
        N_("'{value}' has no full marks."),
        N_("Write its full marks as a number."),
    ),
    "scoring_points_unreadable": FindingKind(
        Severity.ERROR,
        N_("'{value}' cannot be read as full marks."),
        N_("Write a number, such as 10."),
    ),
    "scoring_sum_differs": FindingKind(
        Severity.DOUBT,
        N_("The table says {value} points for '{name}', its items come to {sum}."),
        N_("Correct the sum or the items; the draft takes the items."),
    ),
    "scoring_item_twice": FindingKind(
        Severity.DOUBT,
        N_("The item '{value}' already stands at {first}."),
        N_("Give each its own name, or delete one of the rows."),
    ),
}
