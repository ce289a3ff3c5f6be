"""Read what stands within a paragraph into a line of text (ECMA-376 part 1, 17.3.3 and 17.16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from convert.adapters.docx.alternates import choose
from convert.adapters.docx.chunks import read_chunk
from convert.adapters.docx.drawings import read_drawing, report_objects
from convert.adapters.docx.fields import (
    LONGEST_CODE,
    is_equation,
    understand,
)
from convert.adapters.docx.line import PAGE_BREAK, Line
from convert.adapters.docx.names import (
    ALTERNATE,
    BOOKMARK,
    COMMENT_START,
    DELETED,
    FIELD_CHAR,
    IGNORED,
    MATH_T,
    OFF,
    R_,
    RPR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TBL,
    TC,
    TR,
    UNWRAPPED,
    W14,
    Element,
    M,
    P,
    R,
    T,
    W,
    first_of,
    is_on,
    solid_length,
)
from convert.adapters.docx.shown import character, close_field, generate, read_field_char, read_instruction, use_field
from convert.adapters.docx.story import Story
from convert.adapters.docx.styles import PLAIN, Look
from convert.findings import shortened
from convert.model import Break, Equation
from convert.model import Field as LiveField
from convert.ooxml.equations import text_of
from convert.ooxml.omml import clean
from convert.symbols import symbol, translate

LONGEST_PROMPT = 500
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def read_inline(story: Story, element: Iterable[Element], line: Line, look: Look = PLAIN, link: str = "") -> None:
    """Add the content of an element to a line. Elements that are not known are looked into."""
    for child in element:
        tag = child.tag
        if tag == R_:
            inside = [*child]
            properties = first_of(inside, RPR)
            own = story.book.styles.look(properties) if properties is not None else PLAIN
            read_inline(story, inside, line, own, link)
        elif tag == T:
            _add_text(story, child, line, look, link)
        elif tag in IGNORED:
            continue
        elif tag in UNWRAPPED:
            read_inline(story, child, line, look, link)
        elif tag in DELETED:
            story.delete(child)
        else:
            handler = _HANDLERS.get(tag)
            if handler is not None:
                handler(story, child, line, look, link)
            elif isinstance(tag, str):
                for whole in story.kinds.unfold(child) if tag in (TC, TR) else (child,):
                    story.book.count_foreign(tag)
                    read_inline(story, whole, line, look, link)


def _add_text(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    text = element.text
    if not text:
        return
    if "\n" in text:
        if element.get(_SPACE) != "preserve":
            text = text.strip()
        text = text.replace("\n", " ")
    live = None
    if story.fields:
        if not story.shows:
            story.expected -= solid_length(text)
            if len(story.fields[-1].instruction) < LONGEST_CODE:
                story.fields[-1].instruction += text
            if text.strip() and not is_equation(story.fields[-1].instruction):
                story.report("content-dropped", shortened(text), "text inside a field code", "info")
            return
        live, link = use_field(story, link)
    if look.font:
        story.expected -= solid_length(text)
        text, lost = translate(text, look.font)
        story.expected += solid_length(text)
        if lost:
            story.report("content-dropped", f"{look.font} × {lost}", "symbol")
    line.add(text, look, link, live)


def _read_break(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    kind = element.get(W + "type")
    if kind in ("page", "column") and story.shows:
        line.add(PAGE_BREAK, PLAIN, "", Break("page" if kind == "page" else "column") if line.keeps_breaks else None)
    else:
        generate(story, line, "\n", look, link)


def _read_symbol(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    code = element.get(W + "char") or ""
    font = element.get(W + "font") or ""
    try:
        text = symbol(font, int(code, 16))
    except ValueError:
        text = ""
    if text:
        generate(story, line, text, look, link)
    else:
        story.report("content-dropped", f"{font} {code}".strip(), "symbol")


def _read_hyperlink(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    identifier, anchor = element.get(R + "id"), element.get(W + "anchor")
    if element.get(W + "tooltip"):
        story.book.give_up("tips that links show")
    address = (story.link(identifier) if identifier else "") + (f"#{anchor}" if anchor else "")
    read_inline(story, element, line, look, address or link)


def _read_content_control(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    if is_placeholder(story, element):
        return
    for content in element.iterchildren(SDT_CONTENT):
        read_inline(story, content, line, look, link)
    box = element.find(f"{SDT_PR}/{W14}checkbox")
    if box is not None and next(element.iter(T, W + "sym"), None) is None:
        state = box.find(W14 + "checked")
        generate(story, line, "☒" if state is not None and state.get(W14 + "val") not in OFF else "☐", look, link)


def is_placeholder(story: Story, element: Element) -> bool:
    """Say whether a content control shows its prompt; if so it is reported and left out of the text."""
    properties = element.find(SDT_PR)
    if properties is None or not is_on(properties.find(W + "showingPlcHdr")):
        return False
    text = story.leave_out(element)
    if text.strip():
        story.report("content-dropped", shortened(text, LONGEST_PROMPT), "placeholder", "info")
    return True


def _read_simple_field(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    around = story.fields[-1] if story.fields else None
    field = understand(element.get(W + "instr") or "", around)
    field.shows = story.shows
    story.fields.append(field)
    read_inline(story, element, line, look, link)
    if story.fields and story.fields[-1] is field:
        close_field(story, line, look)


def _read_deleted_text(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    if (element.text or "").strip():
        story.report_deletion(element.text or "")


def _read_note(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    kind = "endnote" if element.tag == W + "endnoteReference" else "footnote"
    if story.read_note is not None:
        line.pieces.append(("", PLAIN, "", (kind, element.get(W + "id") or "")))


def _read_comment(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    comment = story.read_comment(element.get(W + "id") or "") if story.read_comment is not None else None
    if comment is not None:
        line.add("", PLAIN, "", comment)


def _start_comment(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    piece = story.start_comment(element)
    if piece is not None:
        line.pieces.append(piece)


def _read_bookmark(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    story.bookmark(element)


def _read_drawing(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    if story.fields and story.shows:
        story.fields[-1].used = True
    read_drawing(story, element, line, link)


def _read_alternatives(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    chosen, passed = choose(story, element)
    for branch in passed:
        report_objects(story, branch)
    if chosen is not None:
        read_inline(story, chosen, line, look, link)


def _read_equation(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    kept, equation = clean(element)
    text = text_of(equation)
    story.leave_out(element)
    story.expected += solid_length(text)
    if kept and story.shows:
        line.add(text, PLAIN, "", Equation(kept))
    elif text.strip():
        story.report("structure-changed", shortened(text), "equation written as plain text")
        line.add(text, look, link)


def _read_ruby(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    base, guide = element.find(W + "rubyBase"), element.find(W + "rt")
    if base is not None:
        read_inline(story, base, line, look, link)
    if guide is not None and any(found.text for found in guide.iter(T)):
        generate(story, line, "（", look, link)
        read_inline(story, guide, line, look, link)
        generate(story, line, "）", look, link)


def _attach(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    line.attached.append(element)


def _read_page_number(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    if story.shows:
        line.add("", look, "", LiveField("PAGE"))


def _read_aligned_tab(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    story.book.give_up("tab stops")
    generate(story, line, "\t", look, link)


def _report_date(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    story.report("content-dropped", str(element.tag).removeprefix(W), "date of the day on which the file is opened")


def _report_rule(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    story.report("content-dropped", str(element.tag).removeprefix(W), "drawing")


def _report_document(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    _, target, _ = story.relationships.get(element.get(R + "id") or "", ("", "", False))
    story.report("content-dropped", target, "embedded document")


_HANDLERS: dict[str, Callable[[Story, Element, Line, Look, str], None]] = {
    W + "tab": character("\t"),
    W + "ptab": _read_aligned_tab,
    W + "pgNum": _read_page_number,
    **{W + unit + form: _report_date for unit in ("day", "month", "year") for form in ("Short", "Long")},
    W + "separator": _report_rule,
    W + "continuationSeparator": _report_rule,
    W + "br": _read_break,
    W + "cr": character("\n"),
    W + "noBreakHyphen": character("\u2011"),
    W + "softHyphen": character("\u00ad"),
    W + "sym": _read_symbol,
    FIELD_CHAR: read_field_char,
    W + "instrText": read_instruction,
    W + "delText": _read_deleted_text,
    W + "fldSimple": _read_simple_field,
    W + "hyperlink": _read_hyperlink,
    SDT: _read_content_control,
    BOOKMARK: _read_bookmark,
    COMMENT_START: _start_comment,
    W + "commentReference": _read_comment,
    W + "footnoteReference": _read_note,
    W + "endnoteReference": _read_note,
    W + "drawing": _read_drawing,
    W + "pict": _read_drawing,
    W + "object": _read_drawing,
    ALTERNATE: _read_alternatives,
    M + "oMath": _read_equation,
    M + "oMathPara": _read_equation,
    MATH_T: _add_text,
    W + "ruby": _read_ruby,
    W + "altChunk": read_chunk,
    W + "subDoc": _report_document,
    W + "contentPart": _report_document,
    W14 + "contentPart": _report_document,
    P: _attach,
    TBL: _attach,
}
INLINE = frozenset((R_, T, *_HANDLERS)) - {P, TBL, SDT, ALTERNATE, BOOKMARK, COMMENT_START}
"""What belongs into a paragraph; blocks that hold it directly are read as if one stood around it."""
