"""Declare the prefixes of names that an OpenDocument file uses without saying what they stand for.

LibreOffice reads such files, in which a prefix stands for what it stands for in its own files.
"""

from __future__ import annotations

import re

from lxml import etree

from convert.ooxml.xml_parts import refuse_doctype

_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]{1,40}) ")
_ROOT = re.compile(rb"<[A-Za-z_][\w:.-]{0,80}")
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_USUAL = {
    **{name: f"{_OASIS}{name}:1.0" for name in ("office", "style", "text", "table", "meta", "chart", "dr3d", "form")},
    "draw": f"{_OASIS}drawing:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_OTHER = "urn:undeclared:"


def declare_names(content: bytes, name: str) -> tuple[bytes, list[str]]:
    """Give a file with the prefixes declared that it fails to, and these prefixes; as it is if it is damaged otherwise.

    Raises Harmful.
    """
    refuse_doctype(content, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return content, []
    errors = list(parser.error_log)
    prefixes = sorted({found[1] for error in errors if (found := _UNDECLARED.match(error.message))})
    root = _ROOT.search(content)
    if not prefixes or root is None or any(error.type_name != "NS_ERR_UNDEFINED_NAMESPACE" for error in errors):
        return content, []
    declared = "".join(f' xmlns:{prefix}="{_USUAL.get(prefix, _OTHER + prefix)}"' for prefix in prefixes)
    return content[: root.end()] + declared.encode() + content[root.end() :], prefixes
