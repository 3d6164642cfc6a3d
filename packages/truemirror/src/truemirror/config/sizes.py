"""Numbers of bytes as people write them."""

from __future__ import annotations

import re

_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT]?i?B)?")


class Size(int):
    """A number of bytes."""

    __slots__ = ()

    @classmethod
    def read(cls, value: object) -> Size:
        """Read a number, or a text such as `20 MB` or `1.5 GiB`.

        Raises:
            ValueError: it is none of these.
        """
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return cls(value)
        found = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if found is None or not float(found[1]):
            msg = 'Expected a number of bytes, or a text such as "20 MB"'
            raise ValueError(msg)
        unit = found[2] or "B"
        step = 1024 if "i" in unit else _STEP
        return cls(float(found[1]) * step ** _UNITS.index(unit.replace("i", "")))

    def __str__(self) -> str:
        """In the largest unit in which it is not less than one, with three digits."""
        size, units = float(self), iter(_UNITS)
        unit = next(units)
        while size >= _STEP and (larger := next(units, None)):
            size, unit = size / _STEP, larger
        number = f"{size:,.{max(0, 2 - len(str(int(size))) + 1)}f}"
        return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"
