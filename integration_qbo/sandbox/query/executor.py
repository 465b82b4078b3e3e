"""Knows how a statement is answered from the store."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.catalogue import BY_LOWER_NAME
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books, sort_key
from integration_qbo.sandbox.clock import parse_moment
from integration_qbo.sandbox.query.parser import Literal, Predicate, Statement, parse
from integration_qbo.sandbox.query.properties import Property, find
from integration_qbo.sandbox.storage import fold
from integration_qbo.sandbox.wire import dumps, loads

USUAL_MOST = 100
MOST = 1000


def answer(books: Books, text: str) -> str:
    """Return the JSON value of ``QueryResponse``; raises 4000 and 4001."""
    statement = parse(text)
    kind = BY_LOWER_NAME.get(statement.entity.lower())
    if kind is None:
        raise faults.query_invalid(f"invalid context declaration: {statement.entity}")
    search = _search(books, kind, statement)
    if statement.is_count:
        return f'{{"totalCount":{search.total(books)}}}'
    start, most = _page(books, statement)
    found = search.page(books, start - 1, most)
    if not found:
        return "{}"
    bodies = [_projected(body, statement.columns) for body in found]
    return (
        f'{{"{kind.name}":[{",".join(bodies)}],'
        f'"startPosition":{start},"maxResults":{len(bodies)}}}'
    )


@dataclass(frozen=True)
class Search:
    """A statement as SQL; ``tallied`` when counters know its total.

    The order is a list of (column, descends).
    """

    conditions: str
    values: list[Any]
    order: list[tuple[str, bool]]
    tallied: tuple[int, ...] = ()

    def total(self, books: Books) -> int:
        """Return how many objects the search finds."""
        if self.tallied:
            marks = ",".join("?" * len(self.tallied))
            sql = (
                "SELECT COALESCE(SUM(n), 0) AS n FROM tally"  # noqa: S608
                f" WHERE realm = ? AND kind = ? AND active IN ({marks})"
            )
            values = [*self.values[:2], *self.tallied]
        else:
            sql = f"SELECT COUNT(*) AS n FROM entity WHERE {self.conditions}"  # noqa: S608
            values = self.values
        return int(books.db.execute(sql, values).fetchone()["n"])

    def page(self, books: Books, skip: int, most: int) -> list[str]:
        """Return the bodies of one page.

        A page beyond the middle is read from the far end, so that the last one
        costs no more than the first.
        """
        if not self.tallied or not skip:
            return self._read(books, skip, most, backwards=False)
        total = self.total(books)
        count = min(most, total - skip)
        if count <= 0:
            return []
        if skip <= total // 2:
            return self._read(books, skip, count, backwards=False)
        rows = self._read(books, total - skip - count, count, backwards=True)
        return rows[::-1]

    def _read(
        self, books: Books, skip: int, most: int, *, backwards: bool
    ) -> list[str]:
        # A unary plus keeps SQLite from choosing an index for the order alone.
        plus = "" if self.tallied else "+"
        order = ", ".join(
            f"{plus}{column}{' DESC' if descends != backwards else ''}"
            for column, descends in self.order
        )
        inner = (
            f"SELECT row FROM entity WHERE {self.conditions}"  # noqa: S608
            f" ORDER BY {order} LIMIT ? OFFSET ?"
        )
        rows = books.db.execute(
            f"SELECT body FROM ({inner}) CROSS JOIN entity USING (row)",  # noqa: S608
            [*self.values, most, skip],
        ).fetchall()
        return [row["body"] for row in rows]


def _page(books: Books, statement: Statement) -> tuple[int, int]:
    start = 1 if statement.start is None else statement.start
    most = USUAL_MOST if statement.most is None else statement.most
    for figure in (start, most):
        if figure < 1:
            raise faults.query_invalid(
                f"value {figure} is too small. Min allowed value is 1"
            )
    if most > MOST:
        if books.switches.over_max_results == "refuse":
            raise faults.query_invalid(
                f"value {most} is too large. Max allowed value is {MOST}"
            )
        most = MOST
    return start, most


def _search(books: Books, kind: Kind, statement: Statement) -> Search:
    parts = ["realm = ?", "kind = ?"]
    values: list[Any] = [books.realm, kind.name]
    actives: set[int] = {1}
    is_plain = True
    for predicate in statement.where:
        prop = find(kind, predicate.name)
        sql, bound = _condition(books, prop, predicate)
        if prop.name == "Active" and predicate.operator in {"=", "in"}:
            actives = set(bound)
            continue
        is_plain = False
        parts.append(sql)
        values += bound
    if len(actives) == 1:
        parts.append("active = ?")
        values.append(next(iter(actives)))
    lag = books.switches.index_lag_seconds
    if lag:
        is_plain = False
        parts.append("updated <= ?")
        values.append(books.now - lag)
    tallied = tuple(sorted(actives)) if is_plain else ()
    return Search(" AND ".join(parts), values, _order(kind, statement), tallied)


def _order(kind: Kind, statement: Statement) -> list[tuple[str, bool]]:
    if statement.order:
        named = [
            (find(kind, name).column, descends) for name, descends in statement.order
        ]
        return named if ("number", False) in named else [*named, ("number", False)]
    if kind.is_transaction:
        return [("updated", True), ("number", True)]
    return [("name", False), ("number", False)]


def _condition(
    books: Books, prop: Property, predicate: Predicate
) -> tuple[str, list[Any]]:
    operator = predicate.operator
    if prop.name == "Id" and operator not in {"=", "in"}:
        raise faults.query_invalid(
            f"operator {operator} is not supported for property 'Id'"
        )
    column = "id" if prop.name == "Id" else prop.column
    if operator == "like":
        text = fold(predicate.values[0]).replace("\\", "\\\\").replace("_", "\\_")
        if prop.type == "name":
            text = sort_key(text)
        target = column if prop.type in {"name", "label"} else f"fold({column})"
        return f"{target} LIKE ? ESCAPE '\\'", [text]
    bound = [_value(books, prop, value) for value in predicate.values]
    target = f"fold({column})" if prop.type == "string" else column
    if operator == "in":
        return f"{target} IN ({','.join('?' * len(bound))})", bound
    return f"{target} {operator} ?", bound


def _value(books: Books, prop: Property, value: Literal) -> Any:  # noqa: PLR0911
    if prop.type == "boolean":
        return int(value if isinstance(value, bool) else value.lower() == "true")
    text = books.today.isoformat() if value == "CURRENT_DATE" else str(value)
    if prop.type == "name":
        return sort_key(text)
    if prop.type in {"label", "string"}:
        return fold(text)
    if prop.type == "id":
        return text
    try:
        if prop.type == "moment":
            return parse_moment(text)
        if prop.type == "date":
            return date.fromisoformat(text[:10]).isoformat()
        return float(Decimal(text))
    except (ValueError, InvalidOperation):
        raise faults.query_invalid(
            f"value '{text}' is not valid for property '{prop.name}'"
        ) from None


def _projected(body: str, columns: tuple[str, ...]) -> str:
    if not columns:
        return body
    doc = loads(body)
    wanted = {column.split(".")[0].lower() for column in columns}
    kept = {name: value for name, value in doc.items() if name.lower() in wanted}
    stub = {
        "domain": "QBO",
        "sparse": True,
        "Id": doc["Id"],
        "SyncToken": doc["SyncToken"],
    }
    return dumps(kept | stub)
