"""Put the tables of a document that follow an official form back onto its layout, and check its sums.

`conform` is the only way in: document in, document out. Values are exactly those of the source; labels are the
official ones; whatever was changed, left out or cannot be known is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from convert.errors import BadUsage
from convert.findings import COUNT_OF_BLANKS, finding, is_history
from convert.forms.check import Standing, check_table, check_tables
from convert.forms.fold import fold, loose, stated_unit, unit_of
from convert.forms.gather import may_match, stretches
from convert.forms.in_place import restore_in_place
from convert.forms.load import is_template_file, load_form, load_forms
from convert.forms.match import Match, find_best
from convert.forms.narrative import check_narrative
from convert.forms.nearly import near_tables
from convert.forms.open_rows import end_of_rows, read_open_rows
from convert.forms.place import Gaps, Whole
from convert.forms.restore import OF_VALUES, Restored, dropped, restore
from convert.forms.sections import LONGEST_TITLE, conform_sections
from convert.forms.spelled import template_of
from convert.forms.stretch import Stretch
from convert.forms.template import Form, TablesRule
from convert.forms.unread import unread_tables
from convert.forms.vocabulary import vocabulary
from convert.model import Block, Cell, Check, Document, Finding, Heading, Paragraph, Table

LINES_ABOVE = 3
"""Among so many lines above a table one may state the unit of its numbers."""


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
    form = _main_form(blocks, forms)
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
    if any(gaps.whole) and not any(_missing_tables(blocks, form)):
        blocks, found, _ = _restore_all(document.blocks, forms, gaps.whole)
    return _judge(document, blocks, (*document.findings, *found), form, forms, settled=document.settled)


def judge_anew(document: Document, forms: Sequence[Form]) -> Document:
    """Find anew what the sections, sums and prose of a conformed document say, after its prose was polished.

    Its official tables are as they were restored, and so is what was found of their values.
    """
    form = _main_form(document.blocks, forms)
    if form is None:
        return document
    history = [found for found in document.findings if is_history(found.code)]
    of_values = [found for found in document.findings if found.code in OF_VALUES]
    return _judge(document, document.blocks, (*history, *of_values), form, forms, settled=True)


def _judge(
    document: Document,
    blocks: Sequence[Block],
    findings: Sequence[Finding],
    form: Form,
    forms: Sequence[Form],
    *,
    settled: bool,
) -> Document:
    """Give a document with its official tables in place, its sections, and what the form's checks say of it."""
    blocks, section_findings = conform_sections(blocks, form, settled=settled)
    findings = [*findings, *section_findings]
    checks, check_findings = _check(blocks, forms)
    titles = (block.text for block in blocks if isinstance(block, Heading) and block.level == 0)
    return replace(
        document,
        blocks=tuple(blocks),
        findings=(
            *findings,
            *(missing := [*_missing_tables(blocks, form)]),
            *near_tables(blocks, forms, {one.detail for one in (*missing, *findings)}),
            *_repeated_tables(blocks),
            *_units_above(blocks, findings),
            *check_findings,
            *check_narrative(blocks, form),
        ),
        checks=checks,
        form=form.id,
        title=document.title or next(titles, ""),
        language=form.language,
    )


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


def _main_form(blocks: Sequence[Block], forms: Sequence[Form]) -> Form | None:
    """Name the form that most of the document's official tables follow; of equals, the first table's."""
    found = [block.form.partition("/")[0] for block in blocks if isinstance(block, Table) and block.form]
    if not found:
        return None
    best = max(found, key=lambda form_id: (found.count(form_id), -found.index(form_id)))
    return next(form for form in forms if form.id == best)


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
    return sum(one.code == "label-missing" for one in (*found, *_missing_tables(blocks, form)))


def _missing_tables(blocks: Sequence[Block], form: Form) -> Iterator[Finding]:
    present = {block.form.partition("/")[2] for block in blocks if isinstance(block, Table) and block.form}
    for section in form.sections:
        if section.table and section.table not in present:
            yield finding("table-unrecognised", detail=section.title)


