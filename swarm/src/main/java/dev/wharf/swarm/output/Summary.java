package dev.wharf.swarm.output;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The result as text for a terminal, at most 80 columns wide.
///
/// `summary.txt` is the template, filled with [ReportFields]. Lines that begin with `|` are table
/// rows. While the values are filled in, a control character replaces each `|` of the template,
/// because a value may contain `|` but no control character.
public final class Summary {
  private static final char CELL = '\u001f';
  private static final Template TEXT =
      ReportFields.templates()
          .withEscaper(text -> PeerText.escape(text, text.length()))
          .compile(ReportFields.resource("summary.txt").replace('|', CELL));

  private Summary() {}

  /// Returns the lines of the summary, without line ends.
  ///
  /// @param notes further facts, such as the server's ledger; shown before the verdict
  public static List<String> lines(SwarmResult result, Verdict verdict, List<String> notes) {
    Map<String, Object> fields = ReportFields.of(Report.of(result, verdict, notes));
    Mustache.Lambda wrapped = (text, out) -> out.write(TextTable.wrapped(text.execute()));
    fields.put("wrapped", wrapped);
    List<String> lines = new ArrayList<>();
    TextTable table = new TextTable();
    for (String line : TEXT.execute(fields).lines().toList()) {
      if (line.indexOf(CELL) == 0) {
        String[] cells = line.substring(1).split(String.valueOf(CELL), -1);
        table.row(Arrays.stream(cells).map(String::strip).toArray());
      } else {
        lines.addAll(table.lines());
        table = new TextTable();
        lines.add(line);
      }
    }
    return List.copyOf(lines);
  }
}
