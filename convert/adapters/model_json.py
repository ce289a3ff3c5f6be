"""Read a document that this program wrote as JSON."""

from __future__ import annotations

from msgspec.structs import replace

from convert.codec import read_json
from convert.findings import is_history
from convert.model import Document, Table
from convert.options import Options
from convert.source import Source


def read(source: Source, options: Options) -> Document:
    """Read the model. Raises Unreadable if the file is not JSON or holds something else."""
    with source.open() as file:
        document = read_json(file)
    history = tuple(found for found in document.findings if is_history(found.code))
    blocks = tuple(replace(block, form="") if isinstance(block, Table) else block for block in document.blocks)
    return replace(document, blocks=blocks, findings=history, checks=(), form="", settled=True)
