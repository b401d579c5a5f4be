package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.body.BodyParser;
import dev.wharf.protocol.body.MalformedBodyException;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.route.Route;
import dev.wharf.protocol.route.RouteTable;
import dev.wharf.protocol.route.StateSet;
import dev.wharf.protocol.util.IntTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Maps each packet that one side may receive to its handler, and to the session states in which it
/// is accepted.
///
/// ```java
/// PacketRouter<GameSession> router =
///     PacketRouter.<GameSession>forServer(catalog)
///         .initialState(Stage.LOGIN)
///         .defaultStates(Stage.PLAYING)
///         .on(LoginRequest.class, Stage.LOGIN, login::handle)
///         .on(EchoRequest.class, (session, request) -> session.send(...))
///         .build();
/// ```
///
/// Immutable, thread-safe. One router serves all sessions of a service.
///
/// @param <S> the game's subclass of [PacketSession]
public final class PacketRouter<S extends PacketSession> {
  private final PacketCatalog catalog;
  private final Side side;
  private final PacketState initialState;
  private final IntTable<Route<S>> routes;

  private PacketRouter(
      PacketCatalog catalog, Side side, PacketState initialState, Map<Integer, Route<S>> routes) {
    this.catalog = catalog;
    this.side = side;
    this.initialState = initialState;
    this.routes = new IntTable<>(routes);
  }

  /// Returns a builder for the router of a server, which receives the packets that clients send.
  public static <S extends PacketSession> Builder<S> forServer(PacketCatalog catalog) {
    return new Builder<>(catalog, Side.SERVER);
  }

  /// Returns a builder for the router of a client, which receives the packets that servers send.
  public static <S extends PacketSession> Builder<S> forClient(PacketCatalog catalog) {
    return new Builder<>(catalog, Side.CLIENT);
  }

  /// Returns the catalog, which contains the packets of both sides.
  public PacketCatalog catalog() {
    return catalog;
  }

  /// Returns the side whose received packets this router dispatches.
  public Side side() {
    return side;
  }

  PacketState initialState() {
    return initialState;
  }

  /// Gives one packet to its handler. Throws what the handler throws.
  ///
  /// @return the reason why the packet is refused, or null when it was handled
  @Nullable Refusal dispatch(S session, Frame frame, BodyParser bodies) {
    Route<S> route = routes.get(frame.packetId());
    return switch (route) {
      case null -> refuse(frame, PacketCloseReasons.UNKNOWN_PACKET, unknown(frame));
      case Route.Typed<S, ?> typed -> dispatchTyped(typed, session, frame, bodies);
      case Route.Raw<S> raw -> dispatchRaw(raw, session, frame);
      case Route.Ignored<S> _ -> null;
      case Route.Misdirected<S> misdirected ->
          refuse(frame, PacketCloseReasons.WRONG_DIRECTION, misdirection(misdirected));
    };
  }

  private @Nullable Refusal dispatchTyped(
      Route.Typed<S, ?> route, S session, Frame frame, BodyParser bodies) {
    if (!route.states().contains(session.state())) {
      return refuseState(frame, route, route.states(), session);
    }
    try {
      route.handle(session, frame, bodies);
      return null;
    } catch (MalformedBodyException e) {
      String detail = route.packet() + " of " + frame.bodyBytes() + " bytes: " + e.getMessage();
      return refuse(frame, PacketCloseReasons.MALFORMED_BODY, detail);
    }
  }

  private @Nullable Refusal dispatchRaw(Route.Raw<S> route, S session, Frame frame) {
    if (!route.states().contains(session.state())) {
      return refuseState(frame, route, route.states(), session);
    }
    route.handle(session, frame);
    return null;
  }

  private Refusal refuseState(Frame frame, Route<S> route, StateSet states, S session) {
    String detail =
        route.packet() + " in state " + session.state() + ", it is accepted in " + states;
    return refuse(frame, PacketCloseReasons.WRONG_STATE, detail);
  }

  private static Refusal refuse(Frame frame, CloseReason reason, String detail) {
    return new Refusal(reason, frame.packetId(), detail);
  }

  private static String unknown(Frame frame) {
    return "no packet has id " + Integer.toUnsignedString(frame.packetId());
  }

