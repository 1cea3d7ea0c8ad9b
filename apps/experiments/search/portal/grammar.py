"""The grammar: from text to nodes, whatever the names mean."""

from functools import cache
from typing import Any

import lark

from apps.core.errors import Invalid
from apps.core.filters import Operator
from apps.experiments.search.portal.nodes import (
    All,
    Clause,
    Either,
    Literal,
    Negation,
    Node,
    Operand,
    Term,
    Written,
)
from apps.experiments.search.portal.refusals import check_text, unexpected

MAX_CONDITIONS = 100
MAX_DEPTH = 20
MAX_LIST = 1_000

# The lexer is contextual: a keyword is one only where the grammar awaits it, so a key may well be
# called `and`. Spans and dates come before numbers, since they begin like them.
_GRAMMAR = r"""
    filter: [disjunction]
    ?disjunction: conjunction (_OR conjunction)*
    ?conjunction: negation (_AND negation)*
    ?negation: _NOT negation                                -> negated
             | "(" disjunction ")"                          -> bracketed
             | condition
    ?condition: operand COMPARATOR literal                  -> comparison
             | operand LIKENESS literal                     -> comparison
             | operand _NOT LIKENESS literal                -> unlike
             | operand _IN "(" literal ("," literal)* ","? ")"      -> membership
             | operand _NOT _IN "(" literal ("," literal)* ","? ")" -> exclusion
             | operand _BETWEEN literal _AND literal        -> between
             | operand _NOT _BETWEEN literal _AND literal   -> outside
             | operand _IS _NULL                            -> is_null
             | operand _IS _NOT _NULL                       -> is_not_null
    operand: NAME
           | FUNCTION "(" NAME ")"
           | FUNCTION "(" NAME "," NUMBER ")"
    literal: NUMBER | SPAN | MOMENT | TEXT | WORD
    order: operand [ASC | DESC]

    NAME: /(?:[A-Za-z_]\w*|`\w+`)\s*\.\s*(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|'(?:[^']|'')*'|\w[\w.\/:@*-]*)|`[^`]*`|"[^"]*"|[A-Za-z_]\w*/
    FUNCTION.2: /[A-Za-z_]\w*(?=\s*\()/
    _AND: /AND\b/i
    _OR: /OR\b/i
    _NOT.3: /NOT\b/i
    _IN: /IN\b/i
    _IS: /IS\b/i
    _NULL: /NULL\b/i
    _BETWEEN: /BETWEEN\b/i
    LIKENESS: /I?LIKE\b/i
    ASC: /ASC\b/i
    DESC: /DESC\b/i
    COMPARATOR: /=~|!~|==|!=|<>|<=|>=|=|<|>/
    MOMENT.4: /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w.:-])/i
    SPAN.3: /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:ms|s|min|m|h|d|w)(?![\w.])/i
    NUMBER.2: /[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)(?![\w.]|-\d)/i
    WORD: /[A-Za-z_][\w.\/:@*-]*/
    TEXT: /'(?:[^']|'')*'|"(?:[^"]|"")*"/
    %import common.WS
    %ignore WS
"""


def parse_filter(text: str, refusal: type[Invalid]) -> Node | None:
    """What the filter says; None for an empty one.

    Raises:
        refusal: it does not follow the grammar; says where, and how to mend it.
    """
    check_text(text, refusal)
    node: Node | None = _parse(text, "filter", refusal)
    return node


def parse_order(text: str, refusal: type[Invalid]) -> Term:
    """One term of an order, such as ``metrics.loss DESC``.

    Raises:
        refusal: it is none.
    """
    check_text(text, refusal)
    term: Term = _parse(text, "order", refusal)
    return term


def _parse(text: str, start: str, refusal: type[Invalid]) -> Any:
    try:
        return _parser().parse(text, start=start)
    except lark.UnexpectedInput as exc:
        raise unexpected(exc, text, refusal) from exc
    except _TooMuch as exc:
        raise refusal(exc.message, fix=exc.fix, position=exc.position) from exc


class _TooMuch(Exception):
    """The filter is deeper or longer than anybody needs."""

    def __init__(self, message: str, *, fix: str, position: int) -> None:
        super().__init__(message)
        self.message, self.fix, self.position = message, fix, position


class _Nodes(lark.Transformer[Any, Any]):
    """Makes nodes while the parser goes along, so that no depth of nesting recurses."""

    def filter(self, children: list[Any]) -> Node | None:
        return children[0] if children else None

    def disjunction(self, children: list[Any]) -> Node:
        return _checked(Either(tuple(children)))

    def conjunction(self, children: list[Any]) -> Node:
        return _checked(All(tuple(children)))

    def negated(self, children: list[Any]) -> Node:
        return _checked(Negation(children[0]))

    def bracketed(self, children: list[Any]) -> Node:
        return _checked(children[0], brackets=1)

    def operand(self, children: list[Any]) -> Operand:
        *function, name = children if len(children) < 3 else children[:2]
        first = function[0] if function else name
        return Operand(
            text=str(name),
            position=first.start_pos,
            function=str(first).lower() if function else "",
        )

    def literal(self, children: list[Any]) -> Literal:
        (token,) = children
        written = Written(token.type.lower())
        text = _unquoted(token) if written is Written.TEXT else str(token)
        return Literal(kind=written, text=text, written=str(token), position=token.start_pos)

    def comparison(self, children: list[Any]) -> Clause:
        operand, comparator, literal = children
        return Clause(operand, _OPERATORS[comparator.upper()], (literal,))

    def unlike(self, children: list[Any]) -> Clause:
        operand, comparator, literal = children
        return Clause(operand, Operator(f"NOT {comparator.upper()}"), (literal,))

    def membership(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.IN, _listed(children[1:]))

    def exclusion(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.NOT_IN, _listed(children[1:]))

    def between(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.BETWEEN, tuple(children[1:]))

    def outside(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.NOT_BETWEEN, tuple(children[1:]))

    def is_null(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.IS_NULL)

    def is_not_null(self, children: list[Any]) -> Clause:
        return Clause(children[0], Operator.IS_NOT_NULL)

    def order(self, children: list[Any]) -> Term:
        operand, direction = children
        return Term(operand, descending=direction is not None and direction.type == "DESC")


def _listed(literals: list[Any]) -> tuple[Literal, ...]:
    if len(literals) > MAX_LIST:
        raise _TooMuch(
            f"A list has at most {MAX_LIST} values.",
            fix="Ask in parts.",
            position=literals[MAX_LIST].position,
        )
    return tuple(literals)


def _checked(node: Node, *, brackets: int = 0) -> Node:
    """The node, unless there is too much of it."""
    nested = node.nested(brackets)
    if nested.depth > MAX_DEPTH:
        raise _TooMuch(
            f"It is nested deeper than {MAX_DEPTH} levels.",
            fix="Leave out brackets that change nothing.",
            position=nested.position,
        )
    if nested.size > MAX_CONDITIONS:
        raise _TooMuch(
            f"A filter has at most {MAX_CONDITIONS} conditions.",
            fix="Ask in parts, or write IN (…) for many values of one name.",
            position=nested.position,
        )
    return nested


def _unquoted(token: str) -> str:
    quote = token[0]
    return token[1:-1].replace(quote * 2, quote)


@cache
def _parser() -> lark.Lark:
    return lark.Lark(
        _GRAMMAR,
        parser="lalr",
        start=["filter", "order"],
        maybe_placeholders=True,
        transformer=_Nodes(),
    )


_OPERATORS = {
    **{str(each): each for each in Operator},
    "==": Operator.EQUAL,
    "<>": Operator.UNEQUAL,
}
