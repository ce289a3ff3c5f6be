"""Write comments: what they say into a part of its own, where they stand into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert.model import Comment, CommentStart, Paragraph
from convert.writers.docx.markup import attribute

if TYPE_CHECKING:
    from convert.writers.docx.story import Story

_OWN_MARK = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'


class CommentList:
    """The comments of a document. story: the text that they are written into."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._open: dict[int, int] = {}
        self._begun = 0
        self._written: list[tuple[int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._written)

    def start(self, start: CommentStart) -> str:
        """Write where the text begins that a comment is about."""
        if start.mark in self._open:
            return ""
        self._open[start.mark] = self._next()
        return f'<w:commentRangeStart w:id="{self._open[start.mark]}"/>'

    def add(self, comment: Comment) -> str:
        """Add a comment and give what refers to it."""
        known = self._open.pop(comment.mark, None)
        number = self._next() if known is None else known
        end = "" if known is None else f'<w:commentRangeEnd w:id="{number}"/>'
        words = "".join(
            self.story.paragraph(paragraph, "CommentText", nested=True, before="" if index else _OWN_MARK)
            for index, paragraph in enumerate(comment.paragraphs or (Paragraph(),))
        )
        names = "".join(
            f' w:{name}="{attribute(value)}"'
            for name, value in (("author", comment.author), ("date", comment.date), ("initials", comment.initials))
            if value or name == "author"
        )
        self._written.append((number, f'<w:comment w:id="{number}"{names}>{words}</w:comment>'))
        reference = f'<w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/>'
        return f"{end}<w:r>{reference}</w:r>"

    def elements(self) -> str:
        """Write the comments in the order of their numbers."""
        return "".join(written for _, written in sorted(self._written))

    def _next(self) -> int:
        self._begun += 1
        return self._begun - 1
