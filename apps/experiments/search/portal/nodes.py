"""What a text of the language says, as data. Each node knows how deep and how large it is."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from apps.core.filters import Operator


class Written(StrEnum):
    """How a value was written."""

    NUMBER = "number"
    SPAN = "span"
    MOMENT = "moment"
    TEXT = "text"
    WORD = "word"


@dataclass(frozen=True, kw_only=True, slots=True)
class Operand:
    """What stands on the left, as it was written: a name, perhaps in a function."""

    text: str
    position: int
    function: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal:
    """What stands on the right; text without its quotes."""

    kind: Written
    text: str
    written: str
    position: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition."""

    operand: Operand
    operator: Operator
    literals: tuple[Literal, ...] = ()
    depth: int = 0

    @property
    def size(self) -> int:
        return 1

    @property
    def position(self) -> int:
        return self.operand.position

    def nested(self, brackets: int) -> Self:
        """The same with so many brackets around it."""
        return replace(self, depth=self.depth + brackets)


@dataclass(frozen=True, slots=True)
class Junction:
    """Several that belong together. Counted once, while it is made, for counting each time would
    take as long as the nesting is deep."""

    parts: tuple["Node", ...]
    depth: int = 0
    size: int = 0

    @property
    def position(self) -> int:
        return self.parts[-1].position

    def nested(self, brackets: int) -> Self:
        """The same with so many brackets around it."""
        depth = self.depth or 1 + max(part.depth for part in self.parts)
        size = self.size or sum(part.size for part in self.parts)
        return replace(self, depth=depth + brackets, size=size)


class All(Junction):
    """All of them hold."""

    __slots__ = ()


class Either(Junction):
    """One of them holds, or several."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Negation:
    """It does not hold."""

    part: "Node"
    depth: int = 0

    @property
    def size(self) -> int:
        return self.part.size

    @property
    def position(self) -> int:
        return self.part.position

    def nested(self, brackets: int) -> Self:
        """The same with so many brackets around it."""
        return replace(self, depth=(self.depth or 1 + self.part.depth) + brackets)


Node = Clause | All | Either | Negation


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an order."""

    operand: Operand
    descending: bool
