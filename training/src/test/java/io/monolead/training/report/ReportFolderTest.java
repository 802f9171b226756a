// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportFolderTest {
  private static final String BARS =
      Chart.bars(
          "AUC <of> each",
          "AUC",
          0.5,
          List.of("a & b", "c"),
          List.of(
              new Chart.Series(
                  "ours", new double[0], new double[] {0.8, 0.9}, new double[] {0.01, 0}),
              Chart.Series.of("paper", 0.85, Double.NaN)));

  private static final Report REPORT =
      new Report(
          "A <title>",
          List.of(
              new Report.Heading("Figures & more"),
              new Report.Text("Plain text."),
              new Report.Table(
                  "figures",
                  List.of("system", "AUC"),
                  List.of(List.of("a, \"b\"", "0.9"), List.of("c|d", "-"))),
              new Report.Plot("plot", "AUC <of> each", BARS)));

  @TempDir private Path folder;

  private static Document parse(String xml) throws Exception {
    // Well-formed as XML, so that any parser finds what a reader sees.
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml.replace("<!DOCTYPE html>", ""))));
  }

  @Test
  void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
    String html = ReportFolder.html(REPORT);

    Document page = parse(html);

    assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("A <title>");
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(1);
    assertThat(page.getElementsByTagName("th").getLength()).isEqualTo(4);
    assertThat(html).doesNotContain("<script", "src=", "href=");
  }

  @Test
  void markdownKeepsTheColumnsWhateverCellsHold() {
    assertThat(ReportFolder.markdown(REPORT))
        .contains("# A <title>", "| system | AUC |", "| c\\|d | - |", "(plot.svg)");
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertThat(ReportFolder.csv((Report.Table) REPORT.blocks().get(2)))
        .isEqualTo("system,AUC\n\"a, \"\"b\"\"\",0.9\nc|d,-\n");
  }

  @Test
  void everyPartIsAFileAndTheSameReportGivesTheSameBytes() throws Exception {
    ReportFolder.write(REPORT, folder.resolve("a"));
    ReportFolder.write(REPORT, folder.resolve("b"));

    for (String name : List.of("report.md", "report.html", "figures.csv", "plot.svg")) {
      assertThat(Files.readAllBytes(folder.resolve("a").resolve(name)))
          .isNotEmpty()
          .isEqualTo(Files.readAllBytes(folder.resolve("b").resolve(name)));
    }
  }

  @Test
  void chartsAreWellFormedLeaveOutWhatIsMissingAndSayWhatTheyShow() throws Exception {
    Document bars = parse(BARS);
    Document lines =
        parse(
            Chart.lines(
                "curves",
                "AUC",
                "epoch",
                List.of(
                    new Chart.Series(
                        "x",
                        new double[] {1, 2, 3},
                        new double[] {0.5, Double.NaN, 0.7},
                        new double[] {0.1, 0.1, 0.1}))));
    Document points =
        parse(
            Chart.points(
                "cloud",
                List.of(
                    new Chart.Series(
                        "x", new double[] {0, 1}, new double[] {3, 4}, new double[0]))));

    // Three bars that exist, and one mark of the second series in the legend.
    assertThat(bars.getElementsByTagName("rect").getLength()).isEqualTo(4);
    assertThat(bars.getDocumentElement().getAttribute("aria-label")).isEqualTo("AUC <of> each");
    assertThat(
            lines.getElementsByTagName("polyline").item(0).getAttributes().getNamedItem("points"))
        .extracting(node -> node.getNodeValue().split(" ").length)
        .isEqualTo(2);
    assertThat(points.getElementsByTagName("circle").getLength()).isEqualTo(3);
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Report.Table("t", List.of("a"), List.of(List.of("1", "2"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 columns");
  }
}
