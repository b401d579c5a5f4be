package dev.wharf.storage;

import dev.wharf.server.Game;
import dev.wharf.server.StartException;
import dev.wharf.server.config.ConfigLoader;
import dev.wharf.server.config.ConfigProblems;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.storage.database.SqliteBackup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line that copies the SQLite database of a game's server, also while the server runs.
@Command(
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Copies the server's SQLite database into a new file. The server may run meanwhile. The"
            + " settings are those of the server: storage.url names the database.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:copied, and the copy is sound",
      "1:not copied, and no file was changed: the reason is in one line",
      "2:wrong command line"
    })
public final class BackupCommand implements Callable<Integer> {
  private static final int NOT_COPIED = 1;

  @Parameters(index = "0", paramLabel = "FILE", description = "The new file. It must not exist.")
  Path target = Path.of("");

  @Option(names = "--config", paramLabel = "FILE", description = "The server's file with settings.")
  @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key, such as storage.url. Can be repeated.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  boolean help;

  private final Game game;
  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter errors;

  private BackupCommand(
      Game game, Map<String, String> environment, PrintWriter out, PrintWriter errors) {
    this.game = game;
    this.environment = environment;
    this.out = out;
    this.errors = errors;
  }

  /// Runs the command for a game, and ends the process with the exit code.
  public static void main(Game game, String[] arguments) {
    System.exit(
        run(
            game,
            arguments,
            System.getenv(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
  }

  /// Runs the command as [#main] does, but returns the exit code and does not end the process.
  ///
  /// @param environment the process's environment variables, which may set configuration keys
  public static int run(
      Game game,
      String[] arguments,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter errors) {
    BackupCommand command = new BackupCommand(game, environment, out, errors);
    return new CommandLine(command)
        .setCommandName(game.name() + " backup")
        .setOut(out)
        .setErr(errors)
        .setParameterExceptionHandler((mistake, _) -> command.reportUsageError(mistake))
        .execute(arguments);
  }

  private int reportUsageError(CommandLine.ParameterException mistake) {
    problem(String.valueOf(mistake.getMessage()) + " (--help explains the options)");
    CommandLine.Help help = mistake.getCommandLine().getHelp();
    errors.print("Usage: " + help.synopsis("Usage: ".length()));
    errors.flush();
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() {
    try {
      ServerConfig config = ConfigLoader.load(game.schema(), file, environment, settings);
      Path source = sourceOf(config);
      long bytes = SqliteBackup.run(source, target);
      out.println("copied " + source + " into " + target + ": " + bytes + " bytes");
      return 0;
    } catch (ConfigProblems e) {
      e.problems().forEach(this::problem);
    } catch (StartException | IOException e) {
      problem(String.valueOf(e.getMessage()));
    }
    return NOT_COPIED;
  }

  private static Path sourceOf(ServerConfig config) {
    String url = config.of(StorageSettings.class).url();
    if (!url.startsWith(StorageSettings.SQLITE)) {
      String why =
          url.equals(StorageSettings.MEMORY)
              ? "a database in memory has no file"
              : "pg_dump copies a PostgreSQL database";
      throw StartException.of(config, List.of("storage.url"), new IOException(why));
    }
    return Path.of(url.substring(StorageSettings.SQLITE.length()));
  }

  private void problem(String line) {
    errors.println(game.name() + "-backup: " + line);
  }
}
