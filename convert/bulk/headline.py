"""Read a report's agency and year from its title."""

from __future__ import annotations

import re

from convert.forms.template import Form
from convert.numbers import FROM_CHINESE_DIGITS

_YEAR = re.compile(r"((?:19|20)\d\d|[一二][〇○零Ｏ0一二三四五六七八九]{3})\s{0,3}年?")
_AROUND = " \u3000\t关于的（(〔[《"


def agency_and_year(title: str, form: Form | None) -> tuple[str, str]:
    """Give who reports and for which year; empty where the title does not say.

    The agency is what stands before the year or before the words that the form's titles have, whichever is first.

    >>> agency_and_year("青禾县图书馆2023年政府信息公开工作年度报告", None)
    ('青禾县图书馆', '2023')
    """
    found = _YEAR.search(title)
    ends = [found.start()] if found else []
    ends += [title.index(word) for word in (form.title_words if form else ()) if word in title]
    agency = title[: min(ends)].strip(_AROUND) if ends else ""
    return agency, found[1].translate(FROM_CHINESE_DIGITS) if found else ""
