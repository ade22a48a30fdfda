"""What the slash commands are called here: two apps in one workspace cannot have commands of one name."""

import re
from collections.abc import Mapping
from typing import Final

# As the code and its texts call them, without the slash.
COMMANDS: Final = ("flag-client", "client-health", "client-policy")
# Slack takes 32 characters with the slash.
NAME_MAX: Final = 31
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NAMED: Final = re.compile(rf"/({'|'.join(COMMANDS)})(?![\w-])")


class WrongName(ValueError):
    """Its text says what is accepted."""


def read_renames(text: str) -> Mapping[str, str]:
    """``flag-client=pw-flag,client-health=pw-health`` as a mapping; raises `WrongName`. Slashes may be left out."""
    renames: dict[str, str] = {}
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        command, equals, name = part.partition("=")
        command, name = command.strip().removeprefix("/"), name.strip().removeprefix("/")
        if not equals or command not in COMMANDS:
            raise WrongName(f"one of {', '.join(COMMANDS)}, an equals sign, and its new name")
        if not _NAME.fullmatch(name) or len(name) > NAME_MAX:
            raise WrongName(f"names of small letters, digits, - and _, at most {NAME_MAX} characters")
        renames[command] = name
    return checked(renames)


def checked(renames: Mapping[str, str]) -> Mapping[str, str]:
    """The same without what stays as it is; raises `WrongName` where two commands would have one name."""
    names = [renames.get(command, command) for command in COMMANDS]
    if len(set(names)) < len(names):
        raise WrongName("a name of its own for each command")
    return {command: name for command, name in renames.items() if name != command}


def written(renames: Mapping[str, str]) -> str:
    """As `read_renames` reads it."""
    return ",".join(f"{command}={name}" for command, name in renames.items())


def prefixed(prefix: str) -> Mapping[str, str]:
    """Every command with ``prefix`` before its name; raises `WrongName`."""
    return read_renames(",".join(f"{command}={prefix}{command}" for command in COMMANDS))


def command_of(typed: str, renames: Mapping[str, str]) -> str:
    """The command as the code calls it, of what Slack sends, each with its slash; what is none of ours stays as it is."""
    name = typed.removeprefix("/")
    for command in COMMANDS:
        if renames.get(command, command) == name:
            return f"/{command}"
    # The name that a command had before it was renamed is nobody's.
    return "" if name in COMMANDS else typed


def named(text: str, renames: Mapping[str, str]) -> str:
    """``text`` with the commands in it called as they are called here."""
    if not renames:
        return text
    return _NAMED.sub(lambda found: f"/{renames.get(found[1], found[1])}", text)