def _repeated_tables(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Say that official tables stand there more than once: the file holds several reports, or a copy."""
    places: dict[str, list[Table]] = {}
    for block in blocks:
        if isinstance(block, Table) and block.form:
            places.setdefault(block.form.rpartition("/")[2], []).append(block)
    again = [table for tables in places.values() for table in tables[1:]]
    if again:
        most = max(map(len, places.values()))
        first, *others = again
        yield replace(
            finding("tables-repeated", first.origin, before=str(most), detail=first.title),
            also=tuple(table.origin for table in others),
        )


def _units_above(blocks: Sequence[Block], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Compare the unit that a line above a table states with the official one, where the source's head had none."""
    without = {
        found.after
        for found in findings
        if found.code in ("label-corrected", "label-missing") and not unit_of(fold(found.before))
    }
    for index, block in enumerate(blocks if without else ()):
        if not isinstance(block, Table) or not block.form:
            continue
        heads = [cell.text for cell in block.cells if cell.role == "label" and cell.text in without]
        for line in reversed(blocks[max(0, index - LINES_ABOVE) : index]):
            if not isinstance(line, Paragraph):
                break
            stated = stated_unit(line.text)
            if not stated:
                continue
            for head in heads:
                if unit_of(fold(head)) not in ("", stated):
                    yield finding("unit-stated", line.origin, before=line.text, after=head)
            break


def _check(blocks: Sequence[Block], forms: Sequence[Form]) -> tuple[tuple[Check, ...], list[Finding]]:
    checks: list[Check] = []
    findings: list[Finding] = []
    standing: dict[str, dict[str, list[Standing]]] = {}
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or not block.form:
            continue
        form_id, _, table_id = block.form.partition("/")
        template = template_of(next(form for form in forms if form.id == form_id), block)
        standing.setdefault(form_id, {}).setdefault(table_id, []).append(Standing(index, block, template))
        checks += check_table(template, block, index)
    for form in forms:
        for rule in form.sums if form.id in standing else ():
            across, unchecked = _check_across(rule, form, standing[form.id])
            checks += across
            findings += unchecked
    return tuple(checks), [*_mismatches(checks, blocks), *findings]


def _check_across(
    rule: TablesRule, form: Form, standing: Mapping[str, Sequence[Standing]]
) -> tuple[list[Check], list[Finding]]:
    """Work out a sum over several tables, once for each time that all of them stand there."""
    named = list(dict.fromkeys(term.table for term in (*rule.left, *rule.right)))
    counts = {table_id: len(standing.get(table_id, ())) for table_id in named}
    most = max(counts.values())
    lacking = [form.table_title(table_id) for table_id, count in counts.items() if count < most]
    if lacking:
        return [], [finding("sum-unchecked", before=", ".join(lacking), detail=f"{rule.id} {rule.name}")]
    return [check_tables(rule, [standing[table_id][at] for table_id in named]) for at in range(most)], []


def _mismatches(checks: Sequence[Check], blocks: Sequence[Block]) -> Iterator[Finding]:
    failed = [check for check in checks if check.holds is False]
    wanted = {table for check in failed for table, _ in check.cells}
    cells: dict[tuple[int, tuple[int, int]], Cell] = {}
    for table, block in ((table, blocks[table]) for table in wanted):
        if isinstance(block, Table):
            cells |= {(table, (cell.row, cell.col)): cell for cell in block.cells}
    for check in failed:
        first, *others = (cells[place].origin for place in check.cells)
        detail = f"{check.rule} {check.name}"
        if check.blanks:
            detail += f"{COUNT_OF_BLANKS}{check.blanks}）"
        found = finding(
            "sum-mismatch",
            first,
            before=str(check.left),
            after=str(check.right),
            detail=detail,
            severity="warning" if check.blanks else None,
        )
        yield replace(found, also=tuple(others))
