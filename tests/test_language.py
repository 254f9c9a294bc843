"""Several threads speak, each its own language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from cultivation import language
from cultivation.language import _, join_names

SENTENCES = {"en": "Reserve list", "zh": "候补名单"}


def test_two_threads_speak_each_its_own_language_at_the_same_time() -> None:
    together = Barrier(2)

    def speak(spoken: str) -> set[str]:
        together.wait()
        said = set()
        for _time in range(300):
            language.activate(spoken)
            together.wait()
            said |= {_("Reserve list"), join_names("ab")}
            together.wait()
        return said

    with ThreadPoolExecutor(2) as threads:
        said = dict(zip(SENTENCES, threads.map(speak, SENTENCES), strict=True))
    assert said == {"en": {"Reserve list", "a, b"}, "zh": {"候补名单", "a、b"}}


def test_a_language_is_spoken_for_a_while_and_then_the_one_before() -> None:
    with language.speaking("zh"):
        with language.speaking("en"):
            assert _("Reserve list") == "Reserve list"
        assert _("Reserve list") == "候补名单"
    assert language.current() == "en"
