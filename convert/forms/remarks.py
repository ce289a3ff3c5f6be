"""Keep the comments of a source's cells on the official cells that are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from convert.forms.match import Match
from convert.forms.place import Placed
from convert.forms.stretch import Token
from convert.model import Cell, Comment, CommentStart, Paragraph, Run

Place = tuple[int, int]


def has_comments(token: Token) -> bool:
    """Say whether there are comments on the cell of a token."""
    for block in token.cell.blocks:
        for run in block.runs if isinstance(block, Paragraph) else ():
            if run.inset is not None and isinstance(run.inset, Comment | CommentStart):
                return True
    return False


def places_of_comments(match: Match, placed: Placed, rows: Sequence[Sequence[Token]]) -> dict[Place, list[Token]]:
    """Give the official cells that are made of cells with comments, blank ones too, and these."""
    noted = [[token for token in row if has_comments(token)] for row in rows]
    if not any(noted):
        return {}
    labels = match.layout.labels
    homes = {(token.row, token.at): (labels[at].row, labels[at].col) for at, token in match.claims.items()}
    homes |= {(token.row, token.at): place for place, token in placed.values.items()}
    found: dict[Place, list[Token]] = {}
    blanks = {(place.row, place.col) for _, places in match.layout.groups for place in places} - placed.values.keys()
    for row, tokens in zip(rows, noted, strict=True):
        for token in tokens:
            home = homes.get((token.row, token.at)) or _blank_home(token, row, homes, blanks)
            if home is not None:
                found.setdefault(home, []).append(token)
    return found


def _blank_home(
    token: Token, row: Sequence[Token], homes: dict[tuple[int, int], Place], blanks: set[Place]
) -> Place | None:
    """Give the blank official cell where a blank cell stands, in a row whose columns are the official ones."""
    beside = [(other.cell.col, homes[other.row, other.at]) for other in row if (other.row, other.at) in homes]
    if token.text or not beside or any(col != home[1] for col, home in beside):
        return None
    home = beside[-1][1][0], token.cell.col
    return home if home in blanks else None


def with_comments(cell: Cell, tokens: Sequence[Token]) -> Cell:
    """Give an official cell with the comments of those that it is made of."""
    runs = [run for token in tokens for run in _marks(token)]
    starts = tuple(run for run in runs if isinstance(run.inset, CommentStart))
    comments = tuple(run for run in runs if isinstance(run.inset, Comment))
    first = cell.blocks[0] if cell.blocks else Paragraph((), cell.origin)
    assert isinstance(first, Paragraph)
    return replace(cell, blocks=(replace(first, runs=(*starts, *first.runs, *comments)), *cell.blocks[1:]))


def _marks(token: Token) -> Iterator[Run]:
    return (replace(run, text="") for run in _runs(token) if isinstance(run.inset, Comment | CommentStart))


def _runs(token: Token) -> Iterator[Run]:
    for block in token.cell.blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
