// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.readers;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.connectors.wfdb.WfdbHeader;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.connectors.wfdb.WfdbSignal;
import io.monolead.signal.Recording;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast signal files are decoded, beside {@code cat} of the same file. */
@Command(name = "readers", description = "Measures readers beside cat, in turns.")
public final class ReaderSpeed implements java.util.concurrent.Callable<Integer> {
  private static final double LIMIT = 2.0;
  private static final int WARM_UP = 4;
  private static final int BUFFER_BYTES = 128 * 1024;

  @Option(names = "--root", required = true, description = "Root of the project.")
  private Path root;

  @Option(names = "--data", required = true, description = "Folder of the recordings.")
  private Path data;

  @Option(names = "--work", required = true, description = "Folder for the long files.")
  private Path work;

  @Option(
      names = "--megabytes",
      defaultValue = "128",
      description = "Length of a signal file. Default: ${DEFAULT-VALUE}.")
  private int megabytes;

  @Option(names = "--rounds", defaultValue = "21", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private final List<String> notes = new ArrayList<>();

  /** Something that goes through a file once. */
  private interface Pass {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Measures.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ReaderSpeed()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(work);
    List<List<String>> rows = new ArrayList<>();
    List<BenchmarkResult.Goal> goals = new ArrayList<>();
    format(16, data.resolve("ptb-xl/records500"), rows, goals);
    format(212, data.resolve("mitdb"), rows, goals);
    List<BenchmarkResult.Table> tables = new ArrayList<>();
    tables.add(
        BenchmarkResult.Table.of(
            "Megabytes of the file a second, and time over that of `cat`.",
            List.of("format", "pass", "MB/s", "time over cat"),
            rows));
    catalogue(tables);
    PerformancePage.publish(
        root,
        new BenchmarkResult(
            "readers",
            90,
            "Reading recordings",
            "benchmarks/readers",
            LocalDate.now(ZoneId.systemDefault()).toString(),
            Machine.here(),
            "A real recording is repeated to a signal file of "
                + megabytes
                + " MB, with header and checksums, that lies in the page cache. In turns: `cat`"
                + " of it to /dev/null as a process, start included; its bytes read into one"
                + " buffer; its samples decoded block by block, checksums verified, in units of the"
                + " converter and then signal by signal in millivolts; and the recording read into memory as a whole, four bytes a sample.",
            tables,
            goals,
            notes));
    return 0;
  }

  private void format(
      int format, Path folder, List<List<String>> rows, List<BenchmarkResult.Goal> goals)
      throws IOException, InterruptedException {
    Path pattern = firstHeader(folder);
    String what = "format " + format + ": time of decoding over `cat`";
    if (pattern == null) {
      String skipped = "Format " + format + " is skipped: no recording below " + folder + ".";
      System.out.println(skipped);
      notes.add(skipped);
      goals.add(new BenchmarkResult.Goal(what, Double.NaN, LIMIT, false));
      return;
    }
    Path header = tiled(pattern, "tiled" + format);
    Path file = work.resolve("tiled" + format + ".dat");
    Map<String, Pass> passes = new LinkedHashMap<>();
    passes.put("`cat`", () -> cat(file));
    passes.put("bytes alone", () -> readBytes(file));
    passes.put("samples in converter units", () -> decodeUnits(header));
    passes.put("samples in millivolts", () -> decode(header));
    passes.put("whole recording in memory", () -> readWhole(header));
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Pass> pass : passes.entrySet()) {
        long start = System.nanoTime();
        pass.getValue().run();
        double taken = (System.nanoTime() - start) / 1e9;
        if (round >= 0) {
          seconds.computeIfAbsent(pass.getKey(), name -> new ArrayList<>()).add(taken);
        }
      }
    }
    double size = Files.size(file) / 1e6;
    Sample cat = Sample.of(seconds.get("`cat`"));
    seconds.forEach(
        (name, values) -> {
          Sample sample = Sample.of(values);
          Sample speed = Sample.of(values.stream().map(taken -> size / taken).toList());
          rows.add(List.of(Integer.toString(format), name, speed.text(), sample.over(cat).text()));
          System.out.printf(
              Locale.ROOT,
              "format %d, %s: %s MB/s, %s of cat%n",
              format,
              name,
              speed.text(),
              sample.over(cat).text());
        });
    goals.add(
        new BenchmarkResult.Goal(
            what,
            Sample.of(seconds.get("samples in converter units")).over(cat).median(),
            LIMIT,
            false));
    Files.delete(file);
    Files.delete(header);
  }

  private static Path firstHeader(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(WfdbReader.HEADER_SUFFIX))
          .sorted()
          .findFirst()
          .orElse(null);
    }
  }

  /** Repeats a recording to the length asked for, and writes a header that holds. */
  private Path tiled(Path header, String name) throws IOException {
    WfdbHeader of = WfdbReader.strict().readHeader(header);
    WfdbSignal first = of.signals().get(0);
    byte[] samples = Files.readAllBytes(header.resolveSibling(first.fileName()));
    long times = (long) Math.ceil(megabytes * 1e6 / samples.length);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(work.resolve(name + ".dat")))) {
      for (long i = 0; i < times; i++) {
        out.write(samples);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %d %s %d",
            name,
            of.signals().size(),
            of.samplingRateHz(),
            of.samples().orElseThrow() * times));
    for (WfdbSignal signal : of.signals()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s.dat %d %s(%d)/mV %d %d %d %d 0 %s",
              name,
              signal.format(),
              signal.gain(),
              signal.baseline(),
              signal.adcResolutionBits(),
              signal.adcZero(),
              signal.initialValue().orElseThrow(),
              Math.floorMod(signal.checksum().orElseThrow() * times, 65536),
              signal.description()));
    }
    return Files.write(work.resolve(name + ".hea"), lines);
  }

  private static void cat(Path file) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("cat", file.toString())
            .redirectOutput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("cat " + file + " ended with " + status);
    }
  }

  private static void readBytes(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        // The bytes alone.
      }
    }
  }

  private static void decodeUnits(Path header) throws IOException {
    long[] samples = {0};
    WfdbHeader read = WfdbReader.strict().scanUnits(header, block -> samples[0] += block.frames());
    if (samples[0] != read.samples().orElseThrow()) {
      throw new IOException(header + " gave " + samples[0] + " samples");
    }
  }

  private static void decode(Path header) throws IOException {
    long[] samples = {0};
    WfdbHeader read = WfdbReader.strict().scan(header, (millivolts, count) -> samples[0] += count);
    if (samples[0] != read.samples().orElseThrow()) {
      throw new IOException(header + " gave " + samples[0] + " samples");
    }
  }

  private static void readWhole(Path header) throws IOException {
    Recording recording = WfdbReader.strict().read(header);
    if (recording.millivolts().length == 0) {
      throw new IOException(header + " gave no signals");
    }
  }

  private void catalogue(List<BenchmarkResult.Table> tables) throws IOException {
    Path folder = data.resolve("ptb-xl");
    if (!Files.isRegularFile(folder.resolve(PtbXlCatalogue.DATABASE_FILE))) {
      String skipped = "PTB-XL's catalogue is skipped: it is not at " + folder + ".";
      System.out.println(skipped);
      notes.add(skipped);
      return;
    }
    List<Double> listing = new ArrayList<>();
    List<Double> labelling = new ArrayList<>();
    List<Double> reading = new ArrayList<>();
    int records = 0;
    int read = 0;
    for (int round = -1; round < 5; round++) {
      long start = System.nanoTime();
      PtbXlCatalogue catalogue = PtbXlCatalogue.read(folder);
      long listed = System.nanoTime();
      for (PtbXlTask task : PtbXlTask.values()) {
        catalogue.labelled(task, PtbXlRate.HZ_100);
      }
      long labelled = System.nanoTime();
      read = 0;
      for (var each : catalogue.records()) {
        Path header = catalogue.headerFile(each, PtbXlRate.HZ_100);
        if (Files.isRegularFile(header)) {
          WfdbReader.strict().read(header);
          read++;
        }
      }
      records = catalogue.records().size();
      if (round >= 0) {
        listing.add((listed - start) / 1e9);
        labelling.add((labelled - listed) / 1e9);
        reading.add((System.nanoTime() - labelled) / 1e9);
      }
    }
    List<List<String>> rows =
        List.of(
            List.of("listing, " + records + " records", Sample.of(listing).text()),
            List.of(
                "labels of all " + PtbXlTask.values().length + " tasks",
                Sample.of(labelling).text()),
            List.of(
                "signals of " + read + " records at 100 Hz, files in the page cache",
                Sample.of(reading).text()));
    rows.forEach(row -> System.out.println("PTB-XL, " + String.join(": ", row) + " s"));
    tables.add(
        BenchmarkResult.Table.of(
            "PTB-XL as far as it is at hand (the whole has 21,799 records), seconds.",
            List.of("step", "seconds"),
            rows));
  }
}
