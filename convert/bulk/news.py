"""Wait until something may have changed in a folder.

The system tells of changes where watchdog is installed and the folder is on a disk of this machine; a folder of
another machine changes without a word. So the folder is looked at in any case: often without watchdog, seldom with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

OFTEN, SELDOM = 2.0, 30.0
"""Seconds between two looks, without and with news from the system."""
_SLICE = 0.25
_CHANGES = frozenset({"created", "modified", "moved", "closed"})


class News:
    """News of one folder.

    why_not: why the system does not tell of changes: `missing`, there is no watchdog, or `refused`, by the system;
    empty where it does.
    """

    def __init__(self, folder: Path) -> None:
        self._changed = threading.Event()
        self._observer: Any = None
        self.why_not = ""
        try:
            self._observer = _observe(folder, self._changed)
        except ImportError:
            self.why_not = "missing"
        except OSError:
            self.why_not = "refused"

    def wait(self, least: float, most: float, stopped: Callable[[], bool]) -> None:
        """Wait for so many seconds at most; for fewer where there is news or an end, but never for less than least."""
        start = time.monotonic()
        while not stopped() and (gone := time.monotonic() - start) < most:
            if gone >= least and self._changed.is_set():
                break
            time.sleep(min(_SLICE, most - gone))
        self._changed.clear()

    def close(self) -> None:
        if self._observer:
            self._observer.stop()
            self._observer.join()


def _observe(folder: Path, changed: threading.Event) -> Any:
    """Start an observer that sets an event. Raises ImportError, OSError."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in _CHANGES:
                changed.set()

    observer = Observer()
    observer.schedule(Handler(), str(folder), recursive=True)
    observer.start()
    return observer
