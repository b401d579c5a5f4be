package dev.wharf.engine.service;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ListenException;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.session.LiveCounters;
import dev.wharf.engine.session.SessionSockets;
import dev.wharf.engine.session.SocketSession;
import dev.wharf.engine.trace.TraceEvents;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.engine.worker.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only implementation of [ServerService].
public final class SocketServer extends SocketService implements ServerService {
  private static final Logger log = LoggerFactory.getLogger(SocketServer.class);

  private final ServerOptions options;
  private final SessionHandlerFactory factory;
  private final AdmissionGate gate;
  private final AdmissionLog admissionLog;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<InetSocketAddress> localAddresses = new ArrayList<>();

  private SocketServer(SocketPort port, ServerOptions options, SessionHandlerFactory factory) {
    super(port, options.session());
    this.options = options;
    this.factory = factory;
    this.gate = new AdmissionGate(options.admission(), port::nanoTime);
    this.admissionLog = new AdmissionLog(options.admission(), port.runtime());
    listen(options.bind(), options.session());
    for (ServerOptions.Endpoint other : options.others()) {
      listen(other.bind(), options.session().withTransformation(other.transformation()));
    }
  }

  /// Starts to listen and to accept ([ServerService#start]).
  public static SocketServer start(
      CompletionPort port, ServerOptions options, SessionHandlerFactory factory) {
    SocketPort owner = SocketPort.of(port);
    SocketServer service = owner.register(() -> new SocketServer(owner, options, factory));
    service.listeners.forEach(Listener::start);
    return service;
  }

  @Override
  public InetSocketAddress localAddress() {
    return localAddresses.getFirst();
  }

  @Override
  public List<InetSocketAddress> localAddresses() {
    return Collections.unmodifiableList(localAddresses);
  }

  @Override
  public boolean isAccepting() {
    return !isEnding() && listeners.stream().allMatch(Listener::isOpen);
  }

  @Override
  void stopAccepting() {
    listeners.forEach(Listener::close);
    admissionLog.flush();
  }

  /// Makes a session of an accepted connection, or closes the connection when a limit is reached.
  /// Called on the listener's worker.
  ///
  /// @param session the options of the session
  void adopt(AsynchronousSocketChannel channel, Worker worker, SessionOptions session) {
    boolean isAdopted = false;
    try {
      InetSocketAddress remote = setUp(channel);
      isAdopted = remote != null && admit(channel, worker, remote, session);
    } finally {
      if (!isAdopted) {
        SocketSession.closeQuietly(channel);
      }
    }
  }

  /// Sets the options of an accepted channel.
  ///
  /// @return the peer's address; null when the connection is gone
  private @Nullable InetSocketAddress setUp(AsynchronousSocketChannel channel) {
    try {
      SessionSockets.setUp(channel, options.session());
      return (InetSocketAddress) channel.getRemoteAddress();
    } catch (IOException | RuntimeException e) {
      log.debug("a connection was gone before it was taken in", e);
      return null;
    }
  }

  /// Makes a session of a connection, unless a limit is reached or the session cannot be made.
  ///
  /// @return whether a session was made, which then owns the channel
  private boolean admit(
      AsynchronousSocketChannel channel,
      Worker worker,
      InetSocketAddress remote,
      SessionOptions session) {
    return switch (decide(remote, session.transformation())) {
      case AdmissionGate.Decision.Refused(AdmissionGate.Refusal reason) -> {
        count(reason);
        admissionLog.refused(remote, reason);
        yield false;
      }
      case AdmissionGate.Decision.Admitted(
              AdmissionGate.Place place,
              @Nullable Runnable displacing) -> {
        if (displacing != null) {
          displacing.run();
        }
        yield open(channel, worker, remote, session, place);
      }
    };
  }

  private AdmissionGate.Decision decide(
      InetSocketAddress remote, @Nullable TransformationFactory factory) {
    boolean isRelay = factory != null && factory.expectsPeerAddress(remote);
    return isRelay ? gate.tryEnterUnidentified() : gate.tryEnter(remote.getAddress());
  }

