"""What a user always wants: profiles in a TOML file.

```toml
default = "office"              # the profile that is taken where none is named

[profiles.office]
style = "house.toml"            # beside this file
form = "auto"                   # an id, or a template file beside this file
numbering = "auto"
strict = true

[profiles.office.passes]
curl-quotes = false
```

What dropping files on an icon does:

```toml
[drop]
folder = "已转换"                # beside each source
to = "docx"                     # or xlsx
```

Templates of forms in a folder `forms` beside this file are known like those that the program brings, even without
this file. Every key may be left out. What stands on the command line wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from convert.errors import BadUsage
from convert.options import Options
from convert.toml_keys import Keys, read_toml

NUMBERING = ("keep", "auto")
NUMBERING_PASS = "number-paragraphs"
"""What `auto` asks for."""


class Profile(Struct, frozen=True):
    """What one profile says; empty or None where it says nothing. passes: name → whether it is to run."""

    style: str = ""
    form: str = ""
    encoding: str = ""
    numbering: str = ""
    strict: bool | None = None
    passes: Mapping[str, bool] = field(default_factory=dict)

    def fill(self, options: Options, numbering: str = "") -> Options:
        """Give the options of a command with what the profile says where they say nothing.

        numbering: of `NUMBERING`, or empty where the command says nothing of it.
        """
        passes = {**self.passes}
        if numbering or self.numbering:
            passes[NUMBERING_PASS] = (numbering or self.numbering) == "auto"
        passes |= dict.fromkeys(options.passes, True) | dict.fromkeys(options.no_passes, False)
        return replace(
            options,
            style=options.style or self.style,
            form=options.form or self.form or "auto",
            encoding=options.encoding or self.encoding,
            strict=options.strict or bool(self.strict),
            passes=tuple(sorted(name for name, is_on in passes.items() if is_on)),
            no_passes=tuple(sorted(name for name, is_on in passes.items() if not is_on)),
        )


class Drop(NamedTuple):
    """What is said of dropped files: the folder beside each source, and the format; empty where nothing is."""

    folder: str = ""
    target: str = ""


def load_drop(path: Path) -> Drop:
    """Read what a file says of dropped files. Raises BadTemplate."""
    if not path.is_file():
        return Drop()
    keys = read_toml(path).table("drop", optional=True)
    folder = keys.text("folder", "")
    if folder in (".", "..") or "/" in folder or "\\" in folder:
        keys.fail("folder", "the name of a folder", folder)
    found = Drop(folder, keys.choice("to", ("docx", "xlsx")) if "to" in keys.data else "")
    keys.done()
    return found


def load_profile(path: Path, name: str, is_named: bool) -> Profile:
    """Give a profile of a file; is_named: the user named the file, so it has to be there.

    An empty name means the file's default. Raises BadTemplate for what is wrong with the file, BadUsage for a profile
    that it does not have.
    """
    if not is_named and not path.is_file():
        if name:
            raise BadUsage("There is no profile {name}: {file} does not exist.", name=name, file=str(path))
        return Profile()
    keys = read_toml(path)
    default = keys.text("default", "")
    keys.table("drop", optional=True)
    listed = keys.table("profiles", optional=True)
    profiles = {each: _profile(listed.table(each), path.parent) for each in listed.data}
    keys.done()
    if default and default not in profiles:
        keys.fail("default", "one of " + ", ".join(profiles), default)
    chosen = name or default
    if chosen and chosen not in profiles:
        raise BadUsage("There is no profile {name}. Known: {known}.", name=chosen, known=", ".join(profiles) or "-")
    return profiles[chosen] if chosen else Profile()


def _profile(keys: Keys, folder: Path) -> Profile:
    style = keys.text("style", "")
    passes = keys.table("passes", optional=True)
    profile = Profile(
        style=_beside(folder, style),
        form=_beside(folder, keys.text("form", "")),
        encoding=keys.text("encoding", ""),
        numbering=keys.choice("numbering", NUMBERING) if "numbering" in keys.data else "",
        strict=keys.flag("strict"),
        passes={name: bool(passes.flag(name, True)) for name in passes.data},
    )
    keys.done()
    return profile


def _beside(folder: Path, name: str) -> str:
    """Give the path of a TOML file that is named beside the profiles; any other name as it is."""
    return str(folder / name) if name.lower().endswith(".toml") else name


def own_forms(path: Path) -> tuple[str, ...]:
    """List the template files in the folder `forms` beside the file of the profiles, whether there is one or not."""
    return tuple(map(str, sorted(path.absolute().parent.joinpath("forms").glob("*.toml"))))
