package dev.wharf.game.simulation;

import dev.wharf.game.server.SampleGame;
import dev.wharf.game.simulation.Case.Weather;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `wharf simulate`: plays the game in a simulated world, and looks for a smaller case when
/// something goes wrong.
@Command(
    name = "simulate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Plays the whole game in one process and in virtual time: the server, the swarm's users,"
            + " and a network with faults between them. A seed decides everything, so the same"
            + " seed repeats a run. Every delivery is checked.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:something is wrong; the last lines say what, and how to repeat it",
      "2:wrong options"
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} --seed 4711 --minutes 30 --faults storm",
      "  ${COMMAND-FULL-NAME} --for 60",
      "  ${COMMAND-FULL-NAME} --faults rain --cut 5%%/s --deliveries 1000000"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int MAX_CLIENTS = 1_000;
  private static final double MAX_MINUTES = 100_000;
  private static final double MIN_MINUTES = 0.01;
  private static final double NANOS_PER_MINUTE = 60e9;
  private static final int FRESH_SEEDS = 1_000_000_000;

  /// The real time in which the command looks for a smaller case.
  private static final Duration TO_SEARCH = Duration.ofMinutes(1);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed; without this option a fresh one, which is printed.")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1",
      description = "How long the users send messages, in virtual minutes (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "20",
      description = "Number of virtual users (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--faults",
      paramLabel = "HOW",
      defaultValue = "storm",
      description =
          "The faults of the network: none, rain (rare), or storm (frequent) (${DEFAULT-VALUE}).")
  private Weather weather = Weather.STORM;

  @Option(
      names = "--cut",
      paramLabel = "P%/s",
      description =
          "Cuts this share of the connections in each second, such as 5%%/s. The users resume their"
              + " sessions. More clients crash, and log in twice at the same instant (no cuts).")
  private @Nullable String cutText;

  @Option(
      names = "--most-faults",
      paramLabel = "N",
      description = "After this number of faults, no more happen (no limit).")
  private @Nullable Long mostFaults;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description =
          "Runs one seed after another for this many seconds of real time: the first seed, the"
              + " next number, and so on. A run that has begun is finished.")
  private @Nullable Integer realSeconds;

  @Option(
      names = "--deliveries",
      paramLabel = "N",
      description =
          "Runs one seed after another until this many deliveries are checked, or the time of --for"
              + " has passed.")
  private @Nullable Long mostDeliveries;

  private final LongSupplier nanoTime;

  /// The sums of all cases up to now.
  private long cases;

  private long deliveries;
  private ResumeCounts resumes = ResumeCounts.NONE;
  private CheckedTrades trades = CheckedTrades.NONE;

  /// Creates the command.
  public SimulateCommand() {
    this(System::nanoTime);
  }

  /// Creates the command with a clock of its own for `--for`.
  SimulateCommand(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Integer call() {
    checkOptions();
    Case it = firstCase();
    long begin = nanoTime.getAsLong();
    boolean isGood = play(it);
    while (isGood && hasMore(nanoTime.getAsLong() - begin)) {
      it = it.withSeed(it.seed() + 1);
      isGood = play(it);
    }
    if (cases > 1) {
      print(
          String.format(
              Locale.ROOT,
              "%,d seeds, the last one %d: %,d deliveries checked, %s%s",
              cases,
              it.seed(),
              deliveries,
              trades,
              comeBacks(it, resumes)));
    }
    return isGood ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  /// Returns whether another seed follows.
  private boolean hasMore(long nanos) {
    boolean isInTime = realSeconds == null || nanos < TimeUnit.SECONDS.toNanos(realSeconds);
    boolean isBelow = mostDeliveries == null || deliveries < mostDeliveries;
    return (realSeconds != null || mostDeliveries != null) && isInTime && isBelow;
  }

  private void checkOptions() {
    check(clients >= 1 && clients <= MAX_CLIENTS, "--clients must be 1 to " + MAX_CLIENTS);
    check(
        minutes >= MIN_MINUTES && minutes <= MAX_MINUTES,
        "--minutes must be " + MIN_MINUTES + " to " + Math.round(MAX_MINUTES));
    check(mostFaults == null || mostFaults >= 0, "--most-faults must be 0 or more");
    check(realSeconds == null || realSeconds > 0, "--for must be more than 0");
    check(mostDeliveries == null || mostDeliveries > 0, "--deliveries must be more than 0");
  }

  private static void check(boolean isGood, String problem) {
    if (!isGood) {
      throw new UsageException(problem);
    }
  }

  private Case firstCase() {
    return new Case(
        seed == null ? new SplittableRandom().nextInt(FRESH_SEEDS) : seed,
        clients,
        Duration.ofNanos(Math.round(minutes * NANOS_PER_MINUTE)),
        weather,
        cut(),
        mostFaults == null ? Case.NO_LIMIT : mostFaults);
  }

  private CutRate cut() {
    try {
      return cutText == null ? Case.NO_CUTS : CutRate.parse(cutText);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  /// Plays a case, and prints its progress and its result.
  ///
  /// @return whether nothing is wrong
  private boolean play(Case it) {
    print(it.options());
    MachineUse before = MachineUse.now();
    Outcome outcome = SimulatedGame.play(it, soFar -> print("  " + line(it, soFar)));
    MachineUse use = MachineUse.now().since(before);
    cases++;
    deliveries += outcome.deliveries();
    resumes = resumes.plus(outcome.resumes());
    trades = trades.plus(outcome.trades());
    if (outcome.isGood()) {
      print("  PASS  hash %s, %s".formatted(outcome.hashText(), speed(outcome, use)));
    } else {
      report(it, outcome);
    }
    return outcome.isGood();
  }

  private static String line(Case it, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "%s of virtual time: %,d deliveries checked, %s, %,d faults injected%s",
        clock(outcome.time()),
        outcome.deliveries(),
        outcome.trades(),
        outcome.faults(),
        comeBacks(it, outcome.resumes()));
  }

  /// Returns the counts of resumes behind a comma; an empty text for a case without cuts.
  private static String comeBacks(Case it, ResumeCounts counts) {
    return it.hasCuts() ? ", " + counts : "";
  }

  private static String clock(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private static String speed(Outcome outcome, MachineUse use) {
    double seconds = use.cpuNanos() / 1e9;
    return String.format(
        Locale.ROOT,
        "%.1f s of CPU time, %,d deliveries a second of it",
        seconds,
        Math.round(outcome.deliveries() / Math.max(seconds, 0.001)));
  }

  /// Prints what is wrong, the last events, and a smaller case.
  private static void report(Case it, Outcome outcome) {
    print("the last events:");
    outcome.events().lines().forEach(event -> print("  " + event));
    print("  FAIL  " + line(it, outcome) + ", hash " + outcome.hashText());
    print("  " + outcome.problem());
    print("repeat it: " + command(it));
    print(
        "looking for a smaller case for "
            + TO_SEARCH.toSeconds()
            + " s; a run that has begun is finished");
    long end = System.nanoTime() + TO_SEARCH.toNanos();
    SmallerCase smaller =
        SmallerCase.find(it, outcome, SimulatedGame::play, () -> System.nanoTime() - end >= 0);
    if (smaller.it().equals(it)) {
      print("no smaller case was found");
    } else {
      print(
          "  " + line(smaller.it(), smaller.outcome()) + ", hash " + smaller.outcome().hashText());
      print("  " + smaller.outcome().problem());
      print("repeat the smaller case: " + command(smaller.it()));
    }
  }

  private static String command(Case it) {
    return "./" + new SampleGame().name() + " simulate " + it.options();
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
