"""Put the tables of a document that follow an official form back onto its layout, and check its sums.

`conform` is the only way in: document in, document out. Values are exactly those of the source; labels are the
official ones; whatever was changed, left out or cannot be known is a finding. The searches, in their order:

1. `gather`, `stretch`: blocks that stand together become rows of labels and values (`fragments`: broken labels).
2. `match`: the form's labels are found among those of the rows, and with them the table.
3. `in_place`: where the source has the official grid already, its values are taken, and the rest is passed over.
4. `open_rows`: rows of any number are read by the columns below their heads (`row_reader`).
5. `place`: each row of the form gets the values beside its label or below it. Where these stand elsewhere, the order of
   the rows decides: on a page with places (`printed`), in lines (`down`, `lines`), or half in cells (`apart`).
6. `head_order`, `broken`: which column is which; rows that the source broke over lines are mended or doubted.
7. `columns`: of a row that has fewer or more cells than places, which cell is which; `split` tells digits apart.
8. `withheld`: what is there but not sure is left blank. Then `restore` builds the table, and `judge` checks the sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from convert.errors import BadUsage
from convert.findings import finding
from convert.forms.check import check_table
from convert.forms.fold import loose
from convert.forms.gather import may_match, stretches
from convert.forms.in_place import restore_in_place
from convert.forms.judge import judge, main_form, missing_tables
from convert.forms.load import is_template_file, load_form, load_forms
from convert.forms.match import Match, find_best
from convert.forms.nearly import near_tables
from convert.forms.open_rows import end_of_rows, read_open_rows
from convert.forms.place import Gaps, Whole
from convert.forms.restore import Restored, dropped, restore
from convert.forms.sections import LONGEST_TITLE
from convert.forms.stretch import Stretch
from convert.forms.template import Form
from convert.forms.unread import unread_tables
from convert.forms.vocabulary import vocabulary
from convert.model import Block, Document, Finding, Paragraph, Table


def choose_forms(wanted: str, own: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """Give the forms to look for: all for `auto`, none for `none`, else the one of an id or of a template file.

    own: a user's template files, known beside those that the program brings. Raises BadUsage, BadTemplate.
    """
    if wanted == "none":
        return ()
    if is_template_file(wanted):
        return (load_form(Path(wanted)),)
    forms = load_forms(own)
    if wanted in ("", "auto"):
        return forms
    chosen = tuple(form for form in forms if form.id == wanted)
    if not chosen:
        raise BadUsage("There is no form called {form}.", "See convert --list-forms.", form=wanted)
    return chosen


def conform(document: Document, forms: Sequence[Form]) -> Document:
    """Restore every official table of the document. A table that follows no form stays as it was read;
    where none does and the labels of some are there, that is said. Where a table seems to follow another form than the
    rest, in place of one of theirs, and labels are lacking, all are read by the one form that lacks the fewest.

    Digits without gaps that can be told apart only if no cell is blank are told apart where the document's other values
    are there: who leaves no other cell blank writes a nought.
    """
    blocks, found, gaps = _restore_all(document.blocks, forms, Whole())
    form = main_form(blocks, forms)
    if form is None:
        unread = [*found, *unread_tables(document.blocks, forms)]
        unread += near_tables(document.blocks, forms, {one.detail for one in unread})
        return replace(document, findings=(*document.findings, *unread)) if unread else document
    if _has_foreign_tables(blocks, form) and any(one.code == "label-missing" for one in found):
        named = {block.form.partition("/")[0] for block in blocks if isinstance(block, Table)}
        readings = [(one, _restore_all(document.blocks, (one,), Whole())) for one in forms if one.id in named]
        one_form, reading = min(readings, key=_labels_missing)
        if _count_values(reading[0]) >= _count_values(blocks):
            form, (blocks, found, gaps) = one_form, reading
            forms = (form,)
    if any(gaps.whole) and not any(missing_tables(blocks, form)):
        blocks, found, _ = _restore_all(document.blocks, forms, gaps.whole)
    return judge(document, blocks, (*document.findings, *found), form, forms, settled=document.settled)


def _restore_all(
    source: Sequence[Block], forms: Sequence[Form], whole: Whole
) -> tuple[list[Block], list[Finding], Gaps]:
    """Restore the tables of some blocks; also count their blanks."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    gaps = Gaps()
    preferred = expected = ""
    words = vocabulary(tuple(forms))
    for piece in stretches(source, words):
        if not isinstance(piece, list):
            blocks.append(piece)
            if isinstance(piece, Paragraph) and len(piece.text) <= LONGEST_TITLE:
                expected = words.titles.get(loose(piece.text), expected)
            continue
        in_place = restore_in_place(piece, forms, preferred)
        if in_place is not None:
            blocks.append(in_place.table)
            findings += in_place.findings
            gaps += in_place.gaps
            preferred = preferred or in_place.table.form.partition("/")[0]
            continue
        if not may_match(piece, words):
            blocks += piece
            continue
        restored, found, here = _conform_stretch(Stretch.of(piece, words), forms, preferred, expected, whole)
        blocks += restored
        findings += found
        gaps += here
        preferred = preferred or next(
            (block.form.partition("/")[0] for block in restored if isinstance(block, Table) and block.form), ""
        )
    return blocks, findings, gaps