  @Override
  public void onPeerAddress(SocketSession session) {
    InetSocketAddress remote = session.remoteAddress();
    switch (gate.identify(placeOf(session), remote.getAddress())) {
      case AdmissionGate.Decision.Refused(AdmissionGate.Refusal reason) -> {
        count(reason);
        admissionLog.refused(remote, reason);
        session.close(
            CloseReason.ADDRESS_REFUSED, "the limit is " + reason.setting(options.admission()));
      }
      case AdmissionGate.Decision.Admitted(_, @Nullable Runnable displacing) -> {
        if (displacing != null) {
          displacing.run();
        }
      }
    }
  }

  private void count(AdmissionGate.Refusal reason) {
    LiveCounters counters = liveCounters();
    switch (reason) {
      case FULL, TOO_MANY_UNAUTHENTICATED -> counters.refusedFull.increment();
      case TOO_MANY_FROM_NETWORK, TOO_MANY_FROM_ADDRESS, TOO_FAST_FROM_ADDRESS ->
          counters.refusedByAddress.increment();
    }
  }

  @Override
  public void onFirstFrame(SocketSession session) {
    gate.spoke(placeOf(session));
  }

  @Override
  public void onAuthenticated(SocketSession session) {
    gate.authenticated(placeOf(session));
  }

  @Override
  public void onSessionEnded(SocketSession session) {
    session.endLogin();
    gate.leave(placeOf(session));
    super.onSessionEnded(session);
  }

  private boolean open(
      AsynchronousSocketChannel channel,
      Worker worker,
      InetSocketAddress remote,
      SessionOptions bounds,
      AdmissionGate.Place place) {
    SocketSession session;
    try {
      session =
          new SocketSession(
              newId(), this, bounds, worker, channel, remote, place, firstState(bounds));
    } catch (Throwable t) {
      gate.leave(place);
      if (CloseReason.OVERLOADED.equals(handlerFailed("making a session", remote, t))) {
        liveCounters().refusedForMemory.increment();
      }
      return false;
    }
    try {
      welcome(session, place);
    } finally {
      session.start();
    }
    return true;
  }

  /// Returns the first state of an accepted session. With a transformation, the session is not
  /// connected before the handshake is over.
  private static SessionState firstState(SessionOptions bounds) {
    return bounds.transformation() == null ? SessionState.CONNECTED : SessionState.CONNECTING;
  }

  private void welcome(SocketSession session, AdmissionGate.Place place) {
    try {
      session.makeHandler(factory);
    } catch (Throwable counted) {
      log.debug("{} ends without a handler", session);
    }
    if (session.isAuthenticated()) {
      gate.authenticated(place);
    } else {
      gate.occupy(place, () -> displace(session));
    }
    liveCounters().accepted.increment();
    TraceEvents.Accept.commit(session);
    add(session);
  }

  private void displace(SocketSession session) {
    admissionLog.displaced(session);
    session.close(CloseReason.DISPLACED, "it said nothing, and its place was needed");
  }

  private static AdmissionGate.Place placeOf(SocketSession session) {
    return (AdmissionGate.Place) Objects.requireNonNull(session.attachment());
  }

  /// Opens one listener for each worker. An accepted channel belongs to the channel group of its
  /// listener, and the kernel spreads connections over the listeners (`SO_REUSEPORT`). This spreads
  /// the sessions over the workers. When the address cannot be listened on, closes all listeners.
  ///
  /// @param bounds the options of the sessions of this address
  private void listen(InetSocketAddress bind, SessionOptions bounds) {
    List<Worker> workers = port().workers();
    int first = listeners.size();
    try {
      if (workers.size() == 1) {
        listeners.add(
            new Listener(this, bounds, workers.getFirst(), bind, options.backlog(), false));
      } else {
        InetSocketAddress address = probe(workers.getFirst(), bind);
        for (Worker worker : workers) {
          listeners.add(new Listener(this, bounds, worker, address, options.backlog(), true));
        }
      }
    } catch (IOException | RuntimeException e) {
      listeners.forEach(Listener::close);
      throw new ListenException(bind, e);
    }
    localAddresses.add(listeners.get(first).localAddress());
  }

  /// Listens once without `SO_REUSEPORT`, and returns the address. This fails when another server
  /// listens on the same address, which `SO_REUSEPORT` would allow. When the options have port 0,
  /// this chooses the port.
  private InetSocketAddress probe(Worker worker, InetSocketAddress bind) throws IOException {
    Listener listener = new Listener(this, options.session(), worker, bind, 1, false);
    try {
      return listener.localAddress();
    } finally {
      listener.close();
    }
  }
}
