"""How the records of the model stand in JSON: the names of their kinds and the order of their members."""

from __future__ import annotations

from msgspec import Struct

from convert.model import (
    Break,
    Cell,
    Check,
    Comment,
    CommentStart,
    Equation,
    Field,
    Finding,
    Furniture,
    Heading,
    Level,
    ListItem,
    Note,
    Numbering,
    Origin,
    Paragraph,
    Picture,
    Property,
    Run,
    Section,
    Table,
)

VERSION = 2
KINDS: dict[type[Struct], str] = {
    Paragraph: "paragraph",
    Heading: "heading",
    ListItem: "list_item",
    Picture: "picture",
    Table: "table",
    Section: "section",
    Equation: "equation",
    Break: "break",
    Field: "field",
    Comment: "comment",
    CommentStart: "comment_start",
}
"""What stands as `type` in a record that may stand in one place with others."""
MEMBERS: dict[type[Struct], str] = {
    Origin: "path page line ref box",
    Run: "text! marks link note colour highlight inset",
    Note: "kind! paragraphs!",
    Equation: "omml!",
    Break: "kind!",
    Field: "instruction!",
    Comment: "mark! author initials date done answers paragraphs!",
    CommentStart: "mark!",
    Paragraph: "text! runs! align anchors origin",
    Heading: "text! runs! align anchors origin level!",
    ListItem: "text! runs! align anchors origin level! ordered! marker! numbering",
    Numbering: "number! family! levels! starts!",
    Level: "kind! text! start! suffix! legal! digits restart",
    Picture: "data! media_type alt origin width height",
    Section: "start! columns! width height first_apart number_kind origin first_number furniture!",
    Furniture: "place! pages! blocks!",
    Cell: "row! col! rowspan colspan text! value role name expects fill origin blocks!",
    Table: "n_rows! n_cols! header_rows form title origin cells!",
    Finding: "code! severity! origin! before! after! detail! also",
    Check: "table! rule! name! left! right! left_cells! right_cells! blanks! holds! tables",
    Property: "name value kind!",
}
"""Those with `!` are always there, others only where they do not hold their default."""
