package dev.wharf.engine;

import java.io.UncheckedIOException;

/// A main program for tests. In its process, the kernel refuses rings, in one way after the other.
/// For each way, the program serves a client and opens a completion port with the provider URING.
/// It prints the results to standard output.
final class RefusedRings {
  static final String CASE = "CASE ";
  static final String PROVIDER = "PROVIDER ";
  static final String BY_NAME = "BY NAME ";
  static final String LEFT_OPEN = "LEFT OPEN ";

  /// A way in which the kernel refuses a ring: the system call that fails, and its error number.
  enum Refusal {
    // The later steps of creating a ring come first, because a filter cannot be removed.
    MAPPING_NO_MEMORY(SystemCallFilter.RING_MAPPING, 12, "mmap failed with error 12 ("),
    PROBE_FORBIDDEN(SystemCallFilter.RING_REGISTER, 1, "io_uring_register failed with error 1 ("),
    PROBE_UNKNOWN(SystemCallFilter.RING_REGISTER, 22, "io_uring_register failed with error 22 ("),
    FORBIDDEN(SystemCallFilter.RING_SETUP, 1, "seccomp profile"),
    NO_ACCESS(SystemCallFilter.RING_SETUP, 13, "seccomp profile"),
    NO_SUCH_CALL(SystemCallFilter.RING_SETUP, 38, "the kernel has no io_uring"),
    NO_MEMORY(SystemCallFilter.RING_SETUP, 12, "ulimit -l"),
    TOO_OLD(SystemCallFilter.RING_SETUP, 22, "Linux 5.19");

    final SystemCallFilter filter;
    final int errno;
    final String words;

    Refusal(SystemCallFilter filter, int errno, String words) {
      this.filter = filter;
      this.errno = errno;
      this.words = words;
    }
  }

  private RefusedRings() {}

  public static void main(String[] args) throws Exception {
    serve(PortOptions.Provider.AUTO);
    serve(PortOptions.Provider.JDK);
    openByName();
    for (Refusal refusal : Refusal.values()) {
      long before = Descriptors.count();
      refusal.filter.install(refusal.errno);
      System.out.println(CASE + refusal);
      serve(PortOptions.Provider.AUTO);
      openByName();
      System.out.println(LEFT_OPEN + (Descriptors.count() - before));
    }
  }

  private static void serve(PortOptions.Provider provider) throws Exception {
    try (EngineFixture engine =
        new EngineFixture(PortOptions.defaults().withWorkers(2), provider)) {
      System.out.println(PROVIDER + engine.port.providerName());
      Peers.assertEchoes(engine.socketTo(engine.serve(Probes.echo())), 1);
    }
  }

  private static void openByName() {
    try {
      CompletionPort.open(PortOptions.defaults().withProvider(PortOptions.Provider.URING)).close();
      System.out.println(BY_NAME + "opened");
    } catch (UncheckedIOException e) {
      System.out.println(BY_NAME + e.getMessage());
    }
  }
}
