"""Read PDF files: text in reading order, ruled tables with their merged cells, pictures and links.

A PDF knows nothing of paragraphs or tables, only of characters and lines at places on a page; what belongs together
is worked out from where it stands. The engines run in a process that can be killed; a page that kills it or takes too
long is left out, and the rest is read without it.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from convert.adapters.pdf.reading import FILE_SECONDS, Task, read_pages
from convert.errors import ConvertError, EngineCrashed, OutOfMemory, TimedOut, Unreadable
from convert.model import Document
from convert.options import Options
from convert.source import Source
from convert.workers import call
from convert.workers.child import confined
from convert.workers.limits import arm

PAGE_SECONDS = 45.0
BETWEEN_SECONDS = 90.0
"""For opening a file, and for what is done with all of its pages."""
MEMORY = 1536 * 1024 * 1024
MOST_BAD_PAGES = 5


def read(source: Source, options: Options) -> Document:
    """Read a PDF file. Raises Unreadable, Encrypted, TooLarge, NoTextLayer, MissingHelper, EngineCrashed, TimedOut."""
    task = Task(source.read(), source.name)
    if confined():
        return read_here(task)
    _load_engine()
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        progress = Path(folder) / "page"
        first: ConvertError | None = None
        while True:
            try:
                document: Document = call(
                    "convert.adapters.pdf:read_here", task, progress, seconds=FILE_SECONDS + 60, memory=MEMORY
                )
                return document
            except (EngineCrashed, TimedOut, OutOfMemory) as error:
                first = first or error
                at = int(progress.read_text(encoding="ascii")) if progress.exists() else -1
                if at < 0 or at in task.left_out or len(task.left_out) >= MOST_BAD_PAGES:
                    raise
                task = task._replace(left_out=task.left_out | {at})
                progress.unlink()
            except Unreadable as error:
                raise first or error from None


def read_here(task: Task, progress: Path | None = None) -> Document:
    """Read a file in this process; progress: the file that names the page being read, whose end is near if it hangs."""

    def begin(index: int | None) -> None:
        if progress is None:
            return
        if index is None:
            progress.unlink(missing_ok=True)
            arm(BETWEEN_SECONDS)
        else:
            progress.write_text(str(index), encoding="ascii")
            arm(PAGE_SECONDS)

    return read_pages(task, begin)


def _load_engine() -> None:
    """Load the first engine, which takes longer than reading a page, once for all the children made of this process."""
    with suppress(ImportError):
        import_module("convert.adapters.pdf.pdfium")
