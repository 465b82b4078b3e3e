"""Knows the grammar of the query language; refuses with the parser's words."""

from dataclasses import dataclass, field

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.query.lexer import (
    END,
    IDENTIFIER,
    INTEGER,
    STRING,
    Lexer,
    Token,
    escaped,
)

AFTER_PREDICATE = (
    END,
    "<AND>",
    '"iterator"',
    '"maxresults"',
    "<OR>",
    '"order"',
    '"orderby"',
    '"startposition"',
)
AFTER_ENTITY = (
    END,
    '"iterator"',
    '"maxresults"',
    '"order"',
    '"orderby"',
    '"startposition"',
    '"where"',
)
OPERATORS = ('"<"', '"<="', '"="', '">"', '">="', '"in"', '"like"')


Literal = str | bool


@dataclass(frozen=True)
class Predicate:
    """One comparison; values are text, or booleans."""

    name: str
    operator: str
    values: tuple[Literal, ...]


@dataclass
class Statement:
    """A whole query; ``columns`` is empty for ``*``."""

    entity: str = ""
    is_count: bool = False
    columns: tuple[str, ...] = ()
    where: list[Predicate] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int | None = None
    most: int | None = None


def parse(text: str) -> Statement:
    """Read a statement; raises the faults 4000 and 4001."""
    return _Parser(Lexer(text)).statement()


class _Parser:
    def __init__(self, lexer: Lexer) -> None:
        self._lexer = lexer
        self._now = lexer.next()

    def _advance(self) -> None:
        self._now = self._lexer.next()

    def _take(self, *expected: str) -> Token:
        token = self._now
        if token.kind not in expected:
            raise self._unexpected(expected)
        self._advance()
        return token

    def _try(self, kind: str) -> bool:
        if self._now.kind != kind:
            return False
        self._advance()
        return True

    def _unexpected(self, expected: tuple[str, ...]) -> faults.Fault:
        token = self._now
        named = f' {token.kind} "{escaped(token.text)} "'
        seen = END if token.kind == END else named
        one_of = " one of" if len(expected) > 1 else ""
        listed = "".join(
            f"{kind} {'' if kind == END else '...'}\n    " for kind in expected
        )
        return faults.query_unreadable(
            f'Encountered "{seen}" at line {token.line}, column {token.column}.\n'
            f"Was expecting{one_of}:\n    {listed}"
        )

    def statement(self) -> Statement:
        self._take('"select"')
        found = Statement()
        self._columns(found)
        self._take('"from"')
        found.entity = self._take(IDENTIFIER).text
        expected: tuple[str, ...] = AFTER_ENTITY
        if self._try('"where"'):
            found.where.append(self._predicate())
            while self._try("<AND>"):
                found.where.append(self._predicate())
            expected = AFTER_PREDICATE
        while self._now.kind != END:
            self._clause(found, expected)
        return found

    def _columns(self, found: Statement) -> None:
        if self._try('"count"'):
            self._take('"("')
            self._take('"*"')
            self._take('")"')
            found.is_count = True
            return
        names = [self._take('"*"', '"count"', IDENTIFIER).text]
        while self._try('","'):
            names.append(self._take('"*"', IDENTIFIER).text)
        # A star beside names asks for everything; the names add nothing here.
        found.columns = () if "*" in names else tuple(names)

    def _clause(self, found: Statement, expected: tuple[str, ...]) -> None:
        token = self._now
        if self._try('"startposition"'):
            found.start = self._figure()
        elif self._try('"maxresults"'):
            found.most = self._figure()
        elif self._try('"orderby"'):
            self._order(found)
        elif self._try('"order"'):
            self._take('"by"')
            self._order(found)
        elif token.kind == "<OR>":
            raise self._unexpected(tuple(k for k in expected if k != "<OR>"))
        else:
            raise self._unexpected(expected)

    def _figure(self) -> int:
        return int(self._take(INTEGER).text)

    def _order(self, found: Statement) -> None:
        while True:
            name = self._take(IDENTIFIER).text
            descends = self._now.kind == '"desc"'
            if self._now.kind in ('"asc"', '"desc"'):
                self._advance()
            found.order.append((name, descends))
            if not self._try('","'):
                return

    def _predicate(self) -> Predicate:
        name = self._take(IDENTIFIER).text
        operator = self._take(*OPERATORS).text.lower()
        if operator != "in":
            return Predicate(name, operator, (self._literal(),))
        self._take('"("')
        values = [self._literal()]
        while self._try('","'):
            values.append(self._literal())
        self._take('")"')
        return Predicate(name, operator, tuple(values))

    def _literal(self) -> Literal:
        token = self._now
        if self._try(STRING):
            return token.value
        if self._try('"true"'):
            return True
        if self._try('"false"'):
            return False
        if token.kind == IDENTIFIER and token.text.upper() == "CURRENT_DATE":
            self._advance()
            return "CURRENT_DATE"
        raise self._unexpected(('"false"', '"true"'))
