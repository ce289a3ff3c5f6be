"""Show the formats, the forms, the looks, the passes, or what a finding's code means."""

from __future__ import annotations

import click

from convert.errors import Exit
from convert.messages import translate


def inform(
    language: str,
    list_formats: bool,
    list_styles: bool,
    list_passes: bool,
    explain: str | None,
    forms: tuple[str, ...],
) -> int:
    """Print what was asked for. forms: the user's own template files. Raises BadUsage, BadTemplate."""
    if list_formats:
        from convert.adapters import EXTENSIONS, READERS
        from convert.writers import ENDINGS, WRITERS

        for name in READERS:
            endings = " ".join(ending for ending, owner in EXTENSIONS.items() if owner == name)
            both = translate("read and written", language) if name in WRITERS else translate("read", language)
            click.echo(f"{name:6} {both}  {endings}")
        for name in WRITERS:
            if name not in READERS:
                endings = " ".join(ending for ending, owner in ENDINGS.items() if owner == name)
                click.echo(f"{name:6} {translate('written', language)}  {endings}")
    elif list_styles:
        from convert.styles.files import load_styles

        for sheet in load_styles():
            click.echo(f"{sheet.id}  {sheet.names[language]}  {sheet.source}".rstrip())
    elif list_passes:
        from convert.passes import ALWAYS, POLISH, READING

        for step in (*READING, *POLISH):
            state = "always" if step.name in ALWAYS else "on" if step.usual else "off"
            click.echo(f"{step.name:22} {state:6} {translate(step.purpose, language)}")
    elif explain:
        from convert.errors import BadUsage
        from convert.findings import CODES

        if explain not in CODES:
            raise BadUsage("No finding has the code {code}. Known: {known}.", code=explain, known=", ".join(CODES))
        code = CODES[explain]
        click.echo(f"{explain} ({translate(code.severity, language)})")
        template = translate(code.message, language)
        click.echo(template.format(before="…", after="…", detail="…"))
        click.echo(translate(code.explanation, language))
    else:
        from convert.forms.load import load_forms

        for form in load_forms(forms):
            click.echo(f"{form.id}  {form.names[language]}  {form.source}")
    return Exit.OK
