"""Comments, where they are not wanted."""

from __future__ import annotations

from msgspec.structs import replace

from convert.findings import finding
from convert.model import Comment, CommentStart, Document, Finding, Paragraph, Run
from convert.passes.paragraphs import drop_blank_paragraphs, merge_runs
from convert.passes.walk import edit_paragraphs


def drop_comments(document: Document) -> Document:
    """Take out all comments, as was asked for; each is a finding.

    >>> document = Document((Paragraph((Run("a"), Run("", inset=Comment((Paragraph((Run("why?"),)),))), Run("b"))),))
    >>> drop_comments(document).blocks[0].runs == (Run("ab"),)
    True
    """
    return drop_blank_paragraphs(edit_paragraphs(document, _without_comments))


def _without_comments(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    if not any(isinstance(run.inset, Comment | CommentStart) for run in paragraph.runs):
        return paragraph
    runs: list[Run] = []
    for run in paragraph.runs:
        if isinstance(run.inset, Comment):
            text = "\n".join(part.text for part in run.inset.paragraphs)
            findings.append(
                finding("content-dropped", paragraph.origin, before=text, detail="comment", severity="info")
            )
        runs.append(replace(run, inset=None) if isinstance(run.inset, Comment | CommentStart) else run)
    return replace(paragraph, runs=tuple(merge_runs(runs)))
