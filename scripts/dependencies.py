#!/usr/bin/env python3
"""What the packages say of themselves, held against what we take: licences, unused dependencies, and for the program's own
workspace packages that come in several versions.

    scripts/dependencies.py [FOLDER ...]     workspaces; the program's own if none is named

Needs no network once the packages are there (`cargo metadata`). Fails with a line for each finding.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tomllib

# Licences under which the program may be passed on as MIT or Apache-2.0. A new one is read first, then listed.
LICENCES = {
    "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "BSL-1.0",  # keep the notice, nothing more
    "0BSD", "CC0-1.0", "Unlicense",  # nothing asked
    "Unicode-3.0",  # tables of the Unicode Consortium: keep the notice
    "MPL-2.0",  # changes to its own files stay open; we change none (the browser tests' driver)
}
EXCEPTIONS = {"LLVM-exception"}  # takes a duty away
# Several versions of one package in the program's lock file, until who asks for the older one moves: that one.
TWICE = {
    "block-buffer": "sha1", "cpufeatures": "sha1", "crypto-common": "sha1", "digest": "sha1",  # of tungstenite
    "getrandom": "ring, ahash", "rand": "tungstenite", "rand_core": "tungstenite", "hashbrown": "dashmap, lru",
    "glam": "nalgebra, which names all; none is built", "num-bigint": "num-rational", "miniz_oxide": "png",
    "roxmltree": "fontconfig-parser", "syn": "fifteen macro packages", "r-efi": "getrandom", "windows-sys": "ring",
}
# Named without standing in the sources, and why.
UNNAMED = {"dbus": "switches btleplug's own to the one built from source"}


def allowed(expression):
    """Whether an SPDX expression leaves us a choice on the list: OR is a choice, AND is both, OR binds weaker."""
    tokens = re.findall(r"[()]|[\w.+-]+", expression.replace("/", " OR "))

    def either(at):
        good, at = both(at)
        while at < len(tokens) and tokens[at] == "OR":
            other, at = both(at + 1)
            good |= other
        return good, at

    def both(at):
        good, at = one(at)
        while at < len(tokens) and tokens[at] == "AND":
            other, at = one(at + 1)
            good &= other
        return good, at

    def one(at):
        if tokens[at] == "(":
            good, at = either(at + 1)
            return good, at + 1
        good, at = tokens[at] in LICENCES, at + 1
        if tokens[at : at + 1] == ["WITH"]:
            good, at = good and tokens[at + 1] in EXCEPTIONS, at + 2
        return good, at

    return bool(tokens) and either(0)[0]


MODULE = re.compile(r'^\s*(?:#\[path = "([^"]+)"\]\s*)?(?:pub(?:\([^)]*\))? )?mod (\w+);', re.MULTILINE)


def sources(package):
    """All Rust text of a package: what its targets reach by `mod`."""
    rest, seen = [pathlib.Path(target["src_path"]) for target in package["targets"]], {}
    while rest:
        file = rest.pop()
        if file in seen or not file.is_file():
            continue
        seen[file] = file.read_text()
        for path, name in MODULE.findall(seen[file]):
            beside = [file.parent / path] if path else [file.parent, file.with_suffix("")]
            rest += beside if path else [folder / form for folder in beside for form in (f"{name}.rs", f"{name}/mod.rs")]
    return "\n".join(seen.values())


def findings(folder):
    run = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True).stdout)
    members = set(metadata["workspace_members"])
    versions = collections.defaultdict(set)
    for package in metadata["packages"]:
        name = package["name"]
        versions[name].add(package["version"])
        if not allowed(package["license"] or ""):
            yield f"{name} {package['version']}: licence {package['license']!r} is not on the list"
    for name, found in sorted(versions.items()) if folder == "." else ():
        if len(found) > 1 and name not in TWICE:
            yield f"{name}: versions {', '.join(sorted(found))}"
        if len(found) < 2 and name in TWICE:
            yield f"{name} is here once now: it leaves the list"
    named = set()
    for package in (package for package in metadata["packages"] if package["id"] in members):
        text = sources(package)
        for dependency in package["dependencies"]:
            named.add(dependency["name"])
            crate = (dependency["rename"] or dependency["name"]).replace("-", "_")
            if not re.search(rf"\b{crate}\b", text) and dependency["name"] not in UNNAMED:
                yield f"{package['name']}: names {dependency['name']}, which its sources never do"
    manifest = tomllib.loads((pathlib.Path(folder) / "Cargo.toml").read_text())
    for name in manifest.get("workspace", {}).get("dependencies", {}).keys() - named:
        yield f"the workspace names {name}, which no room takes"


wrong = [f"{folder}: {line}" for folder in sys.argv[1:] or ["."] for line in findings(folder)]
print("\n".join(wrong) or "dependencies: licences, versions and names are as they should be")
sys.exit(bool(wrong))
