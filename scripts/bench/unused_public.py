#!/usr/bin/env python3
"""Public functions and constants that nobody outside their room names, one a line.

The compiler sees a private item that nobody uses (`dead_code`) and a public one that nobody can reach
(`unreachable_pub`); what is public, reachable and used by its own room alone it does not. Uses are found by name, so that
a name which another room gives to something else hides an item: what is listed is unused, the list may be short. Types
are left out: a function that is used may return one that nobody names.

    unused_public.py [--with-tests]     also those that only tests name
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ITEM = re.compile(r"^\s*pub (?:(?:const|async) )*(?:fn|const|static) (\w+)", re.MULTILINE)
WORD = re.compile(r"\w+")
TEST_MODULE = re.compile(r"#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))? )?mod \w+ \{")


def is_test(path: pathlib.Path) -> bool:
    return path.name in ("tests.rs", "sample.rs") or "tests" in path.parts or "benches" in path.parts


def product(text: str) -> str:
    """The text without its test module, which by custom is its end."""
    found = TEST_MODULE.search(text)
    return text[: found.start()] if found else text


def main() -> None:
    with_tests = "--with-tests" in sys.argv[1:]
    rooms = sorted(manifest.parent for manifest in (ROOT / "src").glob("*/Cargo.toml"))
    words: dict[pathlib.Path, set[str]] = {}
    items: list[tuple[pathlib.Path, pathlib.Path, str]] = []
    owners = [*rooms, ROOT / "src/cli", ROOT / "cohort", ROOT / "python/src", ROOT / "benches", ROOT / "tests"]
    for owner in owners:
        used = words.setdefault(owner, set())
        for path in sorted(owner.rglob("*.rs")):
            if with_tests and is_test(path.relative_to(ROOT)):
                continue
            text = path.read_text(encoding="utf-8")
            used.update(WORD.findall(product(text) if with_tests else text))
            if owner in rooms and not is_test(path.relative_to(ROOT)):
                items += [(owner, path, name) for name in ITEM.findall(product(text))]
    for path in (ROOT / "src/lib.rs", ROOT / "src/main.rs"):
        words[path] = set(WORD.findall(path.read_text(encoding="utf-8")))
    for owner, path, name in items:
        if not any(name in used for other, used in words.items() if other != owner):
            print(f"{path.relative_to(ROOT)}: {name}")


if __name__ == "__main__":
    main()
