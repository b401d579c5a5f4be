package dev.wharf.client;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.ResumeReply;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Resumes clients that have lost their connection ([PacketSession#isAbsent()]). Each attempt opens
/// one connection. [ReconnectingClient] uses it; other code that keeps many clients connected, such
/// as a load generator, can too. Thread-safe.
public final class Resumer {
  private final ClientService service;
  private final PacketProtocol<ResumeAttempt> protocol;

  /// Learns how an attempt ends. Its methods are called on the worker of the new connection, one of
  /// them, once.
  public interface Outcome {
    /// Called when the client goes on with the new connection, before [GameClient#onResumed].
    void onResumed();

    /// Called when the client does not go on with the new connection. When the attempt may be
    /// repeated ([Resumer#mayTryAgain]), the caller does so after a pause. Otherwise, the caller
    /// closes the client.
    ///
    /// @param reason why the connection has ended
    /// @param refusal the failure that the server has sent; null when it has sent none
    void onNotResumed(CloseReason reason, @Nullable Failure refusal);
  }

  /// Creates a resumer for clients of one server.
  ///
  /// @param service opens the connections
  /// @param clients the protocol of the clients
  public Resumer(ClientService service, PacketProtocol<? extends GameClient> clients) {
    PacketRouter<ResumeAttempt> router =
        PacketRouter.<ResumeAttempt>forClient(clients.router().catalog())
            .on(ResumeReply.class, (attempt, reply) -> attempt.accepted(reply))
            .on(Failure.class, (attempt, failure) -> attempt.failed(failure))
            .ignoreTheRest()
            .build();
    this.service = service;
    this.protocol = PacketProtocol.of(router, clients.options());
  }

  /// Starts an attempt to resume a client.
  ///
  /// @param source the local address to connect from; null leaves the choice to the system
  /// @return the session of the attempt; closing it ends the attempt
  /// @throws RuntimeException when no connection can be opened ([ClientService#connect])
  public PacketSession resume(
      GameClient client,
      InetSocketAddress server,
      @Nullable InetSocketAddress source,
      Outcome outcome) {
    ResumeAttempt[] made = new ResumeAttempt[1];
    service.connect(
        server,
        source,
        protocol.sessions(link -> made[0] = new ResumeAttempt(link, client, outcome)));
    return made[0];
  }

  /// Returns whether another attempt may succeed after the server has refused one.
  ///
  /// @param refusal the server's failure; null when the server has not answered
  public static boolean mayTryAgain(@Nullable Failure refusal) {
    return refusal == null || refusal.getCode() == FailureCode.SERVER_FULL_VALUE;
  }
}
