"""Knows how to read what was asked and done: journal, statistics, reset."""

from flask import Response, request

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.control.common import answered, blueprint, body


@blueprint.get("/journal")
def journal() -> Response:
    """List requests and effects: since, effects_since, realm_id, path."""
    shared = intuit()
    since = request.args.get("since", 0, int)
    effects_since = request.args.get("effects_since", 0, int)
    realm = request.args.get("realm_id", "")
    path = request.args.get("path", "")
    bodies = request.args.get("bodies", "") == "true"
    found = []
    for entry in shared.journal.exchanges(since):
        if realm not in ("", entry.realm) or path not in entry.path:
            continue
        shown = entry.summary()
        if bodies:
            shown |= {"sent": entry.sent, "answered": entry.answered}
        found.append(shown)
    with shared.store.read() as connection:
        rows = connection.execute(
            "SELECT * FROM effect WHERE number > ? AND (? = '' OR realm = ?)"
            " ORDER BY number",
            (effects_since, realm, realm),
        ).fetchall()
    return answered({"requests": found, "effects": [dict(row) for row in rows]})


@blueprint.get("/stats")
def stats() -> Response:
    """Count requests, duplicates by marker and number, bodies per request id."""
    shared = intuit()
    with shared.store.read() as connection:
        effects = connection.execute(
            "SELECT realm, kind, action, COUNT(*) AS n FROM effect"
            " GROUP BY realm, kind, action"
        ).fetchall()
        markers = connection.execute(
            "SELECT realm, marker, COUNT(*) AS n FROM effect"
            " WHERE action = 'Create' AND kind = 'Invoice' AND marker != ''"
            " GROUP BY realm, marker HAVING COUNT(*) > 1"
        ).fetchall()
        names = connection.execute(
            "SELECT realm, kind, label, COUNT(*) AS n FROM entity"
            " WHERE kind IN ('Invoice', 'CreditMemo') AND label != ''"
            " GROUP BY realm, kind, label HAVING COUNT(*) > 1"
        ).fetchall()
        bodies = connection.execute(
            "SELECT realm, request_id, COUNT(DISTINCT digest) AS bodies,"
            " COUNT(*) AS effects FROM effect WHERE request_id != ''"
            " GROUP BY realm, request_id HAVING COUNT(*) > 1"
        ).fetchall()
    return answered(
        shared.journal.figures()
        | {
            "effects": [dict(row) for row in effects],
            "duplicate_markers": [dict(row) for row in markers],
            "duplicate_numbers": [dict(row) for row in names],
            "request_ids_worked_twice": [dict(row) for row in bodies],
        }
    )


@blueprint.post("/reset")
def reset() -> Response:
    """Empty journal, counters and rules; the books stay."""
    shared = intuit()
    body()
    shared.journal.clear()
    shared.limits.clear()
    shared.misbehaviour.clear()
    with shared.store.write() as connection:
        connection.execute("DELETE FROM effect")
    return answered({"journal": "empty"})
