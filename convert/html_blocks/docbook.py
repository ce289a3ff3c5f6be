"""Name the elements of DocBook, and of tables after CALS or TEI in other XML, as HTML names them.

CALS: `tgroup` holds `colspec`s, heads and bodies of `row`s of `entry`s; `namest` and `nameend` name the columns that an
entry runs over, `morerows` how many rows it runs over besides its own. TEI: `row`s of `cell`s, whose `cols` and `rows`
say how many they run over.
"""

from __future__ import annotations

from lxml import etree

_NAMES = {"informaltable": "table", "row": "tr", "para": "p", "simpara": "p", "formalpara": "div"}
_SECTIONS = frozenset(
    ("section", "chapter", "appendix", "preface", "sect1", "sect2", "sect3", "sect4", "sect5", "simplesect")
)
_WHOLES = frozenset(("article", "book", "part", "report"))


def adopt_docbook(root: etree._Element) -> None:
    """Rename elements in place, where a page has entries or cells in rows, or paragraphs of DocBook."""
    entries = [entry for entry in root.iter("entry", "entrytbl", "cell") if _is_in_row(entry)]
    if not entries and next(root.iter("informaltable", "para", "simpara"), None) is None:
        return
    for entry in entries:
        _adopt_entry(entry)
    for title in list(root.iter("title")):
        parent = title.getparent()
        if parent is not None and parent.tag in _SECTIONS | _WHOLES:
            depth = sum(above.tag in _SECTIONS for above in title.iterancestors())
            title.tag = f"h{min(max(1, depth), 6)}"
        elif parent is not None and parent.tag in ("table", "informaltable"):
            title.tag = "caption"
    for element in list(root.iter(*_NAMES)):
        element.tag = _NAMES[element.tag]
    for group in list(root.iter("tgroup")):
        _splice(group)


def _is_in_row(entry: etree._Element) -> bool:
    parent = entry.getparent()
    return parent is not None and parent.tag == "row"


def _adopt_entry(entry: etree._Element) -> None:
    if entry.tag == "cell":
        spans = {"cols": "colspan", "rows": "rowspan"}
        entry.attrib.update({spans[name]: value for name, value in entry.attrib.items() if name in spans})
    entry.tag = "td"
    more = entry.get("morerows", "")
    if more.isascii() and more.isdecimal() and len(more) < 6:
        entry.set("rowspan", str(int(more) + 1))
    group = next(entry.iterancestors("tgroup"), None)
    first, last = entry.get("namest"), entry.get("nameend")
    if group is None or not first or not last:
        return
    names = [column.get("colname", f"c{at}") for at, column in enumerate(group.iterchildren("colspec"), 1)]
    if first in names and last in names and names.index(first) <= names.index(last):
        entry.set("colspan", str(names.index(last) - names.index(first) + 1))


def _splice(group: etree._Element) -> None:
    """Put the rows of a group straight into its table."""
    table = group.getparent()
    if table is None or table.tag != "table":
        return
    at = table.index(group)
    for column in list(group.iterchildren("colspec", "spanspec")):
        group.remove(column)
    table[at : at + 1] = list(group)
