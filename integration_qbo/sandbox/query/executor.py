"""Knows how a statement is answered from the store."""

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
    conditions, values = _conditions(books, kind, statement)
    if statement.is_count:
        row = books.db.execute(
            f"SELECT COUNT(*) AS n FROM entity WHERE {conditions}",  # noqa: S608
            values,
        ).fetchone()
        return f'{{"totalCount":{row["n"]}}}'
    start, most = _page(books, statement)
    order = _order(kind, statement)
    rows = books.db.execute(
        f"SELECT body FROM entity WHERE {conditions}"  # noqa: S608
        f" ORDER BY {order} LIMIT ? OFFSET ?",
        [*values, most, start - 1],
    ).fetchall()
    if not rows:
        return "{}"
    bodies = [_projected(row["body"], statement.columns) for row in rows]
    return (
        f'{{"{kind.name}":[{",".join(bodies)}],'
        f'"startPosition":{start},"maxResults":{len(bodies)}}}'
    )


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


def _order(kind: Kind, statement: Statement) -> str:
    if not statement.order:
        return "updated DESC, number DESC" if kind.is_transaction else "name, number"
    parts = []
    for name, descends in statement.order:
        column = find(kind, name).column
        parts.append(f"{column} DESC" if descends else column)
    return ", ".join([*parts, "number"])


def _conditions(
    books: Books, kind: Kind, statement: Statement
) -> tuple[str, list[Any]]:
    parts = ["realm = ?", "kind = ?"]
    values: list[Any] = [books.realm, kind.name]
    names = set()
    for predicate in statement.where:
        prop = find(kind, predicate.name)
        names.add(prop.name)
        sql, bound = _condition(books, prop, predicate)
        parts.append(sql)
        values += bound
    if "Active" not in names:
        parts.append("active = 1")
    lag = books.switches.index_lag_seconds
    if lag:
        parts.append("updated <= ?")
        values.append(books.now - lag)
    return " AND ".join(parts), values


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
