"""The characters that symbol fonts show under other codes, by the fonts' published tables; only what text uses."""

from __future__ import annotations


def _table(*rows: tuple[int, str]) -> dict[int, str]:
    """Number characters from a first code; a space in a row is a code without a character."""
    return {first + at: character for first, row in rows for at, character in enumerate(row) if character != " "}


_SYMBOL = _table(
    (0x21, "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    (0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"),
    (0xF1, "〉∫"),
)
_WINGDINGS = _table(
    (0x22, "✂"),
    (0x28, "☎✆✉"),
    (0x36, "⌛⌨"),
    (0x3F, "✍ ✌"),
    (0x45, "☜☞☝☟ ☺ ☹ ☠  ✈☼ ❄ ✞ ✠✡☪☯  ♈♉♊♋♌♍♎♏♐♑♒♓"),
    (0x6C, "●❍■□❐❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9E, "·•▪○  ◉◎ ▪□ ✦★✶✴✹✵"),
    (0xD5, "⌫⌦ ➢"),
    (0xDC, "➲"),
    (0xDF, "←→↑↓↖↗↙↘ ➔"),
    (0xEF, "⇦⇨⇧⇩⬄⇳"),
    (0xFB, "✗✓☒☑"),
)
_WINGDINGS_2 = _table((0x4F, "✗✓☒☑☒☒"), (0x97, "●"), (0x9E, "◎"), (0xA2, "■□"), (0xAE, "◆"))
_WINGDINGS_3 = _table((0x66, "←→↑↓"), (0x70, "▲▼△▽◀▶◁▷"))
_WEBDINGS = _table((0x33, "◀▶▲▼"), (0x3D, "■"), (0x61, "✓"), (0x63, "□"), (0x67, "■"), (0x6E, "●"), (0x72, "✗"))
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
}
_PRIVATE = 0xF000


def symbol_font(name: str) -> str:
    """Give the name of a font of symbols as it is known here, however a file decorates it; empty for other fonts.

    >>> symbol_font("ABCDEF+Wingdings2"), symbol_font("Wingdings-Regular"), symbol_font("Segoe UI Symbol")
    ('wingdings 2', 'wingdings', '')
    """
    bare = name.rpartition("+")[2].lower().replace(" ", "").partition("-")[0].partition(",")[0].removesuffix("mt")
    return next((font for font in _FONTS if font.replace(" ", "") == bare), "")


def symbol(font: str, code: int) -> str:
    """Give the character that a font shows at a code, empty if that is not known.

    >>> symbol("Wingdings", 0xF0FE), symbol("Symbol", 0xF020), symbol("Arial", 0x2022), symbol("Wingdings", 0xF021)
    ('☑', ' ', '•', '')
    """
    table = _FONTS.get(font.lower())
    if table is None:
        return "" if 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)
    code = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    return " " if code == 0x20 else table.get(code, "")


def translate(text: str, font: str) -> tuple[str, int]:
    """Show text as a symbol font does; the second value counts the characters that cannot be shown and are left out.

    Characters that such fonts do not hold, as Chinese ones, are left as they are, and so are letters without a place
    in the tables.

    >>> translate("\\uf0a3是", "wingdings 2")
    ('□是', 0)
    """
    shown = []
    lost = 0
    for character in text:
        code = ord(character)
        if character.isspace() or 0x100 <= code < _PRIVATE or code > _PRIVATE + 0xFF:
            shown.append(character)
            continue
        known = symbol(font, code) or (character if code < 0x100 else "")
        shown.append(known)
        lost += not known
    return "".join(shown), lost


def as_shown(text: str, font: str) -> str:
    """Show a text as a symbol font does; as it is without such a font, or if some of its characters are not known.

    >>> as_shown("R是£否", "wingdings 2"), as_shown("\\uf021", "wingdings")
    ('☑是□否', '\\uf021')
    """
    shown, lost = translate(text, font) if font else (text, 0)
    return text if lost else shown
