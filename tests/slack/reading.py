"""What a person would read in a rendered message."""

import json


def shown(rendered) -> str:
    return json.dumps([rendered.text, rendered.blocks], ensure_ascii=False).replace("\u2068", "").replace("\u2069", "")


def action_ids(rendered) -> list[str]:
    """Buttons and menus, in order."""
    found = []
    for block in rendered.blocks:
        elements = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
        found += [str(element["action_id"]) for element in elements if "action_id" in element]
    return found
