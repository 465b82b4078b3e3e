"""The table of security cases is complete, and the tests it names are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (X\d\d) \| (.+?) \| (.+) \|$", re.MULTILINE)
CASES = ROW.findall((ROOT / "docs/security.md").read_text())
MARKUP = {"Markup", "markupsafe.Markup"}


def sources():
    for folder in ("integration_qbo", "host_app"):
        for path in (ROOT / folder).rglob("*.py"):
            yield path, path.read_text()


def those_there():
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found |= set(
            re.findall(r"^def (test_\w+)\(", path.read_text(), re.MULTILINE),
        )
    return found


def test_every_case_has_its_row():
    assert [case for case, _tried, _held in CASES] == [
        f"X{number:02}" for number in range(1, 73)
    ]


def test_every_case_is_held_impossible_or_owned_up_to():
    said = re.compile(r"`test_\w+`|cannot apply: |\*not built yet: ")
    assert [case for case, _tried, held in CASES if not said.search(held)] == []


def test_every_test_that_is_named_exists():
    named = {
        name
        for _case, _tried, held in CASES
        for name in re.findall(r"`(test_\w+)", held)
    }
    assert named - those_there() == set()


def test_nothing_is_put_into_markup_as_it_is():
    """`Markup` takes constants; what varies goes through `format` or a template."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, source in sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in MARKUP
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    found += [
        str(path.relative_to(ROOT))
        for folder in ("integration_qbo", "host_app")
        for path in (ROOT / folder).rglob("*.html")
        if re.search(r"\|\s*safe\b", path.read_text())
    ]
    assert found == []


def test_verification_is_turned_off_nowhere():
    assert [
        str(path)
        for path, source in sources()
        if re.search(r"verify\s*=\s*False", source)
    ] == []
