"""Near names and near signs: what a person may have meant. Suggestions only; nothing is ever chosen by likeness."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from bot.domain.names import NAME_LIMIT, name_key
from bot.domain.signs import SignId

# Scores of rapidfuzz, 0 to 100. One wrong letter in a word of five scores 80; unrelated short names stay below 60.
NAME_CUTOFF: Final = 68
SIGN_CUTOFF: Final = 65


@dataclass(frozen=True, slots=True)
class KnownName:
    """A client's name or one of its aliases; `client` is the client's id."""

    client: str
    name: str


@dataclass(frozen=True, slots=True)
class NearName:
    """A client that may be meant, with the name or alias that is near, and how near: 0 to 100."""

    client: str
    name: str
    score: float


def near_names(typed: str, names: Iterable[KnownName], limit: int = 5) -> list[NearName]:
    """The clients whose name or alias is near what was typed, best first, each client once.

    What was typed is cut to 75 characters, so the work is bounded by the number of names. A name that begins with what
    was typed, or has a word that does, counts as near however short the typing is.
    """
    key = name_key(typed[:NAME_LIMIT])
    if not key or limit < 1:
        return []
    known = list(names)
    keys = [name_key(one.name) for one in known]
    scored: dict[int, float] = {
        index: score
        for _, score, index in process.extract(key, keys, scorer=fuzz.WRatio, limit=None, score_cutoff=NAME_CUTOFF)
        # WRatio calls any short part of a long name near; it must be more than a syllable to say something.
        if min(len(key), len(keys[index])) > 2
    }
    for index, candidate in enumerate(keys):
        if candidate == key:
            scored[index] = 100.0
        elif _begins(candidate, key):
            scored[index] = max(scored.get(index, 0.0), 95.0)
    best: dict[str, NearName] = {}
    for index, score in sorted(scored.items(), key=lambda item: (-item[1], keys[item[0]], known[item[0]].client)):
        one = known[index]
        best.setdefault(one.client, NearName(one.client, one.name, score))
    return list(best.values())[:limit]


def near_signs(word: str, own_signs: Iterable[str] = (), limit: int = 3) -> list[str]:
    """The ids of the signs that a word may have meant, best first."""
    key = name_key(word[:NAME_LIMIT]).replace("_", " ").replace("-", " ").strip()
    if not key:
        return []
    signs = {str(sign): sign.replace("_", " ") for sign in (*SignId, *own_signs)}
    found = process.extract(key, signs, scorer=_sign_score, limit=limit, score_cutoff=SIGN_CUTOFF)
    return [sign for _, _, sign in found]


def _begins(candidate: str, key: str) -> bool:
    return candidate.startswith(key) or f" {key}" in candidate


def _sign_score(typed: str, sign: str, score_cutoff: float | None = None) -> float:
    """The whole id, or its likest word where only one word was typed ("dispute", "lieing")."""
    whole = fuzz.ratio(typed, sign, score_cutoff=score_cutoff)
    if " " in typed:
        return max(whole, fuzz.token_sort_ratio(typed, sign, score_cutoff=score_cutoff))
    return max(whole, *(fuzz.ratio(typed, part, score_cutoff=score_cutoff) * 0.95 for part in sign.split()))
