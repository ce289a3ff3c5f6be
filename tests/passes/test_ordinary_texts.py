"""Texts that large sheets do not have looked at are such as no pass does anything to in a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.grid import place
from convert.model import Document, cell_of_text
from convert.ordinary import are_ordinary
from convert.passes import POLISH, READING, Pass

TEXTS = st.text(
    st.characters() | st.sampled_from("[]-—3第页一、（） \u3000\u00a0\t\n\xad\uf0b7\u200b\"'‘’，,"), max_size=12
)


@pytest.mark.parametrize("step", [*READING, *POLISH], ids=lambda step: step.name)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_no_pass_touches_ordinary_texts_in_a_table(step: Pass, texts: list[str]) -> None:
    ordinary = [text for text in texts if are_ordinary([text])]
    table = place([[cell_of_text(0, at, text) for at, text in enumerate(ordinary)] or [cell_of_text(0, 0, "a")]])
    document = Document((table,))
    assert step.run(document) == document


@given(texts=st.lists(TEXTS, max_size=6))
def test_texts_are_ordinary_together_if_each_is(texts: list[str]) -> None:
    assert are_ordinary(texts) == all(are_ordinary([text]) for text in texts)
