"""Changes are announced to an endpoint: signed, in both forms, until taken."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from integration_qbo.sandbox.testing import PRACTICE
from integration_qbo.sandbox.webhooks import signature


class Listener:
    """A real endpoint that answers as told and keeps what it got."""

    def __init__(self, statuses=()):
        self.got = []
        self.statuses = list(statuses)
        self.arrived = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                status = listener.statuses.pop(0) if listener.statuses else 200
                self.send_response(status)
                self.end_headers()
                if status == 200:
                    listener.arrived.set()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


def test_recorded_signature_vectors_recompute(recordings_of_webhooks):
    for vector in recordings_of_webhooks:
        body = vector["body"].encode()
        assert signature(vector["verifier"], body) == vector["signature"]


@pytest.fixture
def recordings_of_webhooks():
    # The two published vectors, as the API reference gives them.
    return [
        {
            "verifier": "verify_me",
            "body": '{"stuff":"5"}',
            "signature": "nfPLN16u3vMvv08ghDs+dOkLuirEVDy5wAeG/lmM2OA=",
        },
        {
            "verifier": "b5771f19b12ddb4bcdb9f08bdc50bc63878a",
            "body": (
                '{"eventNotifications":[{"realmId":"1185883450","dataChangeEvent":'
                '{"entities":[{"name":"Customer","id":"1","operation":"Create",'
                '"lastUpdated":"2015-10-05T14:42:19-0700"}]}}]}'
            ),
            "signature": "JC2GUwciPmRBwEO7WvrRmKqu9tGOKL8FFallocTFi8Q=",
        },
    ]


@pytest.mark.parametrize("form", ["legacy", "cloudevents"])
def test_a_new_customer_is_announced_and_signed(own_intuit, listener, form):
    own_intuit.control("webhooks", url=listener.url, verifier="secret", form=form)
    api = own_intuit.api(PRACTICE)
    made = api.post("customer", {"DisplayName": "Announced"})["Customer"]
    assert listener.arrived.wait(10)
    headers, body = listener.got[0]
    assert headers["intuit-signature"] == signature("secret", body)
    told = json.loads(body)
    if form == "legacy":
        event = told["eventNotifications"][0]
        assert event["realmId"] == PRACTICE
        entity = event["dataChangeEvent"]["entities"][0]
        assert (entity["name"], entity["id"], entity["operation"]) == (
            "Customer",
            made["Id"],
            "Create",
        )
    else:
        assert told[0]["type"] == "qbo.customer.created.v1"
        assert told[0]["intuitaccountid"] == PRACTICE
        assert told[0]["intuitentityid"] == made["Id"]


def test_a_refused_delivery_is_retried_and_a_duplicate_sent_on_demand(
    own_intuit, listener
):
    listener.statuses = [500, 503]
    own_intuit.control(
        "webhooks",
        url=listener.url,
        verifier="secret",
        retry_seconds=[0.05, 0.05],
        duplicates=1,
    )
    own_intuit.api(PRACTICE).post("customer", {"DisplayName": "Retried"})
    assert listener.arrived.wait(10)
    for _ in range(100):
        deliveries = own_intuit.asked("webhooks")["deliveries"]
        if len(deliveries) == 4:
            break
        threading.Event().wait(0.05)
    assert [d["status"] for d in deliveries] == [500, 503, 200, 200]
    assert len({body for _, body in listener.got}) == 1
