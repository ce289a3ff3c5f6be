"""Which characters stand side by side without a blank, and go on without one where a line ends."""

from __future__ import annotations

UNSPACED = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u2014\u2018-\u201d\u2026"
"""Chinese and Japanese ones and their marks, for the inside of a set in a pattern."""
