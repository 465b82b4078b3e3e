"""Notes and files beside records: kept, given out again, refused where they must be."""

import json

import pytest
import requests

from integration_qbo.sandbox.testing import LANDSCAPING


@pytest.fixture
def american(own_intuit):
    return own_intuit.api(LANDSCAPING)


def form(*files):
    """A body of several files, as an ordinary HTTP library writes it."""
    parts = []
    for number, (described, content) in enumerate(files, start=1):
        parts += [
            (f"file_metadata_{number:02}", ("m.json", json.dumps(described))),
            (f"file_content_{number:02}", (described["FileName"], content)),
        ]
    made = requests.Request("POST", "http://localhost/", files=parts).prepare()
    return {
        "data": made.body,
        "headers": {"Content-Type": made.headers["Content-Type"]},
    }


def described(name, invoice="96"):
    return {
        "FileName": name,
        "ContentType": "text/plain",
        "AttachableRef": [{"EntityRef": {"type": "Invoice", "value": invoice}}],
    }


def test_a_file_comes_in_and_is_given_out_byte_for_byte(american):
    content = bytes(range(256)) + b"\r\n\r\n"
    answer = american.raw("POST", "upload", **form((described("a.txt"), content)))
    (kept,) = answer.json()["AttachableResponse"]
    attachable = kept["Attachable"]
    assert (attachable["Size"], attachable["ContentType"]) == (260, "text/plain")
    assert int(attachable["Id"]) > 2**53
    assert requests.get(attachable["TempDownloadUri"], timeout=5).content == content
    told = american.raw("GET", f"download/{attachable['Id']}")
    assert told.headers["Content-Type"].startswith("text/plain")
    assert requests.get(told.text, timeout=5).content == content
    read = american.get(f"attachable/{attachable['Id']}")["Attachable"]
    assert read["AttachableRef"] == [
        {"EntityRef": {"value": "96", "type": "Invoice"}, "IncludeOnSend": False}
    ]


def test_of_two_files_the_wrong_one_is_told_and_the_other_is_kept(american):
    answer = american.raw(
        "POST",
        "upload",
        **form((described("a.txt", "9999"), b"a"), (described("b.txt"), b"b")),
    )
    wrong, right = answer.json()["AttachableResponse"]
    (error,) = wrong["Fault"]["Error"]
    assert error["code"] == "6000"
    assert "The entity Invoice 9999 that you are trying to link" in error["Detail"]
    assert right["Attachable"]["FileName"] == "b.txt"


def test_a_note_is_made_changed_found_and_deleted(american):
    note = american.post("attachable", {"Note": "Call before noon"})["Attachable"]
    changed = american.post(
        "attachable",
        {"Id": note["Id"], "SyncToken": "0", "sparse": True, "Note": "Call later"},
    )["Attachable"]
    assert (changed["Note"], changed["SyncToken"]) == ("Call later", "1")
    found = american.query("select * from Attachable")
    assert [one["Note"] for one in found["Attachable"]] == ["Call later"]
    gone = american.post("attachable?operation=delete", {"Id": note["Id"]})
    assert gone["Attachable"]["status"] == "Deleted"
    assert american.raw("GET", f"attachable/{note['Id']}").status_code == 400


def test_an_attachment_of_nothing_is_refused(american):
    assert american.refused("attachable", {"Category": "Other"})["code"] == "2020"
