"""Loads an AutoTVM log with TVM, and compares it with the same log as JSON lines; see scripts/autotvm."""

import json
import sys

import tvm
from tvm import autotvm

ours, lines, theirs = sys.argv[1:]

with open(ours, encoding="utf-8") as file:
    written = [json.loads(line) for line in file]
with open(lines, encoding="utf-8") as file:
    measured = [json.loads(line) for line in file]

loaded = list(autotvm.record.load_from_file(ours))
assert len(loaded) == len(written) == len(measured), (len(loaded), len(written), len(measured))


def said(record):
    """What a record says: all but who wrote it, and the cost that stands for "failed"."""
    failed = record["result"][1] != 0
    return [record["input"], record["config"], record["version"], record["result"][1:], None if failed else record["result"][0]]


with open(theirs, "w", encoding="utf-8") as file:
    for (given, result), record, measurement in zip(loaded, written, measured):
        again = autotvm.record.encode(given, result)
        assert said(json.loads(again)) == said(record), (again, record)
        assert (result.error_no == 0) == (measurement["status"] == "ok"), (record, measurement)
        file.write(again + "\n")

# TVM's own choice of the best: as fast as ours for every workload.
history = autotvm.apply_history_best(ours)
bests = {}
for (given, result), measurement in zip(loaded, measured):
    if measurement["status"] == "ok":
        key = (str(given.target), given.task.workload)
        bests[key] = min(bests.get(key, float("inf")), result.costs[0])
for (target, workload), seconds in bests.items():
    config = history.query(tvm.target.Target(target), workload)
    assert config.cost == seconds, (workload, config.cost, seconds)

print(f"TVM {tvm.__version__} loaded {len(loaded)} of {len(written)} records, {len(bests)} bests")
