"""Our vectors beside those of scikit-learn, which is the older writing of the same formula."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.ngrams import Vectors, ngrams_of
from tests.properties import examples

LETTERS = st.text("OLED光电 显示模组器  ab\t", max_size=12)


@given(
    references=st.lists(LETTERS.filter(lambda text: len(text.strip()) > 4), min_size=1, max_size=6),
    texts=st.lists(LETTERS, min_size=1, max_size=4),
    sizes=st.sampled_from([(1, 1), (1, 3), (2, 3), (3, 3), (2, 8)]),
)
@settings(max_examples=examples(100))
def test_any_texts(references: list[str], texts: list[str], sizes: tuple[int, int]) -> None:
    compare(references, texts, sizes)


def test_the_references_of_kunshan(kunshan: RuleSet) -> None:
    match = kunshan.text_matches["industry_match"]
    references = [match.bare(text) for texts in match.references.values() for text in texts]
    compare(
        references,
        ["OLED显示模组", "伺服电机、减速器", "新能源汽车", "包装纸箱", "", *references],
        match.ngrams,
    )


def compare(references: list[str], texts: list[str], sizes: tuple[int, int]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(analyzer="char", ngram_range=sizes, lowercase=False).fit(references)
    analyse = theirs.build_analyzer()
    for text in (*references, *texts):
        assert ngrams_of(text, *sizes) == list(analyse(text))
    ours = Vectors(references, lambda text: ngrams_of(text, *sizes))
    assert sorted(ours.weights) == sorted(theirs.vocabulary_)
    assert abs(ours.of(texts) - theirs.transform(texts)).max() < 1e-15
