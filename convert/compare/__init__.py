"""Say what differs between two documents: values, labels, texts, and what stands in one of them only.

Values of official tables are compared by their names in the form's template, so it does not matter what layout or
format either file had. Other tables are compared row by row, text paragraph by paragraph, in reading order.
"""

from __future__ import annotations

from collections.abc import Sequence

from convert.compare.differences import Comparison, Difference, Pair
from convert.compare.tables import compare_tables, pair_tables
from convert.compare.text import compare_text
from convert.model import Block, Document, Table


def compare(left: Document, right: Document) -> Comparison:
    """Compare two documents as they are after normalising."""
    tables = [
        Pair(one, other, tuple(compare_tables(one, other)))
        for one, other in pair_tables(_tables(left.blocks), _tables(right.blocks))
    ]
    text = [Difference("form", "", left.form, right.form)] if left.form != right.form else []
    text += compare_text(
        [block for block in left.blocks if not isinstance(block, Table)],
        [block for block in right.blocks if not isinstance(block, Table)],
    )
    return Comparison(tuple(tables), tuple(text))


def _tables(blocks: Sequence[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]
