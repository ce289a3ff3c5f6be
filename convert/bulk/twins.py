"""Find documents of the same content, so that each is converted once.

Only files whose size another one has are read for it. Of those that are equal in content and ending (which decides
between formats where the content cannot) the first of the plan is converted, and the others get copies of its output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.bulk.ledger import Cell, Ledger, Row

_EQUAL = " AND ".join(f"o.{name} = documents.{name}" for name in ("sha256", "options", "format", "ending"))


def same_size(ledger: Ledger, where: str, values: Sequence[Cell]) -> Iterator[Row]:
    """Yield waiting rows that have not been read yet and whose size is that of another row."""
    another = "SELECT 1 FROM documents o WHERE o.size = documents.size AND o.id != documents.id AND o.format != ''"
    yield from ledger.each(f"state = 'waiting' AND sha256 = '' AND ({where}) AND EXISTS ({another})", values)


def pair(ledger: Ledger, where: str, values: Sequence[Cell]) -> None:
    """Name, for each waiting row with the content of another one, the row whose output it will get."""
    written = f"SELECT o.id FROM documents o WHERE {_EQUAL} AND o.state = 'done' AND o.target_sha256 NOT NULL LIMIT 1"
    first = f"SELECT o.id FROM documents o WHERE {_EQUAL} AND o.state = 'waiting' AND ({where}) ORDER BY o.id LIMIT 1"
    with ledger.together():
        other = f"nullif(coalesce(({written}), ({first})), id)"
        ledger.execute(
            f"UPDATE documents SET twin = CASE sha256 WHEN '' THEN NULL ELSE {other} END "
            f"WHERE state = 'waiting' AND ({where})",
            (*values, *values),
        )
