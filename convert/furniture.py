"""Tell what headers and footers say from the page numbers that every style sets by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from convert.model import Block, Field, Furniture, Paragraph, Picture, Run, Section, Table, block_text
from convert.ooxml.live_fields import PAGE_FIELDS, live_field

_PAGE_NUMBER = re.compile(r"(?:[\s\d\-‐-―—－~～·•|/\\.,，、()（）\[\]]|第|页|頁|共|[Pp]age|of)*")
_LINE = re.compile(r"[-—–－―]{1,2} ?\d{1,4} ?[-—–－―]{1,2}|第 ?\d{1,4} ?页(?:[,，/ ]?共 ?\d{1,4} ?页)?")
_LONGEST_PAGE_NUMBER = 60
_PAGE_DIGITS = 3


def is_page_number(text: str) -> bool:
    """Say whether nothing but a page number is left once page fields are gone; longer numbers may be dates.

    >>> is_page_number("第 页 共 页"), is_page_number("- 1 -"), is_page_number("2024-05-01"), is_page_number("机密")
    (True, True, False, False)
    """
    if len(text) > _LONGEST_PAGE_NUMBER or sum(character.isdigit() for character in text) > _PAGE_DIGITS:
        return False
    return _PAGE_NUMBER.fullmatch(text) is not None


def is_page_number_line(line: str) -> bool:
    """Say whether a line of a text is nothing but a page number between dashes or in words; a bare one may be a value.

    >>> is_page_number_line("   - 3 -"), is_page_number_line("第 4 页 共 9 页"), is_page_number_line("3")
    (True, True, False)
    """
    return _LINE.fullmatch(line.strip()) is not None


def says_something(blocks: Iterable[Block]) -> bool:
    """Say whether a header or footer holds more than a page number."""
    blocks = tuple(blocks)
    return not is_page_number(words_of(blocks)) or next(pictures_of(blocks), None) is not None


def words_of(blocks: Iterable[Block]) -> str:
    """Give the text of a header or footer without the results of its page fields."""
    return " ".join(_words(block) for block in blocks).strip()


def _words(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join(words_of(cell.blocks) for cell in block.cells)
    if isinstance(block, Paragraph):
        return "".join(run.text for run in block.runs if not _is_page_field(run))
    return block_text(block)


def _is_page_field(run: Run) -> bool:
    return isinstance(run.inset, Field) and live_field(run.inset.instruction).partition(" ")[0] in PAGE_FIELDS


def pictures_of(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Yield the pictures of a header or footer."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Table):
            for cell in block.cells:
                yield from pictures_of(cell.blocks)
        elif isinstance(block, Paragraph):
            yield from (run.inset for run in block.runs if isinstance(run.inset, Picture))


def speaking(section: Section) -> Iterator[Furniture]:
    """Yield the headers and footers of a section that say something."""
    return (piece for piece in section.furniture if says_something(piece.blocks))
