"""Pair every input with its target and find what stands in the way, before the first file is touched."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import asdict

from convert.bulk import causes
from convert.bulk.contents import digest, is_as_left, look
from convert.bulk.found import Choice, Found
from convert.bulk.ledger import FOLDER, Cell, Ledger, Row, to_cell
from convert.bulk.names import Holder
from convert.bulk.walk import Walk
from convert.errors import ConvertError, TargetClaimed, TargetEdited, TargetExists
from convert.long_paths import plain
from convert.options import Options
from convert.writers import ending_of

_BATCH = 1000
_SETTLED = ("done", "failed")


class Plan(NamedTuple):
    """One run over many inputs. out: the output folder, absolute; None where each output stands beside its source,

    or where nothing is written (check). chosen: which files of folders are taken; keep_ending: a.docx becomes
    a.docx.xlsx; url: where the outputs go if that is on another machine, out holds the ledger alone then;
    dropped: sources keep their endings only where a.xlsx is in the way or a second one would become it too, and a
    folder among several inputs keeps its name below the output folder; ready: the sources that are taken, each with
    the size and the time (nanoseconds) that it must have, and None for all; they keep their endings likewise.
    """

    inputs: tuple[str, ...]
    out: Path | None
    options: Options
    check: bool = False
    chosen: Choice = Choice()
    keep_ending: bool = False
    url: str = ""
    dropped: bool = False
    ready: Mapping[str, tuple[int, int]] | None = None

    @property
    def makes_way(self) -> bool:
        """Say whether sources keep their endings where others are in the way, instead of being refused."""
        return self.dropped or self.ready is not None

    def takes(self, found: Found) -> bool:
        """Say whether a file that was found is one of those to take."""
        if self.ready is None:
            return True
        size, mtime = self.ready.get(found.source, (-1, -1))
        return mtime == found.mtime and (bool(found.member) or size == found.size)

    @property
    def format(self) -> str:
        return "" if self.check else self.options.target_format


def digest_of(options: Options) -> str:
    """Give a short digest of the options that change an output."""
    asked = asdict(options)
    for name in ("strict", "force", "seconds", "memory", "soffice", "office_ahead"):
        del asked[name]
    if not (options.annotate or options.target_format == "json"):
        del asked["language"]
    asked["passwords"] = len(options.passwords)
    for name in ("against", "style", "form"):
        if asked[name] and Path(asked[name]).is_file():
            asked[name] = digest(asked[name])
    asked["forms"] = [*map(digest, options.forms)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def draw_up(ledger: Ledger, plan: Plan) -> Counter[str]:
    """Write the plan of a new run into the ledger; give what was left out, by reason.

    Rows that are done stay done; whatever is in the way of a row makes it refused, with its error.
    """
    run = ledger.begin_run()
    asked = digest_of(plan.options)
    holder = Holder(plan.out) if plan.out and not plan.url else None
    out = os.path.realpath(plan.out) if plan.out and not plan.url else ""
    walk = Walk(
        plan.chosen,
        out,
        lambda path: _is_own(ledger, out, path),
        plan.dropped,
        lambda path: plan.ready is None or path in plan.ready,
    )
    found = filter(plan.takes, walk.find(plan.inputs))
    while batch := list(itertools.islice(found, _BATCH)):
        with ledger.together():
            ledger.add(_new_rows(ledger, plan, holder, asked, run, batch))
    if plan.format:
        if plan.makes_way:
            _part(ledger, plan, holder, run)
        _refuse_claimed(ledger, run)
        _look_at_targets(ledger, plan, run)
    ledger.set_note("planned", str(run))
    ledger.set_note("skipped", json.dumps(walk.skipped))
    return walk.skipped


def _is_own(ledger: Ledger, out: str, path: str) -> bool:
    real = os.path.realpath(os.path.dirname(path))
    below = os.path.relpath(os.path.join(real, os.path.basename(path)), out).replace(os.sep, "/")
    if below.startswith("../"):
        return False
    if below.startswith(FOLDER + "/") or ledger.note(f"report:{below}"):
        return True
    return ledger.count("target = ? AND target_sha256 NOT NULL", (to_cell(below),)) > 0


def _new_rows(
    ledger: Ledger, plan: Plan, holder: Holder | None, asked: str, run: int, batch: Iterable[Found]
) -> Iterable[dict[str, Cell]]:
    for found in batch:
        known = ledger.find(found.source, found.member, plan.format)
        target = _target(plan, found)
        if plan.makes_way and known and known.target == _target(plan._replace(keep_ending=True), found):
            target = known.target
        error = found.error or (holder.why_not(target) if holder else None)
        columns: dict[str, Cell] = {
            "tree": to_cell(found.tree),
            "size": found.size,
            "mtime": found.mtime,
            "options": asked,
            "target": to_cell(target),
            "claim": to_cell(holder.key(target) if holder else target),
            "run": run,
        }
        if known is None:
            identity: dict[str, Cell] = {
                "source": to_cell(found.source),
                "member": found.member,
                "format": plan.format,
                "ending": (found.member or found.source).rpartition(".")[2].lower()[:16],
                "state": "waiting",
            }
            yield identity | columns | (_refusal(error) if error else {})
        else:
            ledger.change(known.id, **columns, **_known_again(known, found, asked, target, error))


def _known_again(known: Row, found: Found, asked: str, target: str, error: ConvertError | None) -> dict[str, Cell]:
    """Give what changes in the row of a document that an earlier run has met."""
    if error:
        return _refusal(error)
    same = (known.size, known.mtime, known.options, known.target) == (found.size, found.mtime, asked, target)
    if same and known.state in _SETTLED and known.code not in causes.PASSING:
        return {}
    again: dict[str, Cell] = {"state": "waiting", "exit": 0, "code": "", "error": "", "pending": None}
    if (known.size, known.mtime) != (found.size, found.mtime):
        again["sha256"] = ""
    if known.target != target:
        again |= {"target_size": None, "target_mtime": None, "target_sha256": None}
    return again


def _target(plan: Plan, found: Found) -> str:
    """Give the target below the output folder, or beside its source, with the target's ending."""
    if not plan.format:
        return ""
    tree = found.tree if plan.out else found.source.replace(os.sep, "/")
    return _with_ending(tree, plan) if plan.keep_ending else _with_ending(_without_ending(tree), plan)


