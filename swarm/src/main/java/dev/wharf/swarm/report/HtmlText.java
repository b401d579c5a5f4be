package dev.wharf.swarm.report;

import java.util.List;

/// Writes HTML: whatever is given as text is shown as text. For one thread.
final class HtmlText {
  private final StringBuilder html = new StringBuilder();

  /// Adds what is HTML already. Never of anything that a peer or a user wrote.
  HtmlText raw(String ours) {
    html.append(ours).append('\n');
    return this;
  }

  HtmlText element(String tag, String text) {
    return raw("<" + tag + ">" + escape(text) + "</" + tag + ">");
  }

  HtmlText element(String tag, String cssClass, String text) {
    return raw("<" + tag + " class=\"" + cssClass + "\">" + escape(text) + "</" + tag + ">");
  }

  /// A table, which scrolls by itself where it is too wide.
  ///
  /// @param caption what it holds
  /// @param head the columns' names
  /// @param rows in each, the first cell names the row
  HtmlText table(String caption, List<String> head, List<List<String>> rows) {
    raw(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
            + escape(caption)
            + "\">");
    raw("<table>");
    element("caption", caption);
    html.append("<thead><tr>");
    head.forEach(name -> html.append("<th scope=\"col\">").append(escape(name)).append("</th>"));
    raw("</tr></thead><tbody>");
    rows.forEach(this::row);
    return raw("</tbody></table></div>");
  }

  /// Names and what belongs to them.
  HtmlText pairs(List<List<String>> pairs) {
    raw("<dl class=\"pairs\">");
    for (List<String> pair : pairs) {
      raw(
          "<div><dt>"
              + escape(pair.getFirst())
              + "</dt><dd>"
              + escape(pair.get(1))
              + "</dd></div>");
    }
    return raw("</dl>");
  }

  @Override
  public String toString() {
    return html.toString();
  }

  /// The text as HTML, within an element or a quoted attribute. Control characters become `?`.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> escape(c, escaped));
    return escaped.toString();
  }

  private static void escape(int c, StringBuilder escaped) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(isShown(c) ? c : '?');
    }
  }

  /// Neither control characters nor those that turn the direction of what stands beside them, nor
  /// halves of a pair.
  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
      default -> true;
    };
  }

  private void row(List<String> cells) {
    html.append("<tr><th scope=\"row\">").append(escape(cells.getFirst())).append("</th>");
    cells
        .subList(1, cells.size())
        .forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
    raw("</tr>");
  }
}
