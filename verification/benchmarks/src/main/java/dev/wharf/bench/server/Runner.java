package dev.wharf.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/// Keeps a server running until its process is killed.
final class Runner {
  private Runner() {}

  /// Prints that the server listens, and answers the questions on standard input. Does not return
  /// before the thread is interrupted.
  ///
  /// @return the exit code of the process
  static int run(EchoServer server) throws IOException {
    say("READY " + server.port());
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Question.of(line.strip()).ifPresent(question -> say(Question.ANSWER + question.answer()));
    }
    stay();
    return 0;
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void stay() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
