"""Reads the exports with other people's libraries and compares them with each other. Any difference is an error."""

import csv
import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
from fhir.resources.R4B.bundle import Bundle
from mcap.reader import make_reader

out = Path(sys.argv[1])

# FHIR: R4B differs from R4 in no resource that the bundle holds.
bundle = Bundle.model_validate_json((out / "fhir/bundle.json").read_text())
kinds = {}
for entry in bundle.entry:
    kind = entry.resource.__class__.__name__
    kinds[kind] = kinds.get(kind, 0) + 1
assert kinds["DiagnosticReport"] == 1 and kinds["Provenance"] == 1 and kinds["Observation"] > 20, kinds
report = next(e.resource for e in bundle.entry if e.resource.__class__.__name__ == "DiagnosticReport")
assert report.presentedForm[0].data[:4], "the report's PDF"
print("FHIR:", kinds)

# Parquet against the CSV of the same strides.
table = pq.read_table(out / "parquet/strides.parquet").to_pylist()
with open(out / "csv/results/strides.csv", newline="") as file:
    rows = list(csv.DictReader(file))
assert len(rows) == len(table) > 20
for row, other in zip(rows, table):
    assert row["side"] == other["side"]
    for name, cell in row.items():
        if name not in ("side", "included", "excluded_because"):
            value = other[name]
            assert (cell == "") == (value is None), name
            assert cell == "" or abs(float(cell) - value) < 1e-4, (name, cell, value)
print("Parquet:", len(table), "strides, equal to the CSV")

# MCAP: every sample, in order.
with open(out / "mcap/session.mcap", "rb") as file:
    reader = make_reader(file)
    times, topics = [], {}
    for _, channel, message in reader.iter_messages(log_time_order=False):
        json.loads(message.data)
        times.append(message.log_time)
        topics[channel.topic] = topics.get(channel.topic, 0) + 1
assert times == sorted(times)
for path in (out / "csv").glob("*.csv"):
    with open(path) as file:
        assert topics[f"/imu/{path.stem}"] == sum(1 for _ in file) - 1, path
print("MCAP:", topics)

# OpenSim storage: the header's words, unit quaternions, as many rows as promised.
text = (out / "opensim/angles.mot").read_text()
header, body = text.split("endheader\n")
promised = int(next(line for line in header.splitlines() if line.startswith("nRows")).split("=")[1])
assert len(body.splitlines()) - 1 == promised
header, body = (out / "opensim/orientations.sto").read_text().split("endheader\n")
assert "DataType=Quaternion" in header
for line in body.splitlines()[1::50]:
    for cell in line.split("\t")[1:]:
        norm = sum(float(part) ** 2 for part in cell.split(","))
        assert abs(norm - 1) < 1e-6
print("OpenSim:", promised, "rows")
