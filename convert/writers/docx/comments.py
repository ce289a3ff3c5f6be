"""Write comments: what they say into a part of its own, where they stand into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert.model import Comment, CommentStart, Paragraph
from convert.ooxml.namespaces import MC, W14, W15
from convert.ooxml.parts import XML, attribute

if TYPE_CHECKING:
    from convert.writers.docx.story import Story

_OWN_MARK = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
_COMPATIBILITY = f'xmlns:mc="{MC}"'
THREAD_NAMES = f'xmlns:w14="{W14}" {_COMPATIBILITY} mc:Ignorable="w14"'


class CommentList:
    """The comments of a document. story: the text that they are written into.

    Which of them answer others, and which are done with, stands in a part of its own (MS-DOCX 2.5.1), which knows
    comments by a number of their last paragraph: a comment's own and one, for it is not 0.
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self._open: dict[int, int] = {}
        self._begun = 0
        self._written: list[tuple[int, str]] = []
        self._numbers: dict[int, int] = {}
        self._threads: list[tuple[int, int | None, bool]] = []

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
        self._numbers[comment.mark] = number
        self._threads.append((number, comment.answers, comment.done))
        *before, last = (
            self.story.paragraph(paragraph, "CommentText", nested=True, before="" if index else _OWN_MARK)
            for index, paragraph in enumerate(comment.paragraphs or (Paragraph(),))
        )
        last = last.replace("<w:p>", f'<w:p w14:paraId="{_name(number)}">', 1)
        words = "".join((*before, last))
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

    @property
    def threads(self) -> str:
        """Write the part on threads; empty if there are none and nothing is done with."""
        if all(answered is None and not done for _, answered, done in self._threads):
            return ""
        entries = []
        for number, answered, done in sorted(self._threads, key=lambda entry: entry[0]):
            parent = self._numbers.get(answered) if answered is not None else None
            named = "" if parent is None else f' w15:paraIdParent="{_name(parent)}"'
            entries.append(f'<w15:commentEx w15:paraId="{_name(number)}"{named} w15:done="{int(done)}"/>')
        head = f'<w15:commentsEx xmlns:w15="{W15}" {_COMPATIBILITY} mc:Ignorable="w15">'
        return f"{XML}{head}{''.join(entries)}</w15:commentsEx>"

    def _next(self) -> int:
        self._begun += 1
        return self._begun - 1


def _name(number: int) -> str:
    return f"{number + 1:08X}"
