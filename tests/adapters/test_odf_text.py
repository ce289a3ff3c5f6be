"""What OpenDocument texts hold that LibreOffice alone would lose, or refuse."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import convert
from convert.errors import Harmful
from tests.adapters.docx_files import texts
from tests.adapters.legacy_files import needs_soffice

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {"office": "office", "text": "text", "form": "form", "draw": "drawing", "svg": "svg-compatible"}


def flat(body: str, before: str = "", root: str = "document") -> str:
    spaces = " ".join(f'xmlns:{short}="{ODF}{name}:1.0"' for short, name in NAMES.items())
    return (
        f'{before}<office:{root} {spaces} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{body}</office:text>'
        f"</office:body></office:{root}>"
    )


@needs_soffice
def test_controls_of_a_form_show_their_box_and_what_was_typed_or_chosen(tmp_path: Path) -> None:
    controls = (
        '<form:checkbox form:id="a" form:label="是" form:current-state="checked"/>'
        '<form:radio form:id="b" form:label="否"/>'
        '<form:text form:id="c" form:current-value="甲"/><form:listbox form:id="d"><form:option form:label="乙"'
        ' form:current-selected="true"/><form:option form:label="丙"/></form:listbox>'
    )
    drawn = "".join(
        f'<draw:control draw:control="{name}" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm"/>'
        for name in "abcd"
    )
    path = tmp_path / "a.fodt"
    body = f"<office:forms><form:form>{controls}</form:form></office:forms><text:p>选：{drawn}完</text:p>"
    path.write_text(flat(body), encoding="utf-8")
    assert texts(convert.read(path)) == ["选：☑ 是 ☐ 否 甲 乙 完"]


@needs_soffice
def test_prefixes_that_a_file_fails_to_declare_are_taken_for_the_usual_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.fodt"
    body = '<text:p xlink:x="1" mine:y="2">甲</text:p>'
    path.write_text(flat(body, before="<!DOCTYPE office:document>"), encoding="utf-8")
    document = convert.read(path)
    assert texts(document) == ["甲"]
    assert ("structure-changed", "mine, xlink") in [(found.code, found.before) for found in document.findings]


def test_a_flat_file_that_defines_entities_is_refused_whatever_it_begins_with(tmp_path: Path) -> None:
    path = tmp_path / "a.fodt"
    path.write_text(flat("<text:p>&a;</text:p>", before='<!DOCTYPE a [<!ENTITY a "甲">]>'), encoding="utf-8")
    with pytest.raises(Harmful):
        convert.read(path)


@needs_soffice
@pytest.mark.parametrize("damage", ["xml", "packing"])
def test_damaged_parts_beside_the_text_cost_only_themselves(damage: str, tmp_path: Path) -> None:
    parts = {"/": "application/vnd.oasis.opendocument.text", "content.xml": "text/xml", "styles.xml": "text/xml"}
    listed = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}" m:version="1.2"/>' for name, kind in parts.items()
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", parts["/"])
        archive.writestr(
            "META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODF}manifest:1.0" m:version="1.2">{listed}</m:manifest>'
        )
        archive.writestr("content.xml", flat("<text:p>甲</text:p>", root="document-content"))
        archive.writestr("styles.xml", flat("STYLES", root="document-styles") if damage == "packing" else "<a")
    path = tmp_path / "a.odt"
    path.write_bytes(made.getvalue().replace(b"STYLES", b"DAMAGE"))
    document = convert.read(path)
    assert texts(document) == ["甲"]
    assert ("part-unread", "styles.xml") in [(found.code, found.before) for found in document.findings]
