package dev.wharf.server;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGTERM and SIGINT: the first asks for an end in good order, the second ends the process at
/// once, with 128 and the signal's number as the exit code. A shutdown hook could do the first
/// only: while hooks run, the JVM ignores further signals.
///
/// By reflection, because the compiler warns of `sun.misc.Signal` in a way that cannot be
/// suppressed. The class is supported (module `jdk.unsupported`, JEP 260); the JDK has no other way
/// to see a signal.
final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
  private static final int SIGNAL_BASE = 128;

  private final String server;
  private final Runnable onFirst;
  private final AtomicInteger seen = new AtomicInteger();

  private StopSignals(String server, Runnable onFirst) {
    this.server = server;
    this.onFirst = onFirst;
  }

  /// Begins to watch.
  ///
  /// @param server what the server calls itself
  /// @param onFirst what the first signal does; may not block
  static void watch(String server, Runnable onFirst) {
    StopSignals signals = new StopSignals(server, onFirst);
    signals.handle("TERM");
    signals.handle("INT");
  }

  private void handle(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      int number = (int) type.getMethod("getNumber").invoke(signal);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                onSignal(number);
                return null;
              });
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      log.warn("SIG{} cannot be handled: it ends the process without a drain", name, e);
    }
  }

  private void onSignal(int number) {
    if (seen.incrementAndGet() == 1) {
      onFirst.run();
      return;
    }
    // On a thread of its own: the JVM's signal thread must be free for whatever exiting needs.
    Thread.ofPlatform().name("forced-exit").start(() -> force(number));
  }

  private void force(int number) {
    System.err.println(server + ": second signal, ended at once");
    System.err.flush();
    System.exit(SIGNAL_BASE + number);
  }
}
