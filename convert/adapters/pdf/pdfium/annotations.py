"""Read what lies on a page without being of it: links, remarks, and fields of forms, which become text of the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as c
from msgspec import Struct

from convert.adapters.pdf.engine import Box, Link, Remark

MAX_ANNOTATIONS = 10_000
_LONGEST_ADDRESS = 8_192
_LONGEST_REMARK = 64 * 1024
_PRINTED = (c.FPDF_ANNOT_WIDGET, c.FPDF_ANNOT_FREETEXT, c.FPDF_ANNOT_STAMP)
"""What a person sees as text of the page: fields of forms with signatures, text boxes, stamps."""

_BOXES = (c.FPDF_FORMFIELD_CHECKBOX, c.FPDF_FORMFIELD_RADIOBUTTON)
_UNSEEN = c.FPDF_ANNOT_FLAG_INVISIBLE | c.FPDF_ANNOT_FLAG_HIDDEN | c.FPDF_ANNOT_FLAG_NOVIEW


class Annotations(Struct, frozen=True):
    """What was on a page. boxes: to tick, as ☑ or ☐; has_printed: some of it is to be read as text of the page."""

    links: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()
    boxes: tuple[Remark, ...] = ()
    has_printed: bool = False
    problems: tuple[str, ...] = ()


def read_annotations(file: object, form: object, page: pypdfium2.PdfPage) -> Annotations:
    """Read the links and remarks of a page, in its file's coordinates turned upside down, from its left and top.

    form: what PDFium fills in forms by; None if the file has none.
    """
    left, bottom, _, top = page.get_bbox()
    height = top - bottom
    rect = c.FS_RECTF()

    def box() -> Box:
        return rect.left - left, height - (rect.top - bottom), rect.right - left, height - (rect.bottom - bottom)

    links: list[Link] = []
    remarks: list[Remark] = []
    boxes: list[Remark] = []
    problems: list[str] = []
    has_printed = False
    for annotation in _annotations(page):
        kind = c.FPDFAnnot_GetSubtype(annotation)
        if kind == c.FPDF_ANNOT_LINK:
            action = c.FPDFLink_GetAction(c.FPDFAnnot_GetLink(annotation))
            if action and c.FPDFAction_GetType(action) == c.PDFACTION_LAUNCH:
                problems.append("action that starts a program")
            address = _address(file, action)
            if address and c.FPDFAnnot_GetRect(annotation, rect):
                links.append(Link(box(), address))
        elif _is_box(form, annotation, kind):
            if not c.FPDFAnnot_GetFlags(annotation) & _UNSEEN and c.FPDFAnnot_GetRect(annotation, rect):
                boxes.append(Remark(box(), "☑" if _is_ticked(form, annotation) else "☐"))
        elif kind in _PRINTED and _is_drawn(annotation, kind):
            has_printed = True
        elif kind not in (c.FPDF_ANNOT_POPUP, c.FPDF_ANNOT_WIDGET):
            text = _string(annotation, b"Contents").strip()
            if text:
                c.FPDFAnnot_GetRect(annotation, rect)
                author, date = (_string(annotation, key).strip() for key in (b"T", b"M"))
                remarks.append(Remark(box(), text, author, date))
    return Annotations(tuple(links), tuple(remarks), tuple(boxes), has_printed, tuple(problems))


def print_annotations(form: object, page: pypdfium2.PdfPage) -> None:
    """Make text boxes, stamps and fields a part of a page, which then must be loaded again; take all others away.

    So are boxes to tick: what is drawn in them has many shapes, and nothing is drawn in an empty one.
    """
    for index in range(min(c.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS) - 1, -1, -1):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = c.FPDFAnnot_GetSubtype(annotation)
        printed = kind in _PRINTED and not _is_box(form, annotation, kind)
        c.FPDFPage_CloseAnnot(annotation)
        if not printed:
            c.FPDFPage_RemoveAnnot(page.raw, index)
    c.FPDFPage_Flatten(page.raw, c.FLAT_NORMALDISPLAY)


def _annotations(page: pypdfium2.PdfPage) -> Iterator[object]:
    for index in range(min(c.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                yield annotation
            finally:
                c.FPDFPage_CloseAnnot(annotation)


def _is_box(form: object, annotation: object, kind: int) -> bool:
    """Say whether an annotation is a box to tick, of which one or several of a group may be."""
    return kind == c.FPDF_ANNOT_WIDGET and form is not None and c.FPDFAnnot_GetFormFieldType(form, annotation) in _BOXES


def _is_ticked(form: object, annotation: object) -> bool:
    """Say whether a box shows that it is ticked; where the file does not say what it shows, its value counts."""
    state = _string(annotation, b"AS")
    return state != "Off" if state else bool(c.FPDFAnnot_IsChecked(form, annotation))


def _is_drawn(annotation: object, kind: int) -> bool:
    """Say whether the file tells how an annotation looks; a field of a form looks as its value says."""
    look = c.FPDFAnnot_GetAP(annotation, c.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    return kind == c.FPDF_ANNOT_WIDGET or int(look) > 2


def _address(file: object, action: object) -> str:
    """Give the address that an action opens; empty where it opens none."""
    if not action or c.FPDFAction_GetType(action) != c.PDFACTION_URI:
        return ""
    size = c.FPDFAction_GetURIPath(file, action, None, 0)
    if not 1 < size < _LONGEST_ADDRESS:
        return ""
    text = ctypes.create_string_buffer(size)
    c.FPDFAction_GetURIPath(file, action, text, size)
    return text.value.decode("utf-8", "replace").strip()


def _string(annotation: object, key: bytes) -> str:
    size = c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size < _LONGEST_REMARK:
        return ""
    text = (c.FPDF_WCHAR * (size // 2 + 1))()
    c.FPDFAnnot_GetStringValue(annotation, key, text, size)
    return bytes(text)[: size - 2].decode("utf-16-le", "replace")
