package dev.wharf.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `./wharf bench`. It makes all comparisons, one after another.
@Command(
    name = "wharf bench",
    mixinStandardHelpOptions = true,
    description =
        "Compares servers side by side. Without a command it makes all comparisons, one after"
            + " another, as each command does by itself. See docs/benchmarks.md.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every reply was right",
      "1:a reply was wrong or missing, or a server asked for by name did not take part",
      "2:the command line is wrong"
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin CommonOptions common = new CommonOptions();

  private final List<BenchmarkCommand> kinds =
      List.of(
          new EchoCommand(),
          new TlsCommand(),
          new WebSocketCommand(),
          new BroadcastCommand(),
          new IdleCommand(),
          new AcceptCommand(),
          new StartupCommand(),
          new AllocationCommand(),
          new WorkersCommand());

  /// Returns the comparisons. Each one is also a subcommand.
  public List<BenchmarkCommand> kinds() {
    return kinds;
  }

  @Override
  public Integer call() throws IOException {
    check();
    int worst = 0;
    for (BenchmarkCommand kind : kinds) {
      CommonOptions options = common.among(kind.contenders());
      if (common.servers.isEmpty() || !options.servers.isEmpty()) {
        worst = Math.max(worst, kind.run(options));
      }
    }
    return worst;
  }

  @SuppressWarnings("NullAway") // picocli has set the spec
  private void check() {
    Stream<Contender> known = kinds.stream().flatMap(kind -> kind.contenders().stream());
    try {
      common.chosen(known.distinct().toList());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
