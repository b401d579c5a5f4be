package dev.wharf.game.simulation;

import dev.wharf.client.GameClient;
import dev.wharf.client.ReconnectingClient;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Players who have two devices each. A device crashes without a trace, its process is killed, or
/// its client logs out, all at random times. At times, both devices log in to the same account at
/// the same instant. So the server sees take-overs from players who are online, absent, half open,
/// or still logging in. The clients talk in a room, and check what they hear ([RoomClient]).
/// Besides, somebody uses tokens twice ([TokenReplay]). Only threads of the simulation use it.
final class CrashingClients {
  private static final int ACCOUNTS = 3;
  private static final int DEVICES = 2;
  private static final Duration TALK = Duration.ofMillis(200);

  /// The pauses between two changes of an account's devices, and between two replays of a token.
  private static final long SHORTEST_PAUSE_NANOS = 100_000;

  private static final int PAUSE_DOUBLINGS = 16;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final Duration TO_STOP = Duration.ofMinutes(1);
  private static final int BUFFER_MEMORY = 16 << 20;

  private final Simulation simulation;
  private final SplittableRandom random;

  /// The host whose threads turn the devices on and off.
  private final Host control;

  private final List<List<Device>> accounts;
  private final InetSocketAddress server;
  private boolean isOver;
  private int running;
  private long heard;
  private @Nullable String problem;

  /// Creates clients that do not run yet.
  ///
  /// @param server the address of the server, also after a restart
  CrashingClients(Simulation simulation, SplittableRandom random, InetSocketAddress server) {
    this.simulation = simulation;
    this.random = random;
    this.control = simulation.newHost("control");
    this.server = server;
    this.accounts =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(
                account ->
                    IntStream.range(0, DEVICES)
                        .mapToObj(number -> new Device(account, number))
                        .toList())
            .toList();
  }

  /// Begins to turn devices on and off, for a time.
  void start(Duration time) {
    isOver = false;
    simulation.after(time, () -> isOver = true);
    for (List<Device> devices : accounts) {
      running++;
      control.runtime().newThread("account", () -> use(devices)).start();
    }
    running++;
    control.runtime().newThread("token-replay", this::replayTokens).start();
  }

  private void replayTokens() {
    try (CompletionPort port = openPort(control)) {
      TokenReplay replay =
          new TokenReplay(ClientService.open(port, GameClient.sessionOptions()), server, "replay");
      while (!isOver) {
        if (replay.isGoodTwice()) {
          problem = "a token that was replaced by another one is still good";
        }
        control.runtime().sleep(Duration.ofNanos(random.nextLong(LONGEST_PAUSE.toNanos())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running--;
    }
  }

  private static CompletionPort openPort(Host host) {
    return CompletionPort.open(
        PortOptions.defaults()
            .withName(host.name())
            .withWorkers(1)
            .withBufferMemoryBytes(BUFFER_MEMORY)
            .withStallThreshold(Duration.ofSeconds(10))
            .withRuntime(host.runtime()));
  }

  private void use(List<Device> devices) {
    try {
      while (!isOver) {
        devices.get(random.nextInt(DEVICES)).change();
        if (random.nextInt(3) > 0) {
          control.runtime().sleep(Duration.ofNanos(random.nextLong(longestPause())));
        }
      }
      devices.forEach(Device::turnOff);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running--;
    }
  }

  /// Returns a limit of the next pause, in nanoseconds. Half of the pauses are long, because the
  /// simulation keeps the threads of crashed hosts until its end. The others have all magnitudes.
  private long longestPause() {
    return random.nextBoolean()
        ? LONGEST_PAUSE.toNanos()
        : SHORTEST_PAUSE_NANOS << random.nextInt(PAUSE_DOUBLINGS + 1);
  }

  /// Waits until all devices have crashed, and checks what the clients have heard.
  void awaitEnd() throws InterruptedException {
    Problem.unless(
        simulation.poll(() -> running == 0, TO_STOP), "the devices are not turned off in time");
    Problem.unless(problem == null, String.valueOf(problem));
  }

  /// Returns the number of texts that the clients have heard.
  long heard() {
    return heard;
  }

  /// A device of a player.
  private final class Device {
    private final Host host;
    private final String account;
    private @Nullable ReconnectingClient<RoomClient> client;
    private boolean isUp = true;
    private boolean isOn;

    Device(int account, int number) {
      this.host = simulation.newHost("device" + account + (char) ('a' + number));
      this.account = "restless" + account;
    }

    /// Turns the device on. When it is on, lets it crash, kills its process, or logs its client
    /// out.
    void change() {
      ReconnectingClient<RoomClient> present = client;
      if (!isOn) {
        turnOn();
      } else if (present != null && random.nextInt(3) == 0) {
        present.close();
        isOn = false;
      } else {
        turnOff();
      }
    }

    private void turnOn() {
      if (client != null && isUp) {
        host.kill();
        isUp = false;
      }
      if (!isUp) {
        host.restart();
        isUp = true;
      }
      client = null;
      isOn = true;
      host.runtime().newThread("client", this::connect).start();
    }

    void turnOff() {
      isOn = false;
      if (isUp) {
        isUp = false;
        if (random.nextBoolean()) {
          host.crash();
        } else {
          host.kill();
        }
      }
    }

    private void connect() {
      ReconnectingClient<RoomClient> opened =
          new ReconnectingClient<>(
              ClientService.open(openPort(host), GameClient.sessionOptions()),
              Route.to(server),
              PacketProtocol.of(RoomClient.router()),
              link ->
                  new RoomClient(link, account, "restless", () -> heard++, text -> problem = text),
              new ReconnectingClient.Listener<>() {});
      client = opened;
      opened.open();
      talk(opened);
    }

    private void talk(ReconnectingClient<RoomClient> opened) {
      RoomClient present = opened.client();
      if (present != null) {
        present.sayNext();
      }
      var _ = host.runtime().schedule(TALK, () -> talk(opened));
    }
  }
}
