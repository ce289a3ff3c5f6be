"""Put a docx file together in memory from trees of its parts, for the docx reader alone."""

from __future__ import annotations

from lxml import etree
from msgspec import Struct, field

from convert.ooxml import namespaces as ns
from convert.ooxml.parts import WORD_TYPE, Relationships, pack
from convert.pictures import ENDINGS, kind_of

W, R = (f"{{{uri}}}" for uri in (ns.W, ns.R))
_MAIN = f"{WORD_TYPE}document.main+xml"


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
            ending = ENDINGS.get(kind_of(data)) or name.rpartition(".")[2]
            self._pictures[name] = f"media/{len(self._pictures)}.{ending if ending.isalnum() else 'bin'}"
        return self.relate("image", self._pictures[name])

    def pack(self, body: etree._Element, title: str = "") -> bytes:
        """Give the docx file."""
        document = etree.Element(W + "document", nsmap={"w": ns.W, "r": ns.R})
        document.append(body)
        whole = Relationships()
        whole.add("officeDocument", "word/document.xml")
        whole.add("core-properties", "docProps/core.xml")
        types = (
            f'<Types xmlns="{ns.PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
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
    root = etree.Element(f"{{{ns.CORE}}}coreProperties", nsmap={"cp": ns.CORE, "dc": ns.DUBLIN})
    etree.SubElement(root, f"{{{ns.DUBLIN}}}title").text = title
    return etree.tostring(root, encoding="utf-8")
