"""The namespaces of the XML of Office's files, Transitional and older ones, under their usual prefixes."""

from __future__ import annotations

_OOXML = "http://schemas.openxmlformats.org/"
W = f"{_OOXML}wordprocessingml/2006/main"
S = f"{_OOXML}spreadsheetml/2006/main"
R = f"{_OOXML}officeDocument/2006/relationships"
M = f"{_OOXML}officeDocument/2006/math"
A = f"{_OOXML}drawingml/2006/main"
WP = f"{_OOXML}drawingml/2006/wordprocessingDrawing"
PIC = f"{_OOXML}drawingml/2006/picture"
CHART = f"{_OOXML}drawingml/2006/chart"
DIAGRAM = f"{_OOXML}drawingml/2006/diagram"
MC = f"{_OOXML}markup-compatibility/2006"
PACKAGE = f"{_OOXML}package/2006"
CORE = f"{PACKAGE}/metadata/core-properties"
DUBLIN = "http://purl.org/dc/elements/1.1/"
W14, W15 = (f"http://schemas.microsoft.com/office/word/{year}/wordml" for year in (2010, 2012))
WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
SHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
X = "urn:schemas-microsoft-com:office:excel"
_STRICT = "http://purl.oclc.org/ooxml/"
STRICT_S = f"{_STRICT}spreadsheetml/main"
STRICT = {
    f"{_STRICT}wordprocessingml/main": W,
    STRICT_S: S,
    f"{_STRICT}drawingml/main": A,
    f"{_STRICT}drawingml/wordprocessingDrawing": WP,
    f"{_STRICT}drawingml/picture": PIC,
    f"{_STRICT}drawingml/chart": CHART,
    f"{_STRICT}drawingml/diagram": DIAGRAM,
    f"{_STRICT}officeDocument/math": M,
    f"{_STRICT}officeDocument/relationships": R,
}
"""Strict namespaces (ISO 29500-1) and the Transitional ones (ISO 29500-4) that the readers know."""
