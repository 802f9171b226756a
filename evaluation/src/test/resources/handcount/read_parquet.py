# SPDX-License-Identifier: Apache-2.0
"""Reads every Parquet file of a folder that 'evaluate stream --output' wrote, and compares it cell
by cell with the CSV beside it. Needs pyarrow.

    python3 read_parquet.py FOLDER
"""

import csv
import pathlib
import sys

import pyarrow.parquet as parquet

for file in sorted(pathlib.Path(sys.argv[1]).glob("*.parquet")):
    table = parquet.read_table(file)
    with open(file.with_suffix(".csv"), newline="", encoding="utf-8") as text:
        head, *rows = list(csv.reader(text))
    assert head == table.column_names, file
    assert len(rows) == table.num_rows, file
    for at, name in enumerate(head):
        kind = str(table.schema.field(name).type)
        for row, cell in zip(rows, table.column(name)):
            if cell.as_py() is None:
                assert row[at] == "", (file, name)
            elif kind == "double":
                assert float(row[at]) == cell.as_py(), (file, name)
            elif kind.startswith("timestamp"):
                assert int(row[at]) == cell.value, (file, name)
            elif kind == "bool":
                assert (row[at] == "true") == cell.as_py(), (file, name)
            else:
                assert row[at] == str(cell.as_py()), (file, name)
    print(f"{file.name}: {table.num_rows} rows, {table.num_columns} columns agree")
