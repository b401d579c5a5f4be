package dev.wharf.server.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// An action that an operator can start in the admin port's console or by HTTP, for example a ban.
/// Each call needs the admin token, and is recorded in the [AuditLog]. Immutable.
///
/// ```java
/// context.action(
///     AdminAction.of("ban", "Bans an account", bans::ban)
///         .field(ActionField.text("account", 24))
///         .field(ActionField.text("reason", 200))
///         .field(ActionField.time("until").optional())
///         .onRow("accounts", "name"));
/// ```
public final class AdminAction {
  private static final int MAX_FIELDS = 8;

  private final String name;
  private final String description;
  private final Function<ActionCall, ? extends CompletionStage<ActionResult>> run;
  private final List<ActionField> fields;
  private final String table;
  private final String column;

  private AdminAction(
      String name,
      String description,
      Function<ActionCall, ? extends CompletionStage<ActionResult>> run,
      List<ActionField> fields,
      String table,
      String column) {
    this.name = name;
    this.description = description;
    this.run = run;
    this.fields = fields;
    this.table = table;
    this.column = column;
  }

  /// Creates an action without fields.
  ///
  /// @param name the action's name in lower case, with `_` between words; also the end of its path,
  ///   `/api/actions/NAME`
  /// @param description one line that tells the operator what the action does
  /// @param run starts the action, and returns a stage with the result. Called on a virtual thread;
  ///   the stage may complete on any thread. After five seconds the operator is told that the
  ///   outcome is unknown. While eight calls of an action are in progress, further ones are refused
  /// @throws IllegalArgumentException when the name has other characters, or more than 40
  public static AdminAction of(
      String name,
      String description,
      Function<ActionCall, ? extends CompletionStage<ActionResult>> run) {
    AdminTable.checkName("action", name);
    return new AdminAction(name, description, run, List.of(), "", "");
  }

  /// Returns a copy with one more field. The first field is what the action acts on: the audit
  /// names it as the subject.
  ///
  /// @throws IllegalArgumentException when a field has this name, or there are eight fields already
  public AdminAction field(ActionField field) {
    if (fields.size() == MAX_FIELDS
        || fields.stream().anyMatch(other -> other.name().equals(field.name()))) {
      throw new IllegalArgumentException(
          "the action %s has %d of %d fields, and cannot have another one '%s'"
              .formatted(name, fields.size(), MAX_FIELDS, field.name()));
    }
    List<ActionField> more = new ArrayList<>(fields);
    more.add(field);
    return new AdminAction(name, description, run, List.copyOf(more), table, column);
  }

  /// Returns a copy that the console also offers in each row of a table.
  ///
  /// @param ofTable the name of a table of the game, or of the kit's table `sessions`
  /// @param ofColumn the column whose value becomes the first field
  public AdminAction onRow(String ofTable, String ofColumn) {
    return new AdminAction(name, description, run, fields, ofTable, ofColumn);
  }

  /// Returns the name of the action.
  public String name() {
    return name;
  }

  /// Returns one line that tells the operator what the action does.
  public String description() {
    return description;
  }

  /// Returns the fields.
  public List<ActionField> fields() {
    return fields;
  }

  /// Returns the name of the table whose rows offer this action; empty when there is none.
  public String table() {
    return table;
  }

  /// Returns the column of that table whose value becomes the first field; empty when there is
  /// none.
  public String column() {
    return column;
  }

  /// Checks the values of a call, and adds an empty value for each field that has none.
  ///
  /// @param operator the name that the operator claims
  /// @param address the address that the request came from
  /// @throws IllegalArgumentException when a value is not allowed, or no field has its name
  public ActionCall check(String operator, String address, Map<String, String> values) {
    Map<String, String> left = new LinkedHashMap<>(values);
    Map<String, String> checked = new LinkedHashMap<>();
    for (ActionField field : fields) {
      String value = left.getOrDefault(field.name(), "");
      left.remove(field.name());
      field.check(value);
      checked.put(field.name(), value);
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "the action %s has only the fields %s"
              .formatted(name, fields.stream().map(ActionField::name).toList()));
    }
    return new ActionCall(operator, address, checked);
  }

  /// Starts the action.
  public CompletionStage<ActionResult> run(ActionCall call) {
    return run.apply(call).thenApply(result -> result);
  }
}
