"""Holds summary.json files against the published schema with the reference validator of JSON Schema.

    python3 -m pip install jsonschema
    python3 scripts/schema/check.py target/release/gaitscope samples/*/

Each argument after the program is a recording; it is analysed into a temporary folder.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def main() -> int:
    program, recordings = sys.argv[1], sys.argv[2:]
    schema = json.loads(subprocess.run([program, "schema"], check=True, capture_output=True).stdout)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    wrong = 0
    for recording in recordings:
        with tempfile.TemporaryDirectory() as folder:
            command = [program, "analyze", recording, "--out", folder, "--note", "a note", "--note-date", "2026-05-31"]
            subprocess.run(command, check=True, capture_output=True)
            summary = json.loads((pathlib.Path(folder) / "summary.json").read_text(encoding="utf-8"))
        errors = list(validator.iter_errors(summary))
        print(f"{recording}: {len(errors)} errors")
        for error in errors[:5]:
            print(f"  {error.json_path}: {error.message[:200]}")
        wrong += len(errors)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
