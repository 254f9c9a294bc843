"""Drafts of forms and files of a form: sealed, of one account, and never written over unseen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cultivation.access import kept_forms
from cultivation.access.tables import kept_form

from .conftest import Hall

ONE, OTHER = "a" * 16, "b" * 16


def hall(folder: Path) -> Hall:
    return Hall(f"sqlite:///{folder / 'cultivation.db'}", folder)


def test_a_form_is_saved_over_the_version_that_was_seen_and_no_other(tmp_path: Path) -> None:
    access = hall(tmp_path).access
    first = access.save_form(ONE, "form", 0, {"rd": "1"})
    assert first is not None and first.version == 1
    assert access.save_form(ONE, "form", 0, {"rd": "2"}) is None, "seen before it was saved"
    second = access.save_form(ONE, "form", 1, {"rd": "3"})
    assert second is not None and access.form_kept(ONE, "form").fields == {"rd": "3"}
    assert access.form_kept(OTHER, "form").fields is None and access.form_kept(ONE, "else").version == 0
    access.drop_form(ONE, "form")
    assert access.form_kept(ONE, "form") == kept_forms.NOTHING_KEPT


def test_what_is_kept_cannot_be_read_without_the_key(tmp_path: Path) -> None:
    access = hall(tmp_path).access
    access.save_form(ONE, "form", 0, {"rd": "机密数据"})
    with access.store.looking() as connection:
        (row,) = connection.execute(kept_form.select())
    assert "机密数据" not in row.content and "rd" not in row.content


def test_a_file_is_of_its_account_for_an_hour_and_the_oldest_go(tmp_path: Path) -> None:
    made = hall(tmp_path)
    access = made.access
    numbers = []
    for at in range(kept_forms.MOST_FILES + 3):
        made.now += timedelta(seconds=1)
        numbers.append(access.keep_file(ONE, f"{at}.pdf", bytes([at])))
    assert access.file_kept(ONE, numbers[0]) is None, "too many"
    assert access.file_kept(ONE, numbers[-1]) == (f"{len(numbers) - 1}.pdf", bytes([len(numbers) - 1]))
    assert access.file_kept(OTHER, numbers[-1]) is None
    made.now += kept_forms.FILES_LAST
    assert access.file_kept(ONE, numbers[-1]) is None
