"""Which test keeps each promise of docs/intake.md: each table row and each sentence, by its first words.

A test is named by its file and function, with `[...]` the example of it that is meant.
"""

from __future__ import annotations

CORPUS, OFFICES = (
    "tests/intake/test_corpus.py::test_messy_files",
    "tests/intake/test_offices.py::test_what_stands_in_a_workbook_is_what_is_read",
)
VALUES, PEOPLE = "tests/intake/test_values.py", "tests/intake/test_values.py::test_what_people_write"
ARCHIVE, PROCESS = "tests/intake/formats/test_archive.py", "tests/intake/formats/test_reading_process.py"
INTAKE, FOLDER, DOUBTS = (
    "tests/commands/test_intake.py",
    "tests/commands/test_intake_folder.py",
    "tests/commands/test_intake_doubts.py",
)
MARKED, AGAIN, KEPT = (
    "tests/intake/test_returned.py",
    "tests/intake/test_returned_again.py",
    "tests/intake/test_returned_kept.py",
)
FILERS = "tests/review/test_filers.py"
LIMITS = "tests/intake/test_promises.py::test_the_limits_are_those_of_the_page"


def corpus(*names: str) -> tuple[str, ...]:
    return tuple(f"{CORPUS}[{name}]" for name in names)


def offices(*names: str) -> tuple[str, ...]:
    return tuple(f"{OFFICES}[{name}]" for name in names)


