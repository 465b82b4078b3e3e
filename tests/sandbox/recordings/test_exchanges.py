"""Every recorded exchange, asked of the local Intuit: does it answer alike?

What the API reference says has changed since a recording was made is told apart
and named; nothing else is forgiven.
"""

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field

ENOUGH = 0.95
APART = {"salesreceipt", "estimate", "attachable", "upload", "taxservice"}
OUTSIDE = {"reports", "reconnect"}
LINE = {
    "Amount": 100.0,
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
}
INVOICE = {"CustomerRef": {"value": "1"}, "Line": [LINE]}
OLD_NUMBERS = re.compile(r"\(\d+ known properties: .*", re.DOTALL)


@dataclass
class Comparison:
    name: str
    subject: str
    differences: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)


def parts(exchange):
    """Return (path, parameters) of a recorded request."""
    found = re.search(r"/v3(?:/company/[^/?]+)?/([^?]*)(?:\?(.*))?$", exchange["uri"])
    if found is None:
        return "reconnect", {}
    path, text = found.group(1), found.group(2) or ""
    query = {}
    for piece in re.split(r"&(?=\w+=)", text):
        name, _, value = piece.partition("=")
        query[name] = value
    return path, {k: v for k, v in query.items() if k}


def entity_of(path, query, body):
    if path == "query":
        found = re.search(r"from\s+(\w+)", query.get("query", ""), re.IGNORECASE)
        return found.group(1).lower() if found else "query"
    if path == "cdc":
        return "estimate" if "estimate" in str(query) else "cdc"
    return path.split("/")[0] or "query"


def subject_of(method, path, query, body):
    entity = entity_of(path, query, body)
    if path in {"query", "cdc", "batch"}:
        return f"{entity} {path}"
    if method == "GET":
        return f"{entity} read"
    operation = query.get("operation") or ("update" if '"Id"' in body else "create")
    return f"{entity} {operation}"


def shape(value, prefix=""):
    """Return the members of a JSON value with their types, numbers as one."""
    found = defaultdict(set)
    if isinstance(value, dict):
        for name, inner in value.items():
            path = f"{prefix}.{name}"
            found[path].add(kind(inner))
            for key, types in shape(inner, path).items():
                found[key] |= types
    elif isinstance(value, list):
        for inner in value:
            for key, types in shape(inner, f"{prefix}[]").items():
                found[key] |= types
    return found


def kind(value):
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def is_old_gateway(exchange, answer):
    """OAuth 1.0 signatures and its gateway ended in 2019."""
    text = str(answer["body"])
    return isinstance(answer["body"], str) and (
        "oauth_" in text or "AuthenticationErrorGeneral" in text
    )


def prepare(books, path, body, recorded):
    """Bring the books to the state the recording began in; return the request."""
    entity = path.split("/")[0]
    if recorded["status"] == 401:
        books.expire()
        return path, body
    if entity == "attachable":
        # One recorded body is no JSON; the other is the id alone.
        kept = books.attach("This is an attached note")
        return path.split("/")[0] + f"/{kept}" * ("/" in path), json.dumps({"Id": kept})
    return prepare_entity(books, path, body, recorded)


def prepare_entity(books, path, body, recorded):
    """The object a recorded request is about, as it was before it."""
    entity = path.split("/")[0]
    wanted = json.loads(body) if body.startswith("{") else {}
    if path == "batch" and "Fault" in str(recorded["body"]):
        # Recorded when the same batch had been worked before.
        earlier = json.loads(body)
        earlier["BatchItemRequest"][0]["Vendor"]["DisplayName"] = "An earlier one"
        books.make("batch", earlier)
        return path, body
    object_id = str(wanted.get("Id") or "") or path.partition("/")[2]
    if not object_id.isdigit() or path.count("/") > 1:
        return path, body
    current = books.ask("GET", f"{entity}/{object_id}")
    if current.status_code == 200:
        document = next(iter(current.json.values()))
    elif entity == "invoice":
        document = books.make("invoice", INVOICE)
    elif entity == "customer":
        phone = recorded["body"]["Customer"].get("PrimaryPhone")
        made = {"DisplayName": "Made for this", "PrimaryPhone": phone}
        document = books.make("customer", made)
    else:
        return path, body
    answered = next(iter(recorded["body"].values()))
    if entity == "salesreceipt" and not wanted and answered["SyncToken"] != "0":
        # The recording followed a full update that left the customer out.
        changed = {"Id": object_id, "SyncToken": "0", "Line": [LINE]}
        changed["Line"] = [line for line in document["Line"] if "Id" in line]
        document = books.make(entity, changed)
    if wanted.get("Active") is False and wanted["SyncToken"] == answered["SyncToken"]:
        off = {"Id": document["Id"], "SyncToken": "0", "sparse": True, "Active": False}
        document = books.make(entity, off)
    if wanted:
        wanted |= {"Id": document["Id"], "SyncToken": document["SyncToken"]}
        body = json.dumps(wanted)
    return path.replace(f"/{object_id}", f"/{document['Id']}"), body


def faults(body):
    return [
        (
            error["code"],
            " ".join(error["Detail"].split()),
            error.get("element", "absent"),
        )
        for error in body.get("Fault", {}).get("Error", [])
    ]


