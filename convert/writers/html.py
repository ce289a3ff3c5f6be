"""Write a page of HTML that needs nothing but itself."""

from __future__ import annotations

from pathlib import Path

from convert.markup import clean, render
from convert.model import Document, Heading
from convert.options import Options

_STYLE = """
body { font: 16px/1.75 serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h1 { text-align: center; font-size: 1.6em } h2 { font-size: 1.25em } h3, h4, h5, h6 { font-size: 1em }
p, li { white-space: pre-wrap }
table { border-collapse: collapse; margin: 1em 0; width: 100% }
th, td { border: 1px solid #888; padding: .25em .5em; text-align: center; white-space: pre-wrap }
th { background: #eef2f7; font-weight: normal } img { max-width: 100% }
"""


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document that `carry` has reduced to what a page holds. Raises OSError."""
    heading = next((block.text for block in document.blocks if isinstance(block, Heading) and block.text), "")
    language = f' lang="{clean(document.language)}"' if document.language else ""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset="utf-8">\n')
        file.write('<meta name="viewport" content="width=device-width">\n')
        file.write(f"<title>{clean(document.title or heading or '…')}</title>\n")
        file.write(f"<style>{_STYLE}</style>\n</head>\n<body>\n")
        file.writelines(f"{line}\n" for line in render(document.blocks))
        file.write("</body>\n</html>\n")