def _with_ending(tree: str, plan: Plan) -> str:
    return tree + ending_of(plan.format)


def _without_ending(tree: str) -> str:
    folder, slash, name = tree.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def _refusal(error: ConvertError) -> dict[str, Cell]:
    return {
        "state": "refused",
        "exit": int(error.exit),
        "code": causes.cause(error),
        "error": causes.dump(error),
    }


def _claimed_twice(ledger: Ledger, run: int) -> list[tuple[str]]:
    return ledger.query(
        "SELECT claim FROM documents WHERE claim != '' AND state != 'refused' AND claim IN "
        "(SELECT claim FROM documents WHERE run = ? AND state != 'refused') GROUP BY claim HAVING count(*) > 1",
        (run,),
    )


def _part(ledger: Ledger, plan: Plan, holder: Holder | None, run: int) -> None:
    """Let sources keep their endings where others want their target, or something stands there that is not ours."""
    crowded = {claim for (claim,) in _claimed_twice(ledger, run)}
    with ledger.together():
        for row in ledger.rows("run = ? AND state = 'waiting' AND target_sha256 IS NULL", (run,)):
            if row.claim in crowded or os.path.lexists(target_path(plan.out, row)):
                target = _with_ending(row.tree if plan.out else row.source.replace(os.sep, "/"), plan)
                ledger.change(row.id, target=to_cell(target), claim=to_cell(holder.key(target) if holder else target))


def _refuse_claimed(ledger: Ledger, run: int) -> None:
    """Refuse every row whose target another row claims too, unless it is the one that has been written already."""
    rows = _claimed_twice(ledger, run)
    with ledger.together():
        for (claim,) in rows:
            claimants = ledger.rows("claim = ? AND state != 'refused'", (claim,))
            for row in claimants:
                if row.run == run and not (row.state == "done" or row.target_sha256):
                    other = next(other for other in claimants if other.id != row.id)
                    alike = row.tree.rpartition(".")[2] == other.tree.rpartition(".")[2]
                    step = "Convert them into different folders, or name a folder that holds both." if alike else ""
                    error = TargetClaimed("", step, target=row.target, first=shown(row), second=shown(other))
                    ledger.change(row.id, **_refusal(error))


def _look_at_targets(ledger: Ledger, plan: Plan, run: int) -> None:
    """Compare what stands at the targets with what the ledger says of them."""
    for row in ledger.each("run = ? AND state IN ('waiting', 'done')", (run,)):
        target, url = target_path(plan.out, row), target_url(plan, row)
        if not (look(url) if url else os.path.lexists(target)):
            if row.state == "done":
                ledger.change(row.id, state="waiting", target_sha256=None)
            elif row.target_sha256:
                ledger.change(row.id, target_sha256=None)
        elif row.target_sha256:
            if not is_as_left(url or target, row.target_size, row.target_mtime, row.target_sha256):
                ledger.change(row.id, **_refusal(TargetEdited(name=row.target)))
        elif not plan.options.force and not row.attempts:
            ledger.change(row.id, **_refusal(TargetExists(name=row.target)))


def target_path(out: Path | None, row: Row) -> Path:
    """Give where the output of a row stands."""
    return out / row.target if out else Path(row.target)


def target_url(plan: Plan, row: Row) -> str:
    """Give the URL of a row's output; empty where it stands on this machine."""
    return f"{plan.url.rstrip('/')}/{row.target}" if plan.url and row.target else ""


def shown(row: Row) -> str:
    """Name a document as a person would."""
    source = plain(row.source)
    return f"{source}/{row.member}" if row.member else source


def contradictions(ledger: Ledger, run: int) -> list[Row]:
    """Give the rows that no run should start with: two sources for one target, and targets that are not ours."""
    return ledger.rows("run = ? AND state = 'refused' AND code IN ('target-claimed', 'target-exists')", (run,))
