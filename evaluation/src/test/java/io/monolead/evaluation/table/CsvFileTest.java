// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.evaluation.table.Table.CellType;
import io.monolead.evaluation.table.Table.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
  @TempDir Path folder;

  @Test
  void commasAndQuotesInACellAreQuotedAndWhatIsMissingIsEmpty() throws IOException {
    Table table =
        new Table("t", List.of(new Column("a,b", CellType.TEXT), new Column("v", CellType.NUMBER)));
    table.row("say \"x\"\nand y", 0.1);
    table.row(null, Double.NaN);

    CsvFile.write(table, folder.resolve("t.csv"));

    assertThat(Files.readString(folder.resolve("t.csv")))
        .isEqualTo("\"a,b\",v\n\"say \"\"x\"\"\nand y\",0.1\n,\n");
  }
}
