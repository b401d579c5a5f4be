package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.uring.channels.UringProvider;
import dev.wharf.engine.worker.Worker;
import dev.wharf.engine.worker.WorkerDeaths;
import dev.wharf.engine.worker.Workers;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which provider a completion port uses, and what the log says when it is not the requested
/// provider.
///
/// The test runs isolated, because descriptors and threads belong to the whole process.
@Isolated
@Tag(EngineFixture.ONCE)
class ProviderChoiceTest {
  private static final String JDK = AsynchronousChannelProvider.provider().getClass().getName();
  private static final Worker.Owner DEATHS = new WorkerDeaths(_ -> {});
  private static final String FELL_BACK = "the completion port is the JDK's (";

  @BeforeEach
  void needsARing() {
    EngineFixture.assumeAvailable(PortOptions.Provider.URING);
  }

  @ParameterizedTest
  @EnumSource
  void opensThePortThatIsAskedFor(PortOptions.Provider asked) throws Exception {
    try (EngineFixture engine = new EngineFixture(PortOptions.defaults(), asked)) {
      assertThat(engine.port.providerName())
          .isEqualTo(
              switch (asked) {
                case JDK -> JDK;
                case URING -> UringProvider.class.getName();
                case AUTO -> Workers.AUTO_TRIES_URING ? UringProvider.class.getName() : JDK;
              });
    }
  }

  @Test
  void anyProgramRunsOnTheProviderThatASystemPropertyNames() throws Exception {
    String provider = UringProvider.class.getName();
    List<String> lines =
        ChildJvm.run(
            AnyProgram.class,
            "true",
            ChildJvm.NATIVE_ACCESS,
            "-Djava.nio.channels.spi.AsynchronousChannelProvider=" + provider);
    assertThat(lines).containsExactly(provider + " says hello", provider + " says hello");
  }

  /// All workers must use the same provider. When one ring is refused, all workers use the JDK's
  /// provider, and the rings that were opened before must be closed.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void opensAllWorkersOnTheJdksProviderWhenOneRingIsRefused(int refused) throws Exception {
    PortOptions options = PortOptions.defaults().withWorkers(3).withName("choosy");
    Workers.openOrFallBack(options, UringProvider::new, DEATHS)
        .close(); // opens the descriptors that stay open for good
    long before = Descriptors.count();
    Workers workers = Workers.openOrFallBack(options, () -> new ThriftyProvider(refused), DEATHS);
    try {
      assertThat(workers.provider().getClass().getName()).isEqualTo(JDK);
      assertThat(workers.all())
          .hasSize(3)
          .allSatisfy(
              worker -> assertThat(worker.group().provider().getClass().getName()).isEqualTo(JDK));
      EngineFixture.until("no thread of a ring is left", () -> threadsNamed("choosy-worker") == 3);
    } finally {
      workers.close();
    }
    EngineFixture.until("all descriptors are closed", () -> Descriptors.count() <= before);
    EngineFixture.until("no thread is left", () -> threadsNamed("choosy-worker") == 0);
  }

  @Test
  void namesTheDescriptorLimitAndOpensWhenADescriptorIsFree() throws Exception {
    List<String> lines =
        ChildJvm.run(RingsAtTheLimit.class, "ulimit -n 64", ChildJvm.NATIVE_ACCESS);
    int failures = 1 + RingsAtTheLimit.STEPS;
    assertThat(lines).startsWith("opened").endsWith("opened", "left open: 0").hasSize(failures + 3);
    assertThat(lines.subList(1, 1 + failures))
        .allSatisfy(
            line -> assertThat(line).contains("error 24 (").contains("open files (ulimit -n)"));
  }

  private static long threadsNamed(String begin) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(begin))
        .count();
  }

  /// A provider that opens a number of rings, and refuses each further ring.
  private static final class ThriftyProvider extends AsynchronousChannelProvider {
    private final UringProvider rings = new UringProvider();
    private int left;

    ThriftyProvider(int refused) {
      left = refused - 1;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory)
        throws IOException {
      if (left-- == 0) {
        throw new IOException("no ring is left");
      }
      return rings.openAsynchronousChannelGroup(threads, factory);
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
        ExecutorService executor, int initialSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
        AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }
  }

  /// Tests each way in which the kernel refuses rings. One child process tries all ways, and each
  /// test checks a part of its output.
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class WhereTheKernelRefusesRings {
    private List<String> output = List.of();

    @ParameterizedTest
    @EnumSource
    void servesOnTheJdksPortAndSaysWhyInOneLine(RefusedRings.Refusal refusal) throws Exception {
      List<String> lines = linesOf(refusal);
      assertThat(lines).contains(RefusedRings.PROVIDER + JDK);
      List<String> logged = lines.stream().filter(line -> line.contains(FELL_BACK)).toList();
      assertThat(logged).hasSize(Workers.AUTO_TRIES_URING ? 1 : 0);
      assertThat(logged).allSatisfy(line -> assertSaysWhy(line, refusal));
    }

    @ParameterizedTest
    @EnumSource
    void failsToOpenByNameAndSaysWhatToDo(RefusedRings.Refusal refusal) throws Exception {
      assertThat(linesOf(refusal))
          .filteredOn(line -> line.startsWith(RefusedRings.BY_NAME))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line).contains("there is no io_uring here: ");
                assertSaysWhy(line, refusal);
              });
    }

    @ParameterizedTest
    @EnumSource
    void givesBackWhatWasOpenedSoFar(RefusedRings.Refusal refusal) throws Exception {
      assertThat(linesOf(refusal)).contains(RefusedRings.LEFT_OPEN + 0);
    }

    @Test
    void hasARingWithoutTheRefusal() throws Exception {
      assertThat(
              run().subList(0, run().indexOf(RefusedRings.CASE + RefusedRings.Refusal.values()[0])))
          .contains(RefusedRings.BY_NAME + "opened");
    }

    private static void assertSaysWhy(String line, RefusedRings.Refusal refusal) {
      assertThat(line)
          .contains(" failed with error " + refusal.errno + " (")
          .contains(refusal.words);
    }

    private List<String> linesOf(RefusedRings.Refusal refusal) throws Exception {
      List<String> all = run();
      int begin = all.indexOf(RefusedRings.CASE + refusal);
      List<String> rest = all.subList(begin + 1, all.size());
      return rest.stream().takeWhile(line -> !line.startsWith(RefusedRings.CASE)).toList();
    }

    private List<String> run() throws Exception {
      if (output.isEmpty()) {
        output = ChildJvm.run(RefusedRings.class, "true", ChildJvm.NATIVE_ACCESS);
      }
      return output;
    }
  }
}
