# SPDX-License-Identifier: Apache-2.0
"""Counts ANSI/AAMI EC57's figures for atrial fibrillation once more, sample by sample.

    python3 ec57_af.py RECORD.hea RECORD.atr FOLDER

reads the annotation file's bytes (count_af.py) and, of the folder that 'evaluate stream --output'
wrote, alerts.csv and streams.csv: which samples are fibrillation, and which are in alert. Then it
compares the counts with those in figures.csv.
"""

import csv
import pathlib
import sys

from count_af import rhythms

folder = pathlib.Path(sys.argv[3])
name = pathlib.Path(sys.argv[1]).stem


def table(file):
    with open(folder / file, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


with open(sys.argv[1]) as file:
    line = next(line for line in file if line.strip() and not line.startswith("#")).split()
rate, length = float(line[2]), int(line[3])
start = int(next(row["from"] for row in table("streams.csv") if row["device"] == name))


def runs(inside):
    begins = [s for s in range(length) if inside[s] and (s == 0 or not inside[s - 1])]
    ends = [s + 1 for s in range(length) if inside[s] and (s + 1 == length or not inside[s + 1])]
    return list(zip(begins, ends))


with open(sys.argv[2], "rb") as file:
    marks = rhythms(file.read())
true = [False] * length
for n, (begin, text) in enumerate(marks):
    if text in ("(AFIB", "(AFL"):
        for s in range(begin, min(marks[n + 1][0] if n + 1 < len(marks) else length, length)):
            true[s] = True
alerts = []
alerted = [False] * length
for row in table("alerts.csv"):
    if row["device"] == name and row["label"] == "AFIB":
        begin, end = ((int(row[at]) - start) / 1e6 * rate for at in ("from", "to"))
        span = range(max(0, round(begin)), min(length, round(end)))
        alerts.append(span)
        for s in span:
            alerted[s] = True
counted = {
    "episodes": len(runs(true)),
    "episodes found": sum(any(alerted[b:e]) for b, e in runs(true)),
    "judged alerts": len(alerts),
    "true alerts": sum(any(true[s] for s in span) for span in alerts),
    "true seconds": sum(true) / rate,
    "alerted seconds": sum(alerted) / rate,
    "true and alerted seconds": sum(a and t for a, t in zip(alerted, true)) / rate,
}
figures = {
    row["figure"]: float(row["value"])
    for row in table("figures.csv")
    if row["label"] == "AFIB" and row["dimension"] == "device" and row["group"] == name
}
for figure, value in counted.items():
    agrees = abs(figures[figure] - value) < 1.5 / rate
    print(f"{name} {figure}: {value:g}, figures.csv has {figures[figure]:g}"
          f" {'' if agrees else '  <-- differs'}")