PROMISES: dict[str, tuple[str, ...]] = {
    # the whole
    "Every application that is in order gets in": (
        "tests/errors/test_errors.py::test_an_error_keeps_out_and_nothing_else_does",
        "tests/errors/test_errors.py::test_workbook_gives_its_code_at_its_cell_and_nothing_else",
    ),
    "One bad file never stops the others": (
        f"{INTAKE}::test_one_bad_file_stops_no_other",
        f"{INTAKE}::test_a_bad_file_between_good_ones_keeps_their_order",
        "tests/record/test_together.py::test_a_full_disk_in_the_middle_of_a_step",
        "tests/record/test_crash.py::test_killed_at_random_moments",
    ),
    "The bytes are kept as received": (
        "tests/record/test_projections.py::test_applications_carry_their_source_and_corrections",
    ),
    # files
    "Recognised by content, never by name": (
        "tests/intake/formats/test_sniff.py::test_files_of_office_programs",
        "tests/intake/formats/test_sniff.py::test_kinds",
        *corpus(
            "a text table named .xls",
            "a web page named .xls",
            "Excel 2003 XML named .xls",
            "fods",
            "a page in a single file",
        ),
    ),
    "Of a protected workbook the password": (
        "tests/intake/formats/test_password.py::test_with_the_password",
        "tests/intake/formats/test_password.py::test_without_it",
        *corpus("a password that everybody has"),
    ),
    "**Every file of a folder is answered**": (
        f"{FOLDER}::test_every_file_is_answered",
        "tests/commands/test_panel.py::test_every_file_of_a_folder_with_marks_is_answered",
        "tests/commands/test_support.py::test_every_file_of_a_folder_of_lists_is_answered",
    ),
    "`--format json` says of each what became of it": (
        f"{FOLDER}::test_the_account_adds_up",
        f"{DOUBTS}::test_every_row_is_accepted_rejected_unchanged_or_set_aside",
    ),
    "| a workbook, whatever its name": (f"{FOLDER}::test_every_file_is_answered",),
    "| .zip |": (
        f"{FOLDER}::test_every_file_is_answered",
        f"{FOLDER}::test_what_came_in_an_archive_goes_back",
        f"{ARCHIVE}::test_what_is_in_it_is_read_to_the_byte",
    ),
    "| Word, PDF, OFD": (
        f"{FOLDER}::test_every_file_is_answered",
        "tests/intake/formats/test_sniff.py::test_what_is_no_table",
        "tests/intake/test_hostile.py::test_unreadable_files",
    ),
    "| .rar, .7z and other archives": (
        f"{FOLDER}::test_every_file_is_answered",
        "tests/intake/formats/test_sniff.py::test_what_is_no_table",
    ),
    "| `~$x.xlsx`": (
        f"{ARCHIVE}::test_housekeeping_is_named_and_left",
        f"{FOLDER}::test_every_file_is_answered",
    ),
    "| two files of one name": (
        f"{FOLDER}::test_every_file_is_answered",
        f"{INTAKE}::test_namesakes_in_two_folders_both_go_back",
    ),
    "An archive is never unpacked to the disk": (f"{ARCHIVE}::test_nothing_is_written_to_the_disk",),
    "It is refused as a whole": (
        f"{ARCHIVE}::test_bounds",
        f"{ARCHIVE}::test_all_archives_in_one_another_share_their_bounds",
        f"{ARCHIVE}::test_too_many_archives_in_one_another",
        f"{FOLDER}::test_an_archive_that_is_not_to_be_trusted_is_one_finding",
    ),
    "A name that leads out": (
        f"{ARCHIVE}::test_names_that_lead_out",
        f"{ARCHIVE}::test_a_link_is_not_followed",
        f"{ARCHIVE}::test_a_file_under_a_password",
    ),
    "Names in GBK or UTF-8": (
        f"{ARCHIVE}::test_names_that_do_not_say_their_encoding",
        f"{ARCHIVE}::test_names_that_say_it",
        f"{ARCHIVE}::test_a_name_that_is_added_in_utf_8",
    ),
    # what other programs read wrongly
    "| .xlsx whose parts have other names": corpus(
        "styles in another case",
        "all parts with backslashes",
        "parts in another folder, and decoys",
        "a sheet in UTF-16",
    ),
    "| .xls with the date formats": corpus(
        "an .xls with the built-in format 31", "an .xls with the built-in format 57"
    ),
    "| .xls that the usual reader": (
        "tests/intake/formats/test_old_excel.py::test_what_xlrd_cannot_read_is_read_by_calamine_which_is_told",
        "tests/intake/formats/test_old_excel.py::test_where_the_records_cannot_be_read_either_the_values_alone_are_told",
    ),
    "| a cell with more than 32,767": corpus("a text longer than any cell", "a name longer than any cell"),
    "| a formula whose saved result": corpus(
        "a result that was never computed", "a result that may be old", "a result of 0 beside others"
    ),
    "| a format that shows another figure": (
        *corpus(
            "shown in wan by a literal point",
            "shown in millions",
            "about by its format",
            "an .xls with a figure shown as another",
        ),
        "tests/intake/formats/test_looks.py::test_what_an_opendocument_cell_shows",
        "tests/intake/formats/test_looks.py::test_what_a_cell_of_old_xml_shows",
        *offices("formats of money"),
    ),
    "| a figure that its format hides": (
        *corpus("hidden by its format"),
        "tests/intake/formats/test_looks.py::test_a_figure_that_is_not_shown",
    ),
    "| text that is struck through": corpus(
        "a struck-through part before the rest",
        "a cell that is struck through",
        "a struck-through part in an .xls",
    ),
    "| text tables in UTF-8": (
        "tests/intake/formats/test_delimited.py::test_encodings",
        "tests/intake/formats/test_delimited.py::test_delimiters",
        *corpus("UTF-16 without a mark", "csv in GBK"),
    ),
    '| `="0123"`': corpus(
        "everything as a formula",
        "an apostrophe before codes and figures",
        "tabs behind everything",
        "spaces before quotes",
    ),
    "| a row with more or fewer values": corpus(
        "a row with a separator too many", "a row with a separator too few", "a row that breaks off"
    ),
    "| one damaged byte": corpus(
        "one bad byte in UTF-8, in a name",
        "one bad byte in GBK, in a figure",
        "one bad byte in UTF-8, in a title",
    ),
    "| rows, columns or tables of a web page": corpus(
        "a hidden row of a page",
        "a column of a page that is hidden",
        "a hidden table of a page",
        "a hidden key for sorting",
    ),
    "| a figure that a web page keeps": corpus(
        "the figure beside what is shown", "the figure that LibreOffice keeps"
    ),
    "| fields, lists and ticks": corpus(
        "what is filled into fields", "what is chosen from a list", "a box that is ticked"
    ),
    "A file is read in a process of its own": (
        f"{PROCESS}::test_a_file_that_takes_too_long",
        f"{PROCESS}::test_a_file_that_takes_too_much_memory",
        f"{PROCESS}::test_a_process_that_was_killed",
        "tests/intake/test_corpus.py::test_hostile_files",
    ),
    "| `seconds`": (LIMITS,),
    "| `megabytes`": (LIMITS,),
    "| `unpacked_megabytes`": (LIMITS,),
    "| `memory_megabytes`": (LIMITS,),
    "| `cells`": (LIMITS, f"{INTAKE}::test_limits_come_from_the_settings"),
    # sheets
    "A *summary* has one enterprise a row": corpus("plain", "merged headers over two rows"),
    "A *form* has one enterprise a sheet": (
        "tests/intake/test_forms.py::test_values_to_the_right",
        "tests/intake/test_forms.py::test_values_below",
        *offices("a form", "a form on each sheet"),
    ),
    "Headers are found by the labels": (
        *corpus("full-width and spaces in headers", "line breaks in headers", "stars and colons in headers"),
        *offices("headings as people write them"),
    ),
    "`-v` and `--format json` tell": (f"{INTAKE}::test_what_headings_were_understood_as",),
    "Hidden sheets are not read": corpus("a hidden sheet", "a hidden row", "a hidden column"),
    "| titles, totals, sections": (
        f"{DOUBTS}::test_every_row_is_accepted_rejected_unchanged_or_set_aside",
        *offices(
            "a title, groups, a total, notes, a stamp",
            "rows numbered in advance",
            "numbers of columns",
            "signs of columns",
        ),
        *corpus("sections"),
    ),
    "| a later header": (
        *corpus("a later header in another order", "a later header in another unit"),
        *offices("two tables on a sheet"),
    ),
    "| a firm a column": (*corpus("firms in columns"), *offices("firms in columns")),
    "| a unit in a row or column": (
        *corpus(
            "a column of units",
            "a row of units that says so",
            "yuan in the title line",
            "yuan in a note below",
            "either yuan or thousands",
        ),
        *offices(
            "a unit for a group", "the unit in the name of the sheet", "the unit in the header of the page"
        ),
    ),
    "| `2016年营业收入`": (
        *corpus("the year in a heading", "one heading over two years"),
        *offices("revenue over three years", "this year and last", "years in the headings"),
    ),
    "| in a form, a row or a column of years": offices(
        "a form with years",
        "a form with years, the last first",
        "a form with years down its side",
        "a form with merged labels and years",
    ),
    "| a plan, a forecast": (
        *corpus("a plan in a heading", "a plan under a group", "an expected figure"),
        *offices(
            "a form with plans and results",
            "a form with beginnings and ends",
            "a plan and its result under one heading",
        ),
    ),
    "| a heading that is near": (
        "tests/errors/test_errors.py::test_workbook_gives_its_code_at_its_cell_and_nothing_else[column_unknown_near]",
    ),
    "| yes and no, or the choices": offices("yes and no in two columns", "a column for each level"),
    "| year, month and day": offices("a date in parts"),
    "| `职工总数` over": offices("staff, and those of them"),
    "| `同上`": (
        *offices("signs for the same", "a zone merged over firms"),
        "tests/intake/test_offices.py::test_what_differs_from_the_truth_is_told",
    ),
    "| totals by zone": offices("a sheet of totals by zone", "a list beside the table"),
    "| another year in the title": corpus("last year's title", "this year's title and a date"),
    # values
    "| `１，２３４．５`": (f"{VALUES}::test_numbers", *corpus("negative in brackets")),
    "| `12.3%`": (f"{VALUES}::test_per_cents", *corpus("percent text", "percent cells")),
    "| 12.3 under a heading": (f"{VALUES}::test_per_cents", *corpus("a ratio under per cent")),
    "| `☑是 □否`": offices("boxes in a cell"),
    "| empty, `-`": (f"{VALUES}::test_blanks_mean_what_the_rules_say", *corpus("none is blank")),
    "| `待定`": (PEOPLE, *corpus("to be told is not nought")),
    "| `约1200`": (PEOPLE, *corpus("about", "a range", "foreign money")),
    "| `2015.3.1`": (f"{VALUES}::test_dates", *offices("dates of all kinds")),
    "| 2015-02-28 23:59:17": corpus("43 seconds too early", "midnight in UTC as a time", "a moment in UTC"),
    "| `2015年3月`; 42064": corpus("a month", "a serial number"),
    "| 2009 in a cell for dates": offices("a year typed as a day"),
    "| `#DIV/0!`": corpus("an error as text", "a formula without a result", "a picture of WPS"),
    "| an 18-digit code": corpus("a code stored as a number"),
    "The unit of a heading is converted": (
        *corpus("revenue in yi yuan", "revenue in yuan"),
        f"{VALUES}::test_a_numeric_cell_is_exactly_what_was_typed",
        f"{VALUES}::test_the_noise_of_a_formula_is_no_part_of_a_figure",
    ),
    "What the rules call implausible": (
        "tests/intake/test_magnitude.py::test_a_whole_file_in_another_unit_is_one_finding",
        f"{DOUBTS}::test_a_district_in_yuan_is_one_finding",
        f"{DOUBTS}::test_one_firm_in_yuan_is_doubted_by_itself",
    ),
    # the same enterprise again
    "The same file is not taken twice": (f"{INTAKE}::test_a_file_that_came_before_is_told_without_asking",),
    "An enterprise that is in already": (
        f"{INTAKE}::test_a_later_file_wins_only_when_the_user_says_so",
        f"{INTAKE}::test_a_superseded_correction_is_told_of",
    ),
    "Twice in one file": corpus("one enterprise twice"),
    "The same code under another name": (
        "tests/intake/test_duplicates.py::test_names",
        f"{DOUBTS}::test_another_code_under_a_name_is_no_correction",
        *corpus("one name, two codes"),
    ),
    # what goes back
    "`--returned DIR` writes each file": (
        f"{MARKED}::test_cells_are_filled_and_commented",
        f"{MARKED}::test_a_column_to_filter_on_and_a_list_with_links",
        f"{INTAKE}::test_a_file_goes_back_marked_and_what_was_put_right_is_shown",
        f"{KEPT}::test_twenty_thousand_findings",
    ),
    "**Who hands in.**": (
        f"{FILERS}::test_of_anothers_firms_none_is_taken_and_nothing_is_told",
        f"{FILERS}::test_who_has_no_account_hands_in_as_ever",
    ),
    "| a row of another unit": (f"{FILERS}::test_of_anothers_firms_none_is_taken_and_nothing_is_told",),
    "| the unit is blank": (f"{FILERS}::test_a_blank_is_filled_with_the_unit_and_doubted",),
    "| the same enterprise again, from the same unit": (
        f"{FILERS}::test_a_later_file_of_the_same_unit_counts_without_being_told_to",
    ),
    "| from the enterprise itself": (
        f"{FILERS}::test_an_enterprise_replaces_what_it_or_its_unit_filed_and_its_unit_does_not_undo_it",
    ),
    "| after another unit": (f"{FILERS}::test_a_firm_that_another_unit_filed_is_left_to_a_clerk",),
    "Who stands for several units": (f"{FILERS}::test_what_may_not_be_handed_in_is_refused",),
    "Late applications are taken in by a clerk alone": (
        f"{FILERS}::test_what_may_not_be_handed_in_is_refused",
    ),
    "Nothing else in it changes": (
        f"{KEPT}::test_every_part_that_is_not_marked_is_the_same",
        f"{KEPT}::test_results_of_formulas_are_shown_where_nothing_calculates",
        f"{MARKED}::test_what_the_applicant_wrote_is_as_it_was",
        f"{AGAIN}::test_what_is_his_stays_his",
    ),
    "Our marks are taken away": (
        f"{AGAIN}::test_what_is_put_right_loses_our_marks_alone",
        f"{MARKED}::test_marks_of_the_last_time_go_and_comments_of_the_applicant_stay",
    ),
    "A workbook with macros": (f"{KEPT}::test_macros_stay_whatever_the_name",),
    "One that is protected": (
        f"{KEPT}::test_a_list_says_why_the_workbook_is_not_marked",
        f"{KEPT}::test_too_many_cells",
        f"{MARKED}::test_what_is_no_workbook_of_cells_and_parts_comes_with_a_list_instead",
    ),
    "The marked workbook can be corrected": (
        f"{MARKED}::test_it_comes_in_again_with_the_same_findings_and_corrected_with_none",
        f"{MARKED}::test_what_was_put_right_is_listed",
    ),
}
