"""Take an equation (Office MathML, ECMA-376 part 1, 22.1) out of its document, so that it can stand in any other."""

from __future__ import annotations

from lxml import etree

from convert.ooxml import namespaces

M, W = (f"{{{uri}}}" for uri in (namespaces.M, namespaces.W))
_ROOTS = (M + "oMath", M + "oMathPara")
_TEXT = ("r", "t", "tab", "br")
_LOOK = ("rPr", "rFonts", "b", "bCs", "i", "iCs", "strike", "color", "sz", "szCs", "u", "vertAlign", "highlight")
_NAMES = """
    acc accPr aln alnScr argPr argSz bar barPr baseJc begChr borderBox borderBoxPr box boxPr brk cGp cGpRule chr count
    cSp ctrlPr d deg degHide den diff dPr e endChr eqArr eqArrPr f fName fPr func funcPr groupChr groupChrPr grow
    hideBot hideLeft hideRight hideTop jc lim limLoc limLow limLowPr limUpp limUppPr lit m maxDist mc mcJc mcPr mcs mPr
    mr nary naryPr noBreak nor num objDist oMath oMathPara oMathParaPr opEmu phant phantPr plcHide pos r rad radPr rPr
    rSp rSpRule scr sepChr shp show sPre sPrePr sSub sSubPr sSubSup sSubSupPr sSup sSupPr strikeBLTR strikeH strikeTLBR
    strikeV sty sub subHide sup supHide t transp type vertJc zeroAsc zeroDesc zeroWid
"""
_EQUATION = frozenset(M + name for name in _NAMES.split())
_KEPT = _EQUATION | frozenset(W + name for name in (*_TEXT, *_LOOK))
_DELETED = frozenset(W + name for name in ("del", "moveFrom"))
_UNWRAPPED = frozenset(W + name for name in ("ins", "moveTo", "smartTag"))
LONGEST = 1_000_000
DEEPEST = 100


def clean(element: etree._Element) -> tuple[str, etree._Element]:
    """Give an equation as XML that refers to nothing outside of it, and as its tree.

    The XML is empty, and the tree what was given, if it holds what is more than an equation. Tracked changes in it are
    accepted. What comes back is spelt in one way only, and cleaning it again gives the same.
    """
    kept = _copy(element, 0)
    if kept is None or kept.tag not in _ROOTS:
        return "", element
    text: bytes = etree.tostring(kept, method="c14n", exclusive=True)
    return (text.decode(), kept) if len(text) <= LONGEST else ("", element)


def clean_text(omml: str) -> tuple[str, etree._Element | None]:
    """Do the same for an equation that is XML already; the tree is None if it is not."""
    from convert.errors import ConvertError
    from convert.ooxml.xml_parts import parse_xml

    try:
        return clean(parse_xml(omml.encode("utf-8", "replace"), "equation")) if len(omml) <= LONGEST else ("", None)
    except ConvertError:
        return "", None


def _copy(element: etree._Element, depth: int) -> etree._Element | None:
    """Copy an element; None if anything in it is foreign."""
    tag = element.tag
    if depth > DEEPEST or not isinstance(tag, str) or tag not in _KEPT:
        return None
    names = sorted(map(str, element.attrib))
    if any(name[0] == "{" and not name.startswith((M, W, "{http://www.w3.org/XML/")) for name in names):
        return None
    made = etree.Element(tag, nsmap={"m": M[1:-1], "w": W[1:-1]})
    for name in names:
        made.set(name, element.get(name) or "")
    if tag.rpartition("}")[2] == "t":
        made.text = element.text
    return made if _copy_children(element, made, depth) else None


def _copy_children(element: etree._Element, made: etree._Element, depth: int) -> bool:
    for child in element:
        if child.tag in _DELETED or child.tag == W + "rStyle" or child.tag in _MARKS:
            continue
        if child.tag in _UNWRAPPED:
            if not _copy_children(child, made, depth):
                return False
            continue
        if _is_property(child):
            continue
        inner = _copy(child, depth + 1)
        if inner is None:
            return False
        made.append(inner)
    return True


_MARKS = frozenset(W + name for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "lang", "noProof", "rPrChange"))


def _is_property(element: etree._Element) -> bool:
    """Say whether an element only says how text looks, in a way that is left to the styles."""
    parent = element.getparent()
    return parent is not None and parent.tag == W + "rPr" and element.tag not in _KEPT
