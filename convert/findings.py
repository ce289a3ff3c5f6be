"""Every finding's stable code: how severe, how worded, what to do about it.

The words are English message ids with the places {before}, {after} and {detail}; `convert.messages` translates
them. `derived` marks what the forms' checks find anew in any file that holds the same values; all else is history
that travels with the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convert.model import NOWHERE, Finding, Origin, Severity

INCOMPLETE = "part-unread"
"""The code of what says that a damaged part of the source is missing."""
COUNT_OF_BLANKS = "（空白 "
"""Begins, in the detail of a sum, how many of its cells are blank."""


class Code(NamedTuple):
    severity: Severity
    message: str
    explanation: str
    derived: bool = False


CODES: dict[str, Code] = {
    "artifact-removed": Code(
        "info",
        "Removed a mark that a program left in the text: {before}",
        "Dumps leave marks such as [bookmark: …] in the text. They were never part of the document and are taken out.",
    ),
    "blank-value": Code(
        "warning",
        "Blank: {detail}",
        "The form expects a value here and the source has none. It is left blank, which is not zero; "
        "sums count it as nothing. Fill it in from the paper original if there is one.",
        derived=True,
    ),
    "content-dropped": Code(
        "warning",
        "Left out: {detail} {before}",
        "The source holds something that the document model or the target format cannot carry. "
        "Look it up in the source file.",
    ),
    "encoding": Code(
        "info",
        "Read as {after}; {detail}",
        "Text files do not say how their characters are stored, so it is worked out from the whole file. "
        "If the text looks wrong, name the encoding with --encoding.",
    ),
    "formatting-dropped": Code(
        "info",
        "Look left to the styles or given up: {detail}",
        "Fonts, sizes, spacing and the like come from the style of the output, not from the source. "
        "What may carry meaning is kept where the target format can hold it: bold and the like, colours, alignment.",
    ),
    "garbled-text": Code(
        "warning",
        "Pages whose characters cannot be told: {detail}",
        "The file does not say which characters its fonts draw. Compare the text with the page, or run the file "
        "through a text recognition program (OCR).",
    ),
    "grid-repaired": Code(
        "warning",
        "The rows or merged cells of a table contradict each other; cells were moved to free places: {detail}",
        "The table's own description of its merged cells is broken. No text was lost, but cells may stand elsewhere.",
    ),
    "heading-found": Code(
        "info",
        "Set as headings by their numbers or their look: {before} {detail}",
        "Lines that are written or look like headings are given the styles of headings. "
        "Leave that out with --no-pass find-headings.",
    ),
    "heading-level": Code(
        "info",
        "Heading level {before} set to {after}: {detail}",
        "The headings of a form's sections belong on one level; the source had them on different ones.",
    ),
    "heading-repeated": Code(
        "warning",
        "This section heading appears more than once: {before}",
        "The source repeats the heading of a section. Both are kept; delete the wrong one by hand.",
        derived=True,
    ),
    "label-corrected": Code(
        "info",
        "Label “{before}” written as “{after}”",
        "The label's words differ from the official ones, such as a wrong character. The official label is written.",
    ),
    "label-extra": Code(
        "warning",
        "Not part of the official table, left out of it: {before} {detail}",
        "The source's table has a cell that the official form has no place for. Its text is kept in this finding.",
    ),
    "label-missing": Code(
        "warning",
        "The official label is not in the source: {after}",
        "A row or column of the official table was not found in the source; its values, if any, are left blank.",
    ),
    "label-repeated": Code(
        "info",
        "Label repeated, written once: {before} {detail}",
        "A group's label appears again, usually after a page break. The official table has it once.",
    ),
    "label-tidied": Code(
        "info",
        "Labels written with the official punctuation and spacing: {detail}",
        "Labels that differed from the official ones only in width, brackets, spaces or line breaks.",
    ),
    "lines-joined": Code(
        "info",
        "Joined text broken over lines: {before}",
        "Line breaks inside a paragraph or a cell came from the width of a page, not from the author.",
    ),
    "mojibake-left": Code(
        "warning",
        "Lines that were once read in a wrong encoding, with bytes missing: {detail}, such as {before}",
        "Some program before this one misread the file and lost bytes, so it is not certain what these lines were. "
        "Look for a better copy.",
    ),
    "mojibake-undone": Code(
        "info",
        "Put right {detail} lines that were once read in a wrong encoding: {before} → {after}",
        "Some program before this one took the bytes of UTF-8 or GBK for another encoding. It was undone only where "
        "the result is certain.",
    ),
    "narrative-differs": Code(
        "info",
        "The text says {before}, the table {after}: {detail}",
        "A number in the prose differs from the table's. It may count something else; look at both.",
        derived=True,
    ),
    "no-text-layer": Code(
        "warning",
        "Pages without text, only pictures: {detail}",
        "These pages are scans or drawings. Their pictures are kept; run the file through a text recognition program "
        "(OCR) to get their text.",
    ),
    "note-moved": Code(
        "info",
        "The note was put behind the text it belongs to: {before}",
        "The target format has no footnotes; the note stands in brackets behind its reference.",
    ),
    "numbering-applied": Code(
        "info",
        "Typed numbers turned into automatic numbering: {before}",
        "Paragraphs that were numbered by hand from the first on, one after the other. "
        "They are left as typed unless --numbering auto asks for this.",
    ),
    "number-reformatted": Code(
        "info",
        "Number “{before}” written as {after}: {detail}",
        "The number was written with separators or full-width digits; its value is unchanged.",
    ),
    INCOMPLETE: Code(
        "error",
        "Damaged, so it is missing from what was read: {detail} {before}",
        "A part of the file is damaged or missing; all else was read. The command ends with code 1. Get a complete "
        "copy of the file, or save it again in the program that made it.",
    ),
    "password-removed": Code(
        "info",
        "The file was protected by a password; what is written is not",
        "The password that was given opened the file. The output holds the same words for everybody to read: "
        "keep it where the source is kept.",
    ),
    "punctuation-width": Code(
        "info",
        "Punctuation set to the width of the writing around it: “{before}” is now “{after}”",
        "Marks between Chinese characters are written full-width, those between Latin words half-width. "
        "Leave that out with --no-pass widen-punctuation.",
    ),
    "quotes-curled": Code(
        "info",
        "Straight quotes written as Chinese ones: {before} is now {after}.",
        "Quotes around Chinese words are written as “ ” and ‘ ’. Leave that out with --no-pass curl-quotes.",
    ),
    "row-count": Code(
        "warning",
        "{detail}: {before} rows, the form has {after}",
        "Rows of this kind stand there any number of times, but the form says how many there are at least and at most. "
        "All that the source has are written.",
        derived=True,
    ),
    "rows-unread": Code(
        "warning",
        "This table may have any number of rows, and which word belongs in which column is not certain: {detail}",
        "Only the columns of the source tell the words of a row apart, and those are lost here or have other heads. "
        "The table is written as it was read; a source with its cells helps.",
        derived=True,
    ),
    "run-split": Code(
        "warning",
        "Digits without gaps told apart by the form's own sums: {before} → {after} ({detail})",
        "The cells of a row were run together. Exactly one way to split them satisfies the form's sums.",
    ),
    "section-missing": Code(
        "info",
        "This section of the form was not found: {detail}",
        "The form prescribes this section; the document has no heading for it.",
        derived=True,
    ),
    "section-order": Code(
        "info",
        "This section stands out of the form's order: {before}",
        "The form prescribes the order of the sections. Nothing was moved.",
        derived=True,
    ),
    "spaces-collapsed": Code(
        "info",
        "Spaces that only filled room were removed: {after} {detail}",
        "Spaces used to pad a cell or to spread a title over a line are not part of the text.",
    ),
    "spacing-removed": Code(
        "info",
        "Empty paragraphs that only made room were removed: {detail}",
        "The room around paragraphs is a matter of their styles.",
    ),
    "structure-changed": Code(
        "info",
        "{detail}: {before}",
        "Something in the source was turned into its nearest equivalent, such as a text box into paragraphs.",
    ),
    "sum-unchecked": Code(
        "info",
        "A sum over several tables was not checked: {detail}; not there, or not as often as the others: {before}",
        "The form has a sum that goes from one table to another. It is worked out where all of its tables are there, "
        "each as often as the others.",
        derived=True,
    ),
    "sum-mismatch": Code(
        "error",
        "Does not add up: {detail}: {before} ≠ {after}",
        "The form's own rule does not hold in the source. Both sides are kept as they are; only the author can say "
        "which number is wrong. Where some of the cells are blank, they count as nothing "
        "and may be all that is missing: a warning.",
        derived=True,
    ),
    "table-joined": Code(
        "info",
        "Pieces of one table joined: {detail}",
        "A page break had cut the table.",
    ),
    "table-nearly": Code(
        "warning",
        "Nearly the table “{detail}” of a form, but too little of it is there; lacking or cut short: {before}",
        "Most labels of an official table are there, whole or cut short, but not enough to put it on the official "
        "layout. It is written as it was read. Complete the labels in the source, or give them as other wordings "
        "(variants) in a template of your own.",
        derived=True,
    ),
    "table-unrecognised": Code(
        "warning",
        "The official table was not found: {detail}",
        "The document follows an official form, but this table of it could not be found.",
        derived=True,
    ),
    "tracked-change": Code(
        "warning",
        "Tracked change: {detail}: {before}",
        "The source holds changes that nobody had accepted yet. Insertions are kept, deletions are left out; "
        "with --changes reject the other way round.",
    ),
    "undecidable": Code(
        "error",
        "Cannot be told which value belongs where; left blank: {detail}: {before}",
        "The row has fewer or more values than the form has places, or they run together, and nothing says which is "
        "which. The raw text is kept here; look the values up in the original.",
    ),
    "tables-repeated": Code(
        "warning",
        "The official tables stand there {before} times, from “{detail}” on: several reports in one file, or a copy",
        "Every table is restored and checked on its own. Split the file if it holds several reports; numbers in the "
        "text are not compared with tables that stand there twice.",
        derived=True,
    ),
    "unit-differs": Code(
        "error",
        "The unit of “{before}” is not the official one of “{after}”; the values under it are left blank",
        "The official head names another unit. Moving the number under it would change its meaning, so it is kept here "
        "as raw text only.",
    ),
    "unit-stated": Code(
        "warning",
        "The line “{before}” states another unit than the official head “{after}”; the values are kept as they are",
        "The table's own head named no unit, so that its numbers may be in the unit of the line above it. "
        "Look at the amounts and convert them by hand if need be.",
        derived=True,
    ),
    "value-not-a-number": Code(
        "warning",
        "Not a number, kept as text: {before} ({detail})",
        "The form expects a number here. The text is written as it stands and left out of sums.",
        derived=True,
    ),
    "year-differs": Code(
        "info",
        "The title says {before}, the text {after}",
        "The year in the title and the year of the statistics or of the prose are not the same.",
        derived=True,
    ),
    "years-disagree": Code(
        "warning",
        "Does not fit last year's report: {detail}: {before} ≠ {after}",
        "This year's report starts from other numbers than last year's report ended with.",
        derived=True,
    ),
    "value-text-kept": Code(
        "info",
        "Looks like a number, kept as text so that nothing is lost: {before}",
        "Leading zeros, long codes and dates would change if a spreadsheet took them for numbers.",
    ),
}


def finding(
    code: str,
    origin: Origin = NOWHERE,
    *,
    before: str = "",
    after: str = "",
    detail: str = "",
    severity: Severity | None = None,
) -> Finding:
    """Make a finding of a known code, with the code's own severity unless another is given."""
    return Finding(code, severity or CODES[code].severity, origin, before, after, detail)


def formatting_finding(origin: Origin, counts: Mapping[str, int]) -> Finding:
    """Make the one finding that says how often each kind of formatting was given up."""
    return finding("formatting-dropped", origin, detail="; ".join(f"{kind} × {n}" for kind, n in counts.items()))


def is_history(code: str) -> bool:
    """Say whether a finding of this code travels with the document (True) or is found anew each time."""
    return code not in CODES or not CODES[code].derived


def shortened(text: str, limit: int = 80) -> str:
    """Cut a text for a finding or a message, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
