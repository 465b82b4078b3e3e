"""A person without a browser: reads pages, fills labelled fields, presses buttons.

Finds everything by the words on the page, so that a changed word is noticed.
"""

import time
from urllib.parse import urldefrag, urljoin

import requests

from host_app.demo.page import Node, Page, option_value

TIMEOUT = 30


class Deviation(Exception):  # noqa: N818 - named after what happened
    """The story went otherwise than expected: what was expected, what was seen."""


class Visitor:
    """One person with one set of cookies, who looks at one page at a time."""

    def __init__(self) -> None:
        self._session = requests.Session()
        # No proxy from the environment stands between us and 127.0.0.1.
        self._session.trust_env = False
        self.url = ""
        self.page = Page("")

    def close(self) -> None:
        """Forget the cookies and the connections."""
        self._session.close()

    def open(self, url: str) -> None:
        """Go to an address, following redirects; anything but 200 is a deviation."""
        self._go("GET", url)

    def reload(self) -> None:
        """The same page again."""
        self.open(self.url)

    def follow(self, words: str, *, beside: str = "") -> None:
        """Click the link with exactly these words, in the row that says `beside`.

        Several that lead to the same place are as good as one.
        """
        found = self._found("a", words=words, beside=beside)
        targets = {urljoin(self.url, one.attrs.get("href", "")) for one in found}
        if len(targets) != 1:
            raise self._not_one(len(targets), f"link “{words}”", beside)
        self.open(targets.pop())

    def fill(self, label: str, value: str, *, beside: str = "") -> None:
        """Type into, choose from or tick the field with this label.

        A select takes the words of an option; a radio button or a check box takes
        "on" or "off".
        """
        field = self._field(label, beside)
        kind = field.attrs.get("type", "")
        if field.tag == "select":
            self._choose(field, label, value)
        elif kind in {"checkbox", "radio"}:
            self._tick(field, on=value == "on")
        elif field.tag == "textarea":
            field.children = [value]
        else:
            field.attrs["value"] = value

    def press(self, words: str, *, beside: str = "") -> None:
        """Press the button with exactly these words and see where it leads."""
        found = self._found("button", "input", words=words, beside=beside)
        if len(found) != 1:
            raise self._not_one(len(found), f"button “{words}”", beside)
        button = found[0]
        if "disabled" in button.attrs:
            raise self.deviation(f"the button “{words}” to be enabled")
        form = self.page.form(button)
        if form is None:
            raise self.deviation(f"the button “{words}” to belong to a form")
        action = button.attrs.get("formaction", form.action)
        method = button.attrs.get("formmethod", form.method).upper()
        self._go(method, urljoin(self.url, action), form.data(button))

    def sees(self, *words: str) -> None:
        """Every one of these stands on the page; a `Deviation` otherwise."""
        for one in words:
            if one not in self.page.text:
                raise self.deviation(f"“{one}” on the page")

    def sees_within(self, seconds: float, words: str) -> None:
        """Reload until the words stand on the page."""
        deadline = time.monotonic() + seconds
        while words not in self.page.text:
            if time.monotonic() > deadline:
                raise self.deviation(f"“{words}” within {seconds:.0f} s")
            time.sleep(0.25)
            self.reload()

    def row(self, words: str) -> str:
        """The text of the first table row that holds these words."""
        for row in self.page.root.every("tr"):
            if words in row.text:
                return row.text
        raise self.deviation(f"a row with “{words}”")

    def deviation(self, expected: str) -> Deviation:
        """What to raise: the expectation beside everything a person would see."""
        buttons = [words for words, _ in self.page.named("button", "input")]
        return Deviation(
            f"expected {expected}\nsaw at {self.url}\n"
            f"  title:   {self.page.title}\n"
            f"  buttons: {', '.join(filter(None, buttons)) or 'none'}\n"
            f"  text:    {self.page.text}"
        )

    def _go(
        self, method: str, url: str, data: list[tuple[str, str]] | None = None
    ) -> None:
        before = self.url
        answer = self._session.request(
            method,
            urldefrag(url).url,
            params=data if method == "GET" else None,
            data=data if method == "POST" else None,
            headers={"Referer": before} if before else None,
            timeout=TIMEOUT,
        )
        self.url, self.page = answer.url, Page(answer.text)
        if not answer.ok:
            raise self.deviation(
                f"{method} {url} to work, not to answer {answer.status_code}"
            )

    def _found(self, *tags: str, words: str, beside: str) -> list[Node]:
        return [
            node
            for written, node in self.page.named(*tags)
            if written == words and _is_beside(node, beside)
        ]

    def _field(self, label: str, beside: str) -> Node:
        found = [
            node
            for written, node in self.page.fields()
            if written.rstrip(" *") == label and _is_beside(node, beside)
        ]
        if len(found) != 1:
            raise self._not_one(len(found), f"field “{label}”", beside)
        return found[0]

    def _not_one(self, count: int, what: str, beside: str) -> Deviation:
        where = f" beside “{beside}”" if beside else ""
        return self.deviation(f"one {what}{where}, not {count} of them")

    def _choose(self, field: Node, label: str, words: str) -> None:
        options = list(field.every("option"))
        chosen = [one for one in options if words in {one.text, option_value(one)}]
        if len(chosen) != 1:
            offered = ", ".join(one.text for one in options)
            raise self.deviation(f"“{words}” among the choices of {label}: {offered}")
        for one in options:
            one.attrs.pop("selected", None)
        chosen[0].attrs["selected"] = ""

    def _tick(self, field: Node, *, on: bool) -> None:
        if on and field.attrs["type"] == "radio":
            for _, other in self.page.fields():
                if other.attrs.get("name") == field.attrs.get("name"):
                    other.attrs.pop("checked", None)
        field.attrs.pop("checked", None)
        if on:
            field.attrs["checked"] = ""


def _is_beside(node: Node, words: str) -> bool:
    """Whether the row (or the list entry, or the form) around it says these words."""
    if not words:
        return True
    scope = node.around("tr") or node.around("li") or node.around("form")
    return scope is not None and words in scope.text
