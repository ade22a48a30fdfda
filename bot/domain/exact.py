"""Exact numbers: what arrives as an int, a float or a Decimal becomes a Decimal that a person can add up by hand."""

from decimal import Decimal
from typing import Final

# Beyond these a number is a typing error, and sums would no longer fit Decimal's 28 exact digits.
MOST: Final = Decimal(1_000_000_000)
DECIMAL_PLACES: Final = 6
_MOST_PLACES: Final = 1000  # of a number that is looked at at all


def exact(value: object) -> Decimal:
    """The number as written: 0.1 is a tenth. Raises ValueError for what is no finite number, true and false too."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("not a number")
    number = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    # `abs` would raise for an exponent beyond the context; a copy is made without one.
    if not number.is_finite() or number.copy_abs() > MOST or number.adjusted() < -_MOST_PLACES:
        raise ValueError("not a number within the limits")
    places = number.as_tuple().exponent
    if (
        isinstance(places, int)
        and -places > DECIMAL_PLACES
        and number != number.quantize(Decimal(10) ** -DECIMAL_PLACES)
    ):
        raise ValueError("too many decimal places")
    return number


def plain(number: Decimal) -> int | float:
    """The number as JSON writes it: whole ones without a point."""
    return int(number) if number == number.to_integral_value() else float(number)
