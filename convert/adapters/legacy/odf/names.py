"""Declare the prefixes of names that an OpenDocument file uses without saying what they stand for.

LibreOffice reads such files, in which a prefix stands for what it stands for in its own files.
"""

from __future__ import annotations

import re

from lxml import etree

from convert.odf import NAMESPACES
from convert.ooxml.xml_parts import refuse_doctype

_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]{1,40}) ")
_ROOT = re.compile(rb"<[A-Za-z_][\w:.-]{0,80}")
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
    declared = "".join(f' xmlns:{prefix}="{NAMESPACES.get(prefix, _OTHER + prefix)}"' for prefix in prefixes)
    return content[: root.end()] + declared.encode() + content[root.end() :], prefixes
