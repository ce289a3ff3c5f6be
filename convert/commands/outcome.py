"""Say what became of an input: to the person at the terminal, and as a line of a report file."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from convert.commands import say, tell
from convert.messages import error_message, message, translate

if TYPE_CHECKING:
    from convert.record import Outcome


class ReportLines:
    """The report file: a JSON line for each input, whole even if the command is stopped."""

    def __init__(self, path: str | None, language: str) -> None:
        self._language = language
        self._file: Any = None
        self._path = path

    def __enter__(self) -> ReportLines:
        if self._path == "-":
            self._file = sys.stdout
        elif self._path:
            from convert.errors import UnwritableOutput

            try:
                self._file = open(self._path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
            except OSError as error:
                reason = error.strerror or str(error)
                raise UnwritableOutput("The report cannot be written: {reason}.", reason=reason) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._file and self._path != "-":
            self._file.close()

    def add(self, outcome: Outcome) -> None:
        if self._file is None:
            return
        findings = [
            {
                "code": found.code,
                "severity": found.severity,
                "message": message(found, self._language),
                "origin": str(found.origin),
                "also": [str(origin) for origin in found.also],
                "before": found.before,
                "after": found.after,
            }
            for found in outcome.findings
        ]
        line = {
            "source": outcome.source,
            "target": outcome.target,
            "form": outcome.form,
            "status": outcome.status,
            "exit": outcome.exit,
            "error": error_message(outcome.error, self._language),
            "findings": findings,
            "seconds": round(outcome.seconds, 3),
        }
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def summarise(outcome: Outcome, language: str, quiet: bool, verbose: bool) -> None:
    """Say on stderr what was written, which form was recognised, how many values, which checks failed.

    A check alone says every finding, since that is what it was asked for.
    """

    if outcome.error:
        tell(language, "Error: {reason}", reason=f"{outcome.source}: {error_message(outcome.error, language)}")
        return
    loud = [found for found in outcome.findings if found.severity != "info"]
    if quiet:
        for found in loud:
            if found.severity == "error":
                say(f"{outcome.source}: {message(found, language)}")
        return
    if outcome.target:
        tell(language, "Written: {target}", target=outcome.target)
    else:
        tell(language, "Checked: {source}", source=outcome.source)
    if outcome.form:
        tell(
            language,
            "Form: {form}; {values} values, {blank} of them blank; {checks} sums, {checked} of them checked, "
            "{failed} do not hold",
            form=outcome.form,
            **outcome.counts._asdict(),
        )
    verbose = verbose or not outcome.target
    shown = list(outcome.findings) if verbose else loud
    limit = len(shown) if verbose else 20
    for found in shown[:limit]:
        places = list(dict.fromkeys(str(place) for place in (found.origin, *found.also) if str(place)))
        where = f" [{', '.join(places[:8])}{' …' * (len(places) > 8)}]" if places else ""
        say(f"  {translate(found.severity, language)}: {message(found, language)} ({found.code}){where}")
    if len(shown) > limit:
        tell(language, "  … and {more} more; see them all with -v or --report.", more=len(shown) - limit)
    quiet_ones = len(outcome.findings) - len(shown)
    if quiet_ones and not verbose:
        tell(language, "  {count} smaller changes; see them with -v.", count=quiet_ones)
