package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;

/// Measures the time from the start of a process to its first reply.
record StartupTrial() implements Trial {
  private static final byte[] FRAME = {8, 0, 100, 0, 1, 2, 3, 4};
  private static final int PATIENCE_MILLIS = 10_000;

  @Override
  public String title() {
    return "to the first reply";
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(FRAME);
      byte[] reply = socket.getInputStream().readNBytes(FRAME.length);
      double millis = server.age().toNanos() / 1e6;
      return new Outcome(
          Arrays.equals(reply, FRAME),
          Map.of("startup_ms", millis, "cpu_ms", (double) server.cpuTime().toMillis()));
    } catch (IOException e) {
      throw new BenchFailedException("it does not answer: " + e.getMessage(), e);
    }
  }
}
