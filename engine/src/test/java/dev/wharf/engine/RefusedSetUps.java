package dev.wharf.engine;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A main program for tests. In its process, the kernel refuses to set any socket option, and its
/// client service tries to connect. The program uses the JDK's provider and IPv4, which set no
/// option when they open a socket.
final class RefusedSetUps {
  private static final int ENOBUFS = 105;
  private static final int TRIES = 20;

  private RefusedSetUps() {}

  public static void main(String[] args) throws Exception {
    PortOptions options = PortOptions.defaults().withProvider(PortOptions.Provider.JDK);
    try (CompletionPort port = CompletionPort.open(options);
        ClientService service = ClientService.open(port, SessionOptions.defaults())) {
      SystemCallFilter.SET_SOCKET_OPTION.install(ENOBUFS);
      // Connects once first, to load the classes.
      int failed = failures(service, 1) - 1;
      long before = Descriptors.count();
      failed += failures(service, TRIES);
      System.out.println("FAILED " + failed + " LEFT OPEN " + (Descriptors.count() - before));
    }
  }

  private static int failures(ClientService service, int tries) {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    int failures = 0;
    for (int i = 0; i < tries; i++) {
      try {
        service.connect(nowhere, _ -> (session, received) -> {});
      } catch (UncheckedIOException e) {
        failures++;
      }
    }
    return failures;
  }
}
