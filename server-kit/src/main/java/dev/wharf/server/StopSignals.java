package dev.wharf.server;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles SIGTERM and SIGINT. The first signal starts a drain. The second signal ends the process
/// at once, with the exit code 128 plus the signal's number. A shutdown hook cannot handle a second
/// signal, because the JVM ignores further signals while hooks run.
///
/// The class uses `sun.misc.Signal` by reflection, because the compiler's warning about it cannot
/// be suppressed. `sun.misc.Signal` is supported (module `jdk.unsupported`, JEP 260), and the JDK
/// has no other way to receive a signal.
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

  /// Installs the signal handlers.
  ///
  /// @param server the server's name in messages
  /// @param onFirst starts the drain at the first signal; must not block
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
      log.warn("cannot handle SIG{}: this signal will end the process without a drain", name, e);
    }
  }

  private void onSignal(int number) {
    if (seen.incrementAndGet() == 1) {
      onFirst.run();
      return;
    }
    // On a separate thread, because System.exit may need the JVM's signal thread.
    Thread.ofPlatform().name("forced-exit").start(() -> force(number));
  }

  private void force(int number) {
    System.err.println(server + ": ended at once by a second signal");
    System.err.flush();
    System.exit(SIGNAL_BASE + number);
  }
}
