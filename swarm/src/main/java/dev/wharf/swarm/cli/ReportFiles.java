package dev.wharf.swarm.cli;

import dev.wharf.protocol.text.TextFile;
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
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the files that a run writes: the result as JSON, and the page with charts.
public final class ReportFiles {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the whole result to a file as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes an HTML page with charts to a file. The page needs no network.")
  private @Nullable Path page;

  /// Creates the options without files. picocli sets the values from the command line.
  public ReportFiles() {}

  /// Checks before the run that the files can be written, because a run may take hours.
  ///
  /// @throws IllegalArgumentException when a file cannot be written; the message has the file and
  ///   the reason
  public void check() {
    checkWritable(json);
    checkWritable(page);
    if (json != null && page != null && isOneFile(json, page)) {
      throw new IllegalArgumentException("--json and --report name the same file: " + json);
    }
  }

  /// Deletes the files that an earlier run has written to the same places, so that a run that fails
  /// leaves no old result behind.
  ///
  /// @throws IllegalStateException when a file cannot be deleted; the message has the file and the
  ///   reason
  public void deleteOld() {
    written().stream().filter(Files::isRegularFile).forEach(ReportFiles::delete);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot delete " + file + ": " + TextFile.reasonOf(e), e);
    }
  }

  /// Returns whether the run would write to one of these files.
  boolean isAnyOf(List<Path> others) {
    return written().stream()
        .anyMatch(file -> others.stream().anyMatch(other -> isSame(file, other)));
  }

  /// Returns whether two paths name the same file, which need not exist.
  private static boolean isOneFile(Path one, Path other) {
    try {
      return isSame(one, other) || realPath(one).equals(realPath(other));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot write " + one + " or " + other + ": " + TextFile.reasonOf(e), e);
    }
  }

  private static Path realPath(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
  }

  /// Returns whether two paths lead to the same existing file: also through a link, or by a name
  /// that differs in upper and lower case.
  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read " + one + " or " + other + ": " + TextFile.reasonOf(e), e);
    }
  }

  /// Writes the files that the options name.
  ///
  /// @return one line of text for each file, with its path
  /// @throws IllegalStateException when a file cannot be written; the message has the file and the
  ///   reason
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

  /// Prints the summary, and writes the files that the options name.
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
      throw new IllegalStateException(
          "cannot write " + file + ": " + TextFile.reasonOf(Objects.requireNonNull(e.getCause())),
          e);
    }
  }

  private static void checkWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    String reason = whyNotWritable(file);
    if (!reason.isEmpty()) {
      throw new IllegalArgumentException("cannot write " + file + ": " + reason);
    }
  }

  /// Returns the reason why a file cannot be written; empty when nothing prevents it.
  private static String whyNotWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      return "it is a folder";
    }
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder) ? folder + " is not a folder" : "there is no folder " + folder;
    }
    // A pipe or a device is written in place. A regular file is replaced, which changes its folder.
    Path changed = Files.exists(file) && !Files.isRegularFile(file) ? file : folder;
    return Files.isWritable(changed) ? "" : "no permission to write " + changed;
  }
}
