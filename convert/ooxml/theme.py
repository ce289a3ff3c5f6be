"""Write the theme that every document wants. No style refers to it: it only fills the colour and font menus."""

from __future__ import annotations

from convert.ooxml.namespaces import A
from convert.ooxml.parts import OFFICE_TYPE, XML, attribute

THEME_TYPE = f"{OFFICE_TYPE}theme+xml"

_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "44546A",
    "lt2": "E7E6E6",
    "accent1": "4472C4",
    "accent2": "ED7D31",
    "accent3": "A5A5A5",
    "accent4": "FFC000",
    "accent5": "5B9BD5",
    "accent6": "70AD47",
    "hlink": "0563C1",
    "folHlink": "954F72",
}
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def write_theme(western: str, east_asian: str) -> str:
    """Write theme1.xml, each list of formats at its least length of three."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    west, east = attribute(western), attribute(east_asian)
    faces = f'<a:latin typeface="{west}"/><a:ea typeface="{east}"/><a:cs typeface=""/>'
    lines = "".join(f'<a:ln w="{width}">{_FILL}</a:ln>' for width in (6350, 12700, 19050))
    return (
        f'{XML}<a:theme xmlns:a="{A}" name="convert"><a:themeElements>'
        f'<a:clrScheme name="convert">{colours}</a:clrScheme><a:fontScheme name="convert">'
        f"<a:majorFont>{faces}</a:majorFont><a:minorFont>{faces}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="convert"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
