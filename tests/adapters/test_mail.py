"""Mail is read by its page or its text; what else it carries is named."""

from __future__ import annotations

from email.message import EmailMessage

from convert import read
from convert.model import Document, Paragraph


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "水务局年度报告"
    made["From"] = "a@b.cn"
    made["To"] = "c@d.cn"
    made.set_content("全年平稳。\n", cte="base64")
    return made


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def dropped(document: Document) -> list[str]:
    return [found.before for found in document.findings if found.code == "content-dropped"]


def test_a_mail_of_text_is_read_with_its_subject_for_a_title() -> None:
    document = read(message().as_bytes())
    assert (document.title, paragraphs(document)) == ("水务局年度报告", ["全年平稳。"])
    assert dropped(document) == ["From: a@b.cn; To: c@d.cn"]


def test_the_page_of_a_mail_stands_for_its_text() -> None:
    made = message()
    made.add_alternative("<p>全年<b>平稳</b>。</p>", subtype="html", cte="quoted-printable")
    assert paragraphs(read(made.as_bytes())) == ["全年平稳。"]


def test_files_that_a_mail_carries_are_named() -> None:
    made = message()
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="附件.pdf")
    assert dropped(read(made.as_bytes()))[-1] == "附件.pdf"


def test_a_text_that_begins_like_a_mail_is_text() -> None:
    text = "From: 水务局\n内容：全年平稳。"
    assert paragraphs(read(text.encode())) == text.split("\n")
