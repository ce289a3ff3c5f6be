"""Say what an official document's sections, sums and prose say of each other: all of it findings, nothing is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from convert.findings import COUNT_OF_BLANKS, finding, is_history
from convert.forms.check import Standing, check_table, check_tables
from convert.forms.fold import fold, stated_unit, unit_of
from convert.forms.narrative import check_narrative
from convert.forms.nearly import near_tables
from convert.forms.restore import OF_VALUES
from convert.forms.sections import conform_sections
from convert.forms.spelled import template_of
from convert.forms.template import Form, TablesRule
from convert.model import Block, Cell, Check, Document, Finding, Heading, Paragraph, Table

LINES_ABOVE = 3
"""Among so many lines above a table one may state the unit of its numbers."""


def judge_anew(document: Document, forms: Sequence[Form]) -> Document:
    """Find anew what the sections, sums and prose of a conformed document say, after its prose was polished.

    Its official tables are as they were restored, and so is what was found of their values.
    """
    form = main_form(document.blocks, forms)
    if form is None:
        return document
    history = [found for found in document.findings if is_history(found.code)]
    of_values = [found for found in document.findings if found.code in OF_VALUES]
    return judge(document, document.blocks, (*history, *of_values), form, forms, settled=True)


def judge(
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
            *(missing := [*missing_tables(blocks, form)]),
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


def main_form(blocks: Sequence[Block], forms: Sequence[Form]) -> Form | None:
    """Name the form that most of the document's official tables follow; of equals, the first table's."""
    found = [block.form.partition("/")[0] for block in blocks if isinstance(block, Table) and block.form]
    if not found:
        return None
    best = max(found, key=lambda form_id: (found.count(form_id), -found.index(form_id)))
    return next(form for form in forms if form.id == best)


def missing_tables(blocks: Sequence[Block], form: Form) -> Iterator[Finding]:
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
