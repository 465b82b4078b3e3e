"""The query language, with the words of the real parser's complaints."""

import pytest

from integration_qbo.sandbox.testing import LANDSCAPING

REFUSED = [
    ("SELECT & FROM Customer", "4000", "Lexical error at line 1, column 9.  Encount"),
    ("SELECT * FROM Custmoer", "4001", "invalid context declaration: Custmoer"),
    (
        "SELECT * FROM Customer WHERE DisplayName = 'Amy's Bird Sanctuary'",
        "4000",
        ('Encountered " <IDENTIFIER> "s "" at line 1, column 49.\nWas expecting one'
        ' of:\n    <EOF> \n    <AND> ...\n    "iterator" ...\n    "maxresults" ...\n'
        '    <OR> ...\n    "order" ...\n    "orderby" ...\n    "startposition" ...\n'),
    ),
    (
        "SELECT * FROM Vendor WHERE Active IN '(true, false)'",
        "4000",
        ('Encountered " <STRING> "\\\'(true, false)\\\' "" at line 1, column 38.\n'
        'Was expecting:\n    "(" ...\n'),
    ),
    ("SELECT * FROM Customer WHERE Surname = 'x'", "4001",
     "Property Surname not found for Entity Customer"),
    ("SELECT * FROM Customer WHERE CustomerTypeRef = '1'", "4001",
     "property 'CustomerTypeRef' is not queryable"),
    ("SELECT * FROM Customer STARTPOSITION 0", "4001",
     "value 0 is too small. Min allowed value is 1"),
    ("SELECT * FROM Customer WHERE Balance > 0", "4000", 'Encountered " <INTEGER>'),
    ("SELECT * FROM Customer WHERE Active = true OR Job = true", "4000", "<OR>"),
    ("SELECT * FROM Customer WHERE Id > '5'", "4001", "Id"),
    ("FROM Customer", "4000", 'Was expecting:\n    "select" ...'),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "code", "words"), REFUSED)
def test_wrong_statements_are_refused(american, statement, code, words):
    answer = american.raw("GET", "query", params={"query": statement})
    assert answer.status_code == 400
    error = answer.json()["Fault"]["Error"][0]
    assert error["code"] == code
    assert words in error["Detail"]
    assert "element" not in error


def names(found):
    return [one["DisplayName"] for one in found.get("Customer", [])]


def test_jobs_follow_their_customer_and_pages_join(american):
    whole = names(american.query("select * from Customer maxresults 1000"))
    at = whole.index("Freeman Sporting Goods")
    assert whole[at + 1 : at + 3] == ["0969 Ocean View Road", "55 Twin Lane"]
    paged = []
    for start in range(1, 40, 7):
        page = f"select * from Customer startposition {start} maxresults 7"  # noqa: S608
        paged += names(american.query(page))
    assert paged == whole
    assert american.query("select * from Customer startposition 500") == {}


def test_without_a_limit_a_hundred_are_given_and_never_more_than_a_thousand(
    own_intuit,
):
    own_intuit.control("crowd", realm_id=LANDSCAPING, count=1100)
    api = own_intuit.api(LANDSCAPING)
    assert api.query("select * from Customer")["maxResults"] == 100
    assert api.query("select * from Customer maxresults 2000")["maxResults"] == 1000
    own_intuit.control("switches", over_max_results="refuse")
    answer = api.raw(
        "GET", "query", params={"query": "select * from Customer maxresults 2000"}
    )
    assert answer.json()["Fault"]["Error"][0]["code"] == "4001"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("DisplayName = 'amy\\'s bird sanctuary'", ["Amy's Bird Sanctuary"]),
        ("DisplayName LIKE 'Dukes%'", ["Dukes Basketball Camp"]),
        ("displayname like '%consulting'", ["Weiskopf Consulting"]),
        ("Id IN ('5', '6') AND Taxable = true", ["Dukes Basketball Camp"]),
        ("FullyQualifiedName = 'Shara Barnett:Barnett Design'", ["Barnett Design"]),
        ("PrimaryEmailAddr = 'contact24@sample.example'",
         ["Sonnenschein Family Store"]),
        ("Job = true AND Balance > '100.00'", ["0969 Ocean View Road"]),
    ],
)  # fmt: skip
def test_conditions_find_what_they_say(american, where, expected):
    assert names(american.query(f"select * from Customer where {where}")) == expected  # noqa: S608


def test_backslashes_in_names_are_told_apart(own_intuit):
    api = own_intuit.api(LANDSCAPING)
    name = "Back\\slash 'n' \"quote\" %"
    api.post("customer", {"DisplayName": name})
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    found = api.query(f"select * from Customer where DisplayName = '{escaped}'")  # noqa: S608
    assert names(found) == [name]


def test_transactions_come_newest_change_first_or_by_id(own_intuit):
    api = own_intuit.api(LANDSCAPING)
    first = api.query("select * from Invoice orderby Id")["Invoice"]
    ids = [int(one["Id"]) for one in first]
    assert ids == sorted(ids)
    token = first[2]["SyncToken"]
    note = {"Id": str(ids[2]), "SyncToken": token, "sparse": True, "PrivateNote": "now"}
    own_intuit.control("clock", advance_seconds=5)
    api.post("invoice", note)
    newest = api.query("select * from Invoice maxresults 1")["Invoice"][0]
    assert newest["Id"] == str(ids[2])
    moment = newest["MetaData"]["LastUpdatedTime"]
    since = f"select * from Invoice where MetaData.LastUpdatedTime >= '{moment}'"  # noqa: S608
    assert [one["Id"] for one in api.query(since)["Invoice"]] == [str(ids[2])]


def test_a_statement_may_be_posted_and_columns_chosen(american):
    answer = american.raw(
        "POST",
        "query",
        data=b"SELECT DisplayName FROM Customer WHERE Id = '1'",
        headers={"Content-Type": "application/text"},
    )
    assert answer.json()["QueryResponse"]["Customer"] == [
        {
            "DisplayName": "Amy's Bird Sanctuary",
            "domain": "QBO",
            "sparse": True,
            "Id": "1",
            "SyncToken": "0",
        }
    ]


def test_counting_counts_without_a_limit(american):
    found = american.query("select count(*) from Invoice where TotalAmt > '100'")
    assert found == {
        "totalCount": len(
            american.query("select * from Invoice where TotalAmt > '100'")["Invoice"]
        )
    }
