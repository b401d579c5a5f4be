package dev.wharf.swarm.cli;

import dev.wharf.swarm.output.HtmlReport;
import dev.wharf.swarm.output.JsonReport;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which files a run leaves behind.
public final class ReportFiles {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the whole result to a file, as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes a page with charts to a file, as HTML; it needs no network.")
  private @Nullable Path page;

  /// Made by picocli.
  public ReportFiles() {}

  /// Better now than after the run.
  ///
  /// @throws IllegalArgumentException when a file cannot be written; the message names it
  public void check() {
    checkWritable(json);
    checkWritable(page);
    if (json != null && page != null && isOneFile(json, page)) {
      throw new IllegalArgumentException("--json and --report name the same file: " + json);
    }
  }

  /// Deletes the files of an earlier run, so that none is left when this one fails.
  ///
  /// @throws IllegalStateException when one cannot be deleted; the message names it
  public void deleteOld() {
    written().stream().filter(Files::isRegularFile).forEach(ReportFiles::delete);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }

  /// Whether one of these is a file that is to be written.
  boolean isAnyOf(List<Path> others) {
    return written().stream()
        .anyMatch(file -> others.stream().anyMatch(other -> isSame(file, other)));
  }

  /// Whether two files, which need not be there, are one.
  private static boolean isOneFile(Path one, Path other) {
    try {
      return isSame(one, other) || realPath(one).equals(realPath(other));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot write " + one + " or " + other, e);
    }
  }

  private static Path realPath(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
  }

  /// Whether two paths lead to one file: through a link, or by a name in other letters, too.
  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + one + " or " + other, e);
    }
  }

  /// Writes what was asked for.
  ///
  /// @return a line for people about each file, with its path
  ///
  /// @throws IllegalStateException when a file cannot be written; the message names it
  public List<String> write(Report report) {
    try {
      write(json, report, JsonReport::write);
    } finally {
      write(page, report, HtmlReport::write);
    }
    List<String> lines = new ArrayList<>();
    for (Path file : written()) {
      lines.add(" written     " + file.toAbsolutePath());
    }
    return lines;
  }

  /// Prints the summary, and writes what was asked for.
  ///
  /// @return the exit code
  int finish(Report report) {
    Output.print(Summary.lines(report.result(), report.verdict(), report.notes()));
    Output.print(write(report));
    return report.verdict().isGood() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private List<Path> written() {
    List<Path> files = new ArrayList<>();
    if (json != null) {
      files.add(json);
    }
    if (page != null) {
      files.add(page);
    }
    return files;
  }

  private static void write(@Nullable Path file, Report report, BiConsumer<Path, Report> writer) {
    if (file == null) {
      return;
    }
    try {
      writer.accept(file, report);
    } catch (UncheckedIOException e) {
      throw new IllegalStateException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void checkWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      throw new IllegalArgumentException("cannot write " + file);
    }
  }
}
