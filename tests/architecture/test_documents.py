"""What the documents name is there, and what is there is documented."""

import re
from pathlib import Path

import pytest

from integration_qbo import manifest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text() for page in PAGES}
EVERYTHING = "\n".join(TEXTS.values())
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LEFTOVERS = ("TO" + "DO", "FIX" + "ME", "/ho" + "me/", "/ro" + "ot/")


def anchors(text):
    plain = (re.sub(r"[^\w\- ]", "", each.lower()) for each in HEADING.findall(text))
    return {each.strip().replace(" ", "-") for each in plain}


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_somewhere(page):
    lost = []
    for target in LINK.findall(TEXTS[page]):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        place = (ROOT / page).parent / path if path else ROOT / page
        if not place.exists() or (anchor and anchor not in anchors(place.read_text())):
            lost.append(target)
    assert not lost


def test_every_make_target_named_exists_and_every_one_is_named():
    named = set(re.findall(r"`make ([a-z-]+)", EVERYTHING))
    there = set(
        re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    assert named <= there
    assert there - {"help"} <= named


def test_every_command_named_exists_and_every_one_is_named():
    named = set(re.findall(r"`flask qbo ([a-z-]+)", EVERYTHING))
    assert named == set(manifest.COMMANDS)


def test_every_setting_named_exists_and_every_one_is_named():
    named = set(re.findall(r"`(QBO_[A-Z_]+)", EVERYTHING)) - {"QBO_RECORDINGS"}
    assert named - {"QBO_"} == set(manifest.CONFIG)


def test_signals_and_permissions_are_told_to_host_authors():
    contract = TEXTS["docs/host-contract.md"]
    names = [*manifest.SIGNALS, *(each.name for each in manifest.PERMISSIONS)]
    assert [name for name in names if f"`{name}`" not in contract] == []


def test_blocks_of_python_can_be_compiled():
    blocks = re.findall(r"```python\n(.*?)```", EVERYTHING, re.DOTALL)
    assert blocks
    for block in blocks:
        compile(block, "a document", "exec")


def test_every_picture_is_shown_somewhere():
    pictures = {path.name for path in (ROOT / "docs/screenshots").glob("*.png")}
    shown = {Path(target).name for target in LINK.findall(EVERYTHING)}
    gallery = {name for name in pictures if name.removesuffix(".png").endswith("-390")}
    assert {Path(t).name for t in shown if t.endswith(".png")} <= pictures
    assert gallery


def test_nothing_is_left_over():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for folder in ("integration_qbo", "host_app", "docs", "migrations", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".html", ".js", ".css"}
        and "node_modules" not in path.parts
        for word in LEFTOVERS
        if word in path.read_text()
    ]
    assert found == []
