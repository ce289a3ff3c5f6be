"""Every renderer there is, by name, and which of them lose something for good."""

from __future__ import annotations

from tests.drawn import DRAWN, LOSSY_DRAWN
from tests.dumped import DUMPED, LOSSY_DUMPED
from tests.marked_up import MARKED_UP
from tests.reports import DIALECTS, LOSSY
from tests.stored import STORED

RENDERERS = {**DIALECTS, **DRAWN, **DUMPED, **MARKED_UP, **STORED}
MAY_LOSE = LOSSY | LOSSY_DRAWN | LOSSY_DUMPED
