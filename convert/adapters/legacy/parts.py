"""Put a docx file together in memory from trees of its parts, for the docx reader alone."""

from __future__ import annotations

from lxml import etree
from msgspec import Struct, field

from convert.ooxml.parts import WORD_TYPE, Relationships, pack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = f"{WORD_TYPE}document.main+xml"
_PICTURES = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\0\0\0", "emf"), (b"II*\0", "tif"), (b"MM\0*", "tif"),
)  # fmt: skip


class Parts(Struct):
    """The parts beside the body; media: pictures by the names that the text calls them."""

    media: dict[str, bytes] = field(default_factory=dict)
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    _links: Relationships = field(default_factory=Relationships)
    _pictures: dict[str, str] = field(default_factory=dict)

    def relate(self, kind: str, target: str, external: bool = False) -> str:
        """Add a relationship of the main part; give its identifier."""
        return self._links.add(kind, target, external)

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
            self._pictures[name] = f"media/{len(self._pictures)}.{ending if ending.isalnum() else 'bin'}"
        return self.relate("image", self._pictures[name])

    def pack(self, body: etree._Element, title: str = "") -> bytes:
        """Give the docx file."""
        document = etree.Element(W + "document", nsmap={"w": W.strip("{}"), "r": R.strip("{}")})
        document.append(body)
        whole = Relationships()
        whole.add("officeDocument", "word/document.xml")
        whole.add("core-properties", "docProps/core.xml")
        types = (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
        )
        return pack(
            [
                ("[Content_Types].xml", types),
                ("_rels/.rels", whole.xml()),
                ("docProps/core.xml", _core(title)),
                ("word/document.xml", etree.tostring(document, encoding="utf-8")),
                ("word/_rels/document.xml.rels", self._links.xml()),
                *((f"word/{name}", etree.tostring(tree, encoding="utf-8")) for name, tree in self._trees.items()),
                *((f"word/{file}", self.media[name]) for name, file in self._pictures.items()),
            ]
        )


def _core(title: str) -> bytes:
    core = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
    dublin = "http://purl.org/dc/elements/1.1/"
    root = etree.Element(core + "coreProperties", nsmap={"cp": core.strip("{}"), "dc": dublin})
    etree.SubElement(root, f"{{{dublin}}}title").text = title
    return etree.tostring(root, encoding="utf-8")
