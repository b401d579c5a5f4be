package dev.wharf.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Attackers from many addresses hold all places for connections that have not logged in, and take
/// each place that becomes free. The test proves that honest clients still get in. All addresses
/// are of the form 127.x.y.z.
@DisabledOnOs(value = OS.MAC, disabledReason = "has one loopback address by default")
@Timeout(60)
class AdmissionAttackTest {
  private static final int ADDRESSES = 40;
  private static final int HELD_BY_ADDRESS = 4;
  private static final int NEWCOMERS = 20;

  /// How often a client tries to get in before it gives up. It needs several tries, because the
  /// server may end some of its connections.
  private static final int TRIES = 5;

  private static final AdmissionLimits LIMITS =
      new AdmissionLimits(1000, 64, 8, HELD_BY_ADDRESS, 5, false);

  @Test
  void admitsHonestClientsWhileManyNetworksStaySilent() throws Exception {
    assertNewcomersGetIn(i -> "127.1." + i + ".1", new byte[0]);
  }

  @Test
  void admitsHonestClientsWhileOneNetworkStaysSilent() throws Exception {
    assertNewcomersGetIn(i -> "127.1.1." + (i + 1), new byte[0]);
  }

  /// The attackers send a few bytes of a frame. These bytes must not protect their connections.
  @Test
  void admitsHonestClientsWhileManyNetworksSendHalfAFrame() throws Exception {
    assertNewcomersGetIn(i -> "127.1." + i + ".1", new byte[] {1});
  }

  private static void assertNewcomersGetIn(IntFunction<String> attackers, byte[] said)
      throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withAdmission(LIMITS)
                  .withSession(SessionOptions.defaults().withLoginTimeout(Duration.ofMinutes(1))),
              AdmissionAttackTest::loginByTwoBytes);
      try (Attack _ = Attack.begin(server.localAddress(), attackers, said)) {
        EngineFixture.until(
            "some connections are refused",
            () ->
                server.counters().refusedFull() + server.counters().refusedByAddress() > ADDRESSES);
        int came = 0;
        while (came < NEWCOMERS || server.counters().closed(CloseReason.DISPLACED) == 0) {
          assertGetsIn(server.localAddress(), "127.2." + came++ % 256 + ".1");
        }
      }
    }
  }

  /// Returns a handler for which two bytes are a frame and also a login. The handler echoes them.
  private static SessionHandler loginByTwoBytes(Session newcomer) {
    return (session, received) -> {
      if (received.remaining() >= 2) {
        session.markAuthenticated();
        EngineFixture.send(session, received);
      }
    };
  }

  private static void assertGetsIn(InetSocketAddress server, String from) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      try (Socket socket = connect(server, from)) {
        socket.getOutputStream().write(new byte[] {7, 7});
        if (socket.getInputStream().readNBytes(2).length == 2) {
          return;
        }
      } catch (IOException e) {
        // The server has refused or displaced the connection.
      }
      Thread.sleep(Duration.ofMillis(200));
    }
    throw new AssertionError(from + " did not get in");
  }

  private static Socket connect(InetSocketAddress server, String from) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) EngineFixture.PATIENCE.toMillis());
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(server, (int) EngineFixture.PATIENCE.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// Attacks the server from several addresses: keeps as many connections open from each address as
  /// the server accepts.
  private static final class Attack implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;

    private Attack(InetSocketAddress server, IntFunction<String> addresses, byte[] said) {
      thread = Thread.ofPlatform().start(() -> hold(server, addresses, said));
    }

    static Attack begin(InetSocketAddress server, IntFunction<String> addresses, byte[] said) {
      return new Attack(server, addresses, said);
    }

    private void hold(InetSocketAddress server, IntFunction<String> addresses, byte[] said) {
      List<List<Socket>> held = new ArrayList<>();
      for (int i = 0; i < ADDRESSES; i++) {
        held.add(new ArrayList<>());
      }
      while (!over.get()) {
        for (int i = 0; i < ADDRESSES && !over.get(); i++) {
          List<Socket> mine = held.get(i);
          mine.removeIf(Attack::isEnded);
          if (mine.size() < HELD_BY_ADDRESS) {
            add(mine, server, addresses.apply(i), said);
          }
        }
      }
      held.forEach(mine -> mine.forEach(Attack::close));
    }

    private static void add(List<Socket> mine, InetSocketAddress server, String from, byte[] said) {
      try {
        Socket socket = connect(server, from);
        mine.add(socket);
        socket.setSoTimeout(1);
        socket.getOutputStream().write(said);
      } catch (IOException e) {
        // The server has refused or displaced the connection; the next round connects again.
      }
    }

    private static boolean isEnded(Socket socket) {
      try {
        if (socket.getInputStream().read() < 0) {
          close(socket);
          return true;
        }
        return false;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        close(socket);
        return true;
      }
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // The connection is closed, whatever the exception is.
      }
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