def _conform_stretch(
    stretch: Stretch, forms: Sequence[Form], preferred: str, expected: str, whole: Whole
) -> tuple[list[Block], list[Finding], Gaps]:
    blocks: list[Block] = []
    findings: list[Finding] = []
    waiting = [(0, len(stretch.rows))]
    restored: list[tuple[int, Restored]] = []
    while waiting:
        start, stop = waiting.pop()
        match = find_best(stretch.rows[start:stop], forms, preferred, expected) if stop > start else None
        if match is None:
            continue
        limit = end_of_rows(match, stretch.rows, stop, forms) if match.template.has_repeats else stop
        opened = read_open_rows(match, stretch.rows[:limit]) if match.template.has_repeats else None
        if match.template.has_repeats and opened is None:
            findings.append(_unread(match))
            waiting += [(start, match.start), (match.stop, stop)]
            continue
        found = restore(match, stretch.rows, limit, whole, opened)
        last = found.stop
        weak = match.weak and not all(check.holds for check in check_table(found.template, found.table, 0))
        if weak or _has_other_columns(found.table, match, found.findings):
            last = match.stop
            findings += [_unread(match)] if opened is not None and opened.rows else []
        else:
            restored.append((match.start, found))
            preferred = preferred or match.form.id
        waiting += [(start, match.start), (last, stop)]
    at = 0
    for start, found in sorted(restored, key=lambda item: item[0]):
        blocks += stretch.untouched(at, start, alone=False)
        blocks.append(found.table)
        findings += found.findings
        at = found.stop
    for block, (first, last) in zip(stretch.blocks, stretch.spans, strict=True):
        if isinstance(block, Paragraph) and any(first < found.stop and last > start for start, found in restored):
            findings += dropped((block,), block.origin, keeps_comments=False)
    blocks += stretch.untouched(at, len(stretch.rows), alone=not restored)
    return blocks, findings, sum((found.gaps for _, found in restored), Gaps())


def _unread(match: Match) -> Finding:
    """Say that a table of any number of rows is there, but not in columns that can be read."""
    first = min(match.claims.values(), key=lambda token: (token.row, token.at))
    title = match.form.table_title(match.template.id)
    return finding("rows-unread", first.cell.origin, detail=title)


def _has_other_columns(table: Table, match: Match, findings: Sequence[Finding]) -> bool:
    """Say whether a table that is all head has other columns than the form: none of its values found a place."""
    if any(label is not None for label, _ in match.layout.groups):
        return False
    undecided = any(found.code == "undecidable" for found in findings)
    extra = any(found.code == "label-extra" for found in findings)
    return undecided and extra and not any(cell.text for cell in table.cells if cell.role == "value")


def _has_foreign_tables(blocks: Sequence[Block], form: Form) -> bool:
    """Say whether a table follows another form in place of one that this form has and the blocks lack."""
    found = {block.form for block in blocks if isinstance(block, Table) and block.form}
    lacking = {template.id for template in form.tables if f"{form.id}/{template.id}" not in found}
    return any(table.partition("/")[2] in lacking for table in found)


def _count_values(blocks: Sequence[Block]) -> int:
    """Count the places of official tables that have something: a reading by one form must not lose any."""
    tables = (block for block in blocks if isinstance(block, Table) and block.form)
    return sum(cell.role == "value" and bool(cell.text) for table in tables for cell in table.cells)


def _labels_missing(reading: tuple[Form, tuple[list[Block], list[Finding], Gaps]]) -> int:
    form, (blocks, found, _) = reading
    return sum(one.code == "label-missing" for one in (*found, *missing_tables(blocks, form)))
