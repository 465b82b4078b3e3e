"""An HTML page as a person reads it: its words, links, fields and buttons.

Knows HTML's rules for labels and for what a form sends; knows no network.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
VOID |= {"source", "track", "wbr"}
UNSEEN = {"head", "script", "style", "template"}
INLINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "q", "s", "small"}
INLINE |= {"span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
BUTTON_INPUTS = {"submit", "image", "button", "reset"}


class Node:
    """An element; `str` children are text."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node | str] = []

    def every(self, *tags: str) -> Iterator["Node"]:
        """Descendants with one of these tags, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def around(self, *tags: str) -> "Node | None":
        """The nearest ancestor with one of these tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    @property
    def text(self) -> str:
        """What is written in it, with single spaces."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "select":
                yield " ".join(["", *(one.text for one in chosen_options(child)), ""])
            elif child.tag not in UNSEEN and "hidden" not in child.attrs:
                edge = "" if child.tag in INLINE else " "
                yield edge
                yield from child._words()  # noqa: SLF001 - our own kind
                yield edge


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("document", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.open
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.open = node.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


class Form:
    """A form: where it goes and what it sends when a button is pressed."""

    def __init__(self, node: Node, page: "Page") -> None:
        self._node = node
        self._page = page

    @property
    def action(self) -> str:
        """Where it goes, relative to the page."""
        return self._node.attrs.get("action", "")

    @property
    def method(self) -> str:
        """`get` or `post`."""
        return self._node.attrs.get("method", "get").lower()

    def data(self, button: Node) -> list[tuple[str, str]]:
        """What HTML sends: every successful control, and the button itself."""
        sent: list[tuple[str, str]] = []
        for control in self._page.root.every("input", "select", "textarea"):
            if self._page.form_of(control) is self._node:
                sent += [(control.attrs["name"], value) for value in _values(control)]
        if "name" in button.attrs:
            sent.append((button.attrs["name"], button.attrs.get("value", "")))
        return sent


class Page:
    """One answer of a server, read."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        builder.close()
        self.root = builder.root

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return next((node.text for node in self.root.every("title")), "")

    @property
    def text(self) -> str:
        """Everything written on the page."""
        return self.root.text

    def named(self, *tags: str) -> Iterator[tuple[str, Node]]:
        """Links (`a`) or buttons (`button`, `input`) with the words on them."""
        for node in self.root.every(*tags):
            if node.tag == "input":
                if node.attrs.get("type", "") in BUTTON_INPUTS:
                    yield node.attrs.get("value", ""), node
            else:
                yield node.text or node.attrs.get("aria-label", ""), node

    def fields(self) -> Iterator[tuple[str, Node]]:
        """Every control a person can fill, with its label."""
        for node in self.root.every("input", "select", "textarea"):
            kind = node.attrs.get("type", "")
            if node.tag != "input" or kind not in BUTTON_INPUTS | {"hidden"}:
                yield self._label(node), node

    def form_of(self, node: Node) -> Node | None:
        """The form a control or button belongs to."""
        if named := node.attrs.get("form"):
            forms = self.root.every("form")
            return next((one for one in forms if one.attrs.get("id") == named), None)
        return node.around("form")

    def form(self, button: Node) -> Form | None:
        """The form a button sends."""
        node = self.form_of(button)
        return None if node is None else Form(node, self)

    def _label(self, control: Node) -> str:
        for label in self.root.every("label"):
            target = label.attrs.get("for")
            if target is not None and target == control.attrs.get("id"):
                return label.text
        if around := control.around("label"):
            return around.text
        if named := control.attrs.get("aria-labelledby"):
            return " ".join(
                node.text
                for node in self._everything()
                if node.attrs.get("id") in named.split()
            )
        return control.attrs.get("aria-label", "")

    def _everything(self) -> Iterator[Node]:
        waiting: list[Node] = [self.root]
        while waiting:
            node = waiting.pop(0)
            yield node
            waiting += [child for child in node.children if isinstance(child, Node)]


def option_value(option: Node) -> str:
    """What an option of a select sends."""
    return option.attrs.get("value", option.text)


def chosen_options(select: Node) -> list[Node]:
    """The options a select shows as chosen."""
    options = [one for one in select.every("option") if "disabled" not in one.attrs]
    chosen = [one for one in options if "selected" in one.attrs]
    return chosen if "multiple" in select.attrs else chosen[-1:] or options[:1]


def _values(control: Node) -> list[str]:
    attrs = control.attrs
    kind = attrs.get("type", "text")
    if not attrs.get("name") or "disabled" in attrs or kind in BUTTON_INPUTS:
        return []
    if control.tag == "textarea":
        return ["".join(child for child in control.children if isinstance(child, str))]
    if control.tag == "select":
        options = [
            one for one in control.every("option") if "disabled" not in one.attrs
        ]
        chosen = [one for one in options if "selected" in one.attrs]
        if "multiple" not in attrs:
            chosen = chosen[-1:] or options[:1]
        return [option_value(one) for one in chosen]
    if kind in {"checkbox", "radio"}:
        return [attrs.get("value", "on")] if "checked" in attrs else []
    if kind == "file":
        return []
    return [attrs.get("value", "")]
