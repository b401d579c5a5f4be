package dev.wharf.server.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private final ConnectionLimit<Connection> connections =
      new ConnectionLimit<>(Connection::from, Connection::answering);

  /// A connection of the test. Two connections are equal when they have the same components.
  private record Connection(InetAddress from, int number, boolean answering) {
    static Connection of(int host, int number) {
      return new Connection(InetAddress.ofLiteral("10.0.0." + host), number, false);
    }

    Connection inWork() {
      return new Connection(from, number, true);
    }
  }

  @Test
  void closesTheOldestOfAnAddressForItsNextConnection() {
    fill(1, ConnectionLimit.MOST_OF_AN_ADDRESS);
    assertThat(connections.add(Connection.of(1, 100))).isEqualTo(Connection.of(1, 0));
    assertThat(connections.add(Connection.of(1, 101))).isEqualTo(Connection.of(1, 1));
    assertThat(connections.add(Connection.of(2, 0))).as("connection of another address").isNull();
  }

  @Test
  void closesAConnectionOfTheAddressWithMostWhenAllPlacesAreTaken() {
    fill(1, 10);
    fill(2, 12);
    for (int host = 3; host < 3 + ConnectionLimit.MOST - 22; host++) {
      fill(host, 1);
    }
    assertThat(connections.add(Connection.of(200, 0))).isEqualTo(Connection.of(2, 0));
  }

  @Test
  void aConnectionThatWasJustAnsweredCountsAsNew() {
    fill(1, ConnectionLimit.MOST_OF_AN_ADDRESS);
    connections.onResponded(Connection.of(1, 0));
    assertThat(connections.add(Connection.of(1, 100))).isEqualTo(Connection.of(1, 1));
  }

  @Test
  void closesAConnectionThatIsBeingAnsweredOnlyWhenAllAre() {
    assertThat(connections.add(Connection.of(1, 0).inWork())).isNull();
    for (int i = 1; i < ConnectionLimit.MOST_OF_AN_ADDRESS; i++) {
      assertThat(connections.add(Connection.of(1, i))).isNull();
    }
    for (int i = 1; i < ConnectionLimit.MOST_OF_AN_ADDRESS; i++) {
      Connection next = Connection.of(1, 100 + i).inWork();
      assertThat(connections.add(next)).isEqualTo(Connection.of(1, i));
    }
    assertThat(connections.add(Connection.of(1, 200))).isEqualTo(Connection.of(1, 0).inWork());
  }

  @Test
  void forgetsAClosedConnection() {
    fill(1, ConnectionLimit.MOST_OF_AN_ADDRESS);
    connections.remove(Connection.of(1, 5));
    connections.remove(Connection.of(1, 5));
    connections.onResponded(Connection.of(1, 5));
    assertThat(connections.add(Connection.of(1, 100))).isNull();
    assertThat(connections.add(Connection.of(1, 101))).isEqualTo(Connection.of(1, 0));
  }

  private void fill(int host, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(connections.add(Connection.of(host, i))).isNull();
    }
  }
}