  private String misdirection(Route.Misdirected<S> route) {
    return route.packet() + " is " + route.kind().direction() + ", it reached the " + side;
  }

  /// Returns the name and id of a packet, for logs.
  String nameOf(int packetId) {
    Route<S> route = routes.get(packetId);
    return route == null ? "packet " + Integer.toUnsignedString(packetId) : route.packet();
  }

  /// Collects handlers and builds a router. [#build()] reports all mistakes at once.
  ///
  /// Only one thread may use a builder. Once [#build()] has returned a router, every method throws
  /// [IllegalStateException].
  ///
  /// @param <S> the game's subclass of [PacketSession]
  public static final class Builder<S extends PacketSession> {
    private final PacketCatalog catalog;
    private final Side side;
    private final RouteTable<S> table;
    private boolean isBuilt;

    private Builder(PacketCatalog catalog, Side side) {
      this.catalog = catalog;
      this.side = side;
      this.table = new RouteTable<>(catalog, side);
    }

    /// Sets the state of new sessions. Must be called when a handler names states.
    public Builder<S> initialState(PacketState state) {
      table().setInitialState(state);
      return this;
    }

    /// Sets the states in which a handler that names no states accepts its packets. Without this
    /// call, such a handler accepts its packets in every state.
    public Builder<S> defaultStates(PacketState... states) {
      table().setDefaultStates(List.of(states));
      return this;
    }

    /// Adds a handler for packets of `type`, which are accepted in the default states.
    public <P extends Message> Builder<S> on(
        Class<P> type, PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, null, handler);
      return this;
    }

    /// Adds a handler for packets of `type`, which are accepted in one state. In any other state,
    /// such a packet ends the session with [WRONG_STATE][PacketCloseReasons#WRONG_STATE].
    public <P extends Message> Builder<S> on(
        Class<P> type, PacketState state, PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, Set.of(state), handler);
      return this;
    }

    /// Adds a handler for packets of `type`, which are accepted in several states. In any other
    /// state, such a packet ends the session with [WRONG_STATE][PacketCloseReasons#WRONG_STATE].
    public <P extends Message> Builder<S> on(
        Class<P> type,
        Collection<? extends PacketState> states,
        PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, states, handler);
      return this;
    }

    /// Adds a handler that gets the packets with this id as bytes. The packets are accepted in the
    /// default states. The id need not be in the catalog.
    public Builder<S> onRaw(int id, RawPacketHandler<? super S> handler) {
      table().addRaw(id, null, handler);
      return this;
    }

    /// Adds a handler that gets the packets with this id as bytes. The packets are accepted in
    /// several states. The id need not be in the catalog.
    public Builder<S> onRaw(
        int id, Collection<? extends PacketState> states, RawPacketHandler<? super S> handler) {
      table().addRaw(id, states, handler);
      return this;
    }

    /// Makes the router ignore packets of `type` in every state. These packets are not parsed, but
    /// they count against the rate limit.
    public Builder<S> ignore(Class<? extends Message> type) {
      table().addIgnored(type);
      return this;
    }

    /// Makes the router ignore every packet that may arrive and has no handler. Meant for clients
    /// that need only a few kinds of packets. Do not call this method for a server, where a missing
    /// handler is a mistake.
    public Builder<S> ignoreTheRest() {
      table().ignoreTheRest();
      return this;
    }

    /// Builds the router.
    ///
    /// @throws RouterException when a packet that may arrive has no handler or more than one, when
    ///   a handler's packet cannot arrive or is not in the catalog, or when states are missing or
    ///   of different enums. The message names all mistakes
    public PacketRouter<S> build() {
      table().addAcknowledgements(PacketSession::acknowledged);
      Map<Integer, Route<S>> routes = table.complete();
      if (!table.problems().isEmpty()) {
        throw new RouterException("the " + side + "'s packet router", table.problems());
      }
      isBuilt = true;
      return new PacketRouter<>(catalog, side, table.initialState(), routes);
    }

    private RouteTable<S> table() {
      if (isBuilt) {
        throw new IllegalStateException(
            "the router is built: a handler or state that is added now would have no effect");
      }
      return table;
    }
  }
}