def compare(exchange, answer, found):
    """Note what differs between a recorded answer and ours."""
    recorded, year = answer["body"], exchange["year"]
    ours = found.get_json(silent=True)
    status = answer["status"]
    result = exchange["result"]
    if status == 200 and isinstance(recorded, dict) and "4000" in str(faults(recorded)):
        status = 400
        result.superseded.append("query faults had status 200 in 2015")
    if isinstance(recorded, dict) and "Could not find resource" in str(recorded):
        if status == 500:
            result.superseded.append("an unknown path was code 10000 until 2016")
            assert found.status_code == 400
            return
        recorded = json.loads(
            re.sub(r"-COMPANY_ID-|<COMPANY_ID>", "R", json.dumps(recorded))
        )
        ours = json.loads(re.sub(r"(?<=company/)\d+", "R", json.dumps(ours)))
    if found.status_code != status:
        result.differences.append(f"status {status} became {found.status_code}")
    if not isinstance(recorded, dict):
        if found.text.strip()[:5] != recorded.strip()[:5]:
            result.differences.append("not XML")
        return
    if not isinstance(ours, dict):
        result.differences.append("not JSON")
        return
    compare_faults(result, recorded, ours, year)
    compare_members(exchange, result, recorded, ours)


def compare_faults(result, recorded, ours, year):
    theirs, mine = faults(recorded), faults(ours)
    if year < 2020 and theirs and theirs[0][0] == "2010":
        result.superseded.append("2010 listed fewer members before 2020")
        theirs = [(c, OLD_NUMBERS.sub("", d), e) for c, d, e in theirs]
        mine = [(c, OLD_NUMBERS.sub("", d), e) for c, d, e in mine]
    if theirs != mine:
        result.differences.append(f"fault {theirs} became {mine}")


def compare_members(exchange, result, recorded, ours):
    theirs, mine = shape(recorded), shape(ours)
    missing, extra = set(theirs) - set(mine), set(mine) - set(theirs)
    listing = exchange["path"] in {"query", "cdc", "batch"}
    old = {key for key in missing if key.endswith(".Deposit")}
    if old:
        result.superseded.append("Deposit 0 was shown until 2018")
    new = {key for key in extra if ".ItemAccountRef" in key}
    if new:
        result.superseded.append("ItemAccountRef came with minor version 75")
    missing, extra = missing - old, extra - new
    if listing:
        # What optional members the objects of a list carry is data, not form.
        profile = exchange["profile"]
        missing = {key for key in missing if is_always(profile, key)}
        extra = {key for key in extra if not is_seen(profile, key)}
    for key in sorted(missing):
        result.differences.append(f"missing {key}")
    for key in sorted(extra):
        result.differences.append(f"extra {key}")
    for key in sorted(set(theirs) & set(mine)):
        if not listing and theirs[key] != mine[key]:
            result.differences.append(f"type of {key}: {theirs[key]} {mine[key]}")


def inside(profile, key):
    for name, seen in profile.items():
        found = re.search(rf"\.{name}\[\]\.(.+)$", key)
        if found:
            return seen, found.group(1)
    return None, ""


def is_always(profile, key):
    seen, member = inside(profile, key)
    return seen is None or member in seen["always"]


def is_seen(profile, key):
    seen, member = inside(profile, key)
    return seen is not None and member in seen["seen"]


def test_recorded_exchanges_are_answered_alike(recordings, fresh, capsys):
    profile = json.loads((recordings / "schema" / "profile.json").read_text())
    results, skipped = [], []
    for place in sorted((recordings / "exchanges").glob("*.json")):
        record = json.loads(place.read_text())
        request, answer = record["request"], record["response"]
        path, query = parts(request)
        body = request["body"] or ""
        body = body if isinstance(body, str) else json.dumps(body)
        if path.split("/")[0] in OUTSIDE:
            skipped.append((place.name, "not modelled"))
            continue
        if is_old_gateway(request, answer):
            skipped.append((place.name, "the gateway of OAuth 1.0"))
            continue
        subject = subject_of(request["method"], path, query, body)
        result = Comparison(place.name, subject)
        books = fresh()
        asked, sent = prepare(books, path, body, answer)
        headers = {name.lower(): value for name, value in request["headers"].items()}
        form = headers.get("content-type", "")
        found = books.ask(
            request["method"],
            asked,
            query=query,
            body=sent.encode(),
            form=form if form.startswith("multipart/") else None,
            accept=headers.get("accept") if path == "upload" else None,
        )
        year = int(record["_provenance"]["recorded_at"][12:16])
        exchange = {"path": path, "year": year, "result": result, "profile": profile}
        compare(exchange, answer, found)
        results.append(result)
    with capsys.disabled():
        sys.stdout.write(report(results, skipped))
    ours = [r for r in results if r.subject.split()[0] not in APART]
    agree = [r for r in ours if not r.differences]
    assert len(agree) / len(ours) >= ENOUGH


def report(results, skipped):
    """Return agree / differ by entity and operation, and each difference."""
    table = defaultdict(lambda: [0, 0])
    for result in results:
        table[result.subject][bool(result.differences)] += 1
    lines = ["", f"{'entity and operation':32} agree differ"]
    for subject, (agree, differ) in sorted(table.items()):
        apart = " (apart)" if subject.split()[0] in APART else ""
        lines.append(f"{subject + apart:32} {agree:5} {differ:6}")
    lines += [
        f"DIFFERS {result.name[:3]} {result.subject}: {difference}"
        for result in results
        for difference in result.differences
    ]
    forgiven = [(r.name, why) for r in results for why in r.superseded]
    lines += listed("superseded", forgiven)
    lines += listed("not compared", skipped)
    return "\n".join([*lines, ""])


def listed(title, reasons):
    """Return one line a reason, with the numbers of its recordings."""
    names = defaultdict(list)
    for name, why in reasons:
        names[why].append(name[:3])
    return [
        f"{title}, {why}: {' '.join(found)}" for why, found in sorted(names.items())
    ]
