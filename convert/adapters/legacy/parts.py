"""Put a docx file together in memory from trees of its parts, for the docx reader alone."""

from __future__ import annotations

import io
import zipfile

from lxml import etree
from msgspec import Struct, field

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = R.strip("{}")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PICTURES = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\0\0\0", "emf"), (b"II*\0", "tif"), (b"MM\0*", "tif"),
)  # fmt: skip


class Parts(Struct):
    """The parts beside the body; media: pictures by the names that the text calls them."""

    media: dict[str, bytes] = field(default_factory=dict)
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    _links: list[tuple[str, str, bool]] = field(default_factory=list)
    _pictures: dict[str, str] = field(default_factory=dict)

    def relate(self, kind: str, target: str, external: bool = False) -> str:
        """Add a relationship of the main part; give its identifier."""
        self._links.append((kind, target, external))
        return f"rId{len(self._links)}"

    def add(self, kind: str, root: etree._Element) -> str:
        """Add a part and relate it."""
        name = f"{kind}{len(self._trees)}.xml"
        self._trees[name] = root
        return self.relate(kind, name)

    def picture(self, name: str) -> str:
        """Relate a picture once, under a file name with the ending of its kind."""
        if name not in self._pictures:
            data = self.media[name]
            ending = next((ending for start, ending in _PICTURES if data.startswith(start)), name.rpartition(".")[2])
            file = f"media/{len(self._pictures)}.{ending if ending.isalnum() else 'bin'}"
            self._pictures[name] = self.relate("image", file)
        return self._pictures[name]

    def pack(self, body: etree._Element, title: str = "") -> bytes:
        """Give the docx file."""
        document = etree.Element(W + "document", nsmap={"w": W.strip("{}"), "r": R.strip("{}")})
        document.append(body)
        links = etree.Element("Relationships", xmlns=f"{_PACKAGE}/relationships")
        for number, (kind, target, external) in enumerate(self._links, 1):
            link = etree.SubElement(links, "Relationship", Id=f"rId{number}", Type=f"{_OFFICE}/{kind}", Target=target)
            if external:
                link.set("TargetMode", "External")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:

            def put(name: str, content: bytes | str) -> None:
                archive.writestr(zipfile.ZipInfo(name), content)

            put(
                "[Content_Types].xml",
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
            )
            put(
                "_rels/.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
                f'<Relationship Id="rId2" Type="{_PROPERTIES}" Target="docProps/core.xml"/></Relationships>',
            )
            put("docProps/core.xml", _core(title))
            put("word/document.xml", etree.tostring(document, encoding="utf-8"))
            put("word/_rels/document.xml.rels", etree.tostring(links, encoding="utf-8"))
            for name, tree in self._trees.items():
                put(f"word/{name}", etree.tostring(tree, encoding="utf-8"))
            files = {identifier: self._links[int(identifier[3:]) - 1][1] for identifier in self._pictures.values()}
            for name, identifier in self._pictures.items():
                put(f"word/{files[identifier]}", self.media[name])
        return buffer.getvalue()


def _core(title: str) -> bytes:
    core = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
    dublin = "http://purl.org/dc/elements/1.1/"
    root = etree.Element(core + "coreProperties", nsmap={"cp": core.strip("{}"), "dc": dublin})
    etree.SubElement(root, f"{{{dublin}}}title").text = title
    return etree.tostring(root, encoding="utf-8")
