package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who handles which packet, in which states of a session, on one side of the connection.
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
/// Immutable, thread-safe; one router serves all sessions of a service.
///
/// @param <S> the game's own [PacketSession]
public final class PacketRouter<S extends PacketSession> {
  private final PacketCatalog catalog;
  private final Side side;
  private final PacketState initialState;
  private final IntTable<Route<S>> routes;

  PacketRouter(
      PacketCatalog catalog, Side side, PacketState initialState, Map<Integer, Route<S>> routes) {
    this.catalog = catalog;
    this.side = side;
    this.initialState = initialState;
    this.routes = new IntTable<>(routes);
  }

  /// Begins the router of a server: for what clients send.
  public static <S extends PacketSession> Builder<S> forServer(PacketCatalog catalog) {
    return new Builder<>(catalog, Side.SERVER);
  }

  /// Begins the router of a client: for what servers send.
  public static <S extends PacketSession> Builder<S> forClient(PacketCatalog catalog) {
    return new Builder<>(catalog, Side.CLIENT);
  }

  /// The packets that there are.
  public PacketCatalog catalog() {
    return catalog;
  }

  /// The side that this router receives for.
  public Side side() {
    return side;
  }

  PacketState initialState() {
    return initialState;
  }

  /// @throws IllegalArgumentException when `state` is of another enum than this router's
  void checkState(PacketState state) {
    Class<?> ours = ((Enum<?>) initialState).getDeclaringClass();
    if (!ours.isInstance(state)) {
      throw new IllegalArgumentException(
          state.getClass().getName() + " is no state of this router, whose states are " + ours);
    }
  }

  /// Handles one packet, or says why it is refused. Throws what the handler throws.
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

  /// What the packet with this id is called, for people.
  String nameOf(int packetId) {
    Route<S> route = routes.get(packetId);
    return route == null ? "packet " + Integer.toUnsignedString(packetId) : route.packet();
  }

  /// Gathers handlers. [#build()] names all that is wrong with them at once. For one thread. After
  /// [#build()] every method throws [IllegalStateException].
  ///
  /// @param <S> the game's own [PacketSession]
  public static final class Builder<S extends PacketSession> {
    private final RouteTable<S> table;
    private boolean isBuilt;

    private Builder(PacketCatalog catalog, Side side) {
      this.table = new RouteTable<>(catalog, side);
    }

    /// The state that sessions begin in. Needed as soon as any handler names states.
    public Builder<S> initialState(PacketState state) {
      table().setInitialState(state);
      return this;
    }

    /// The states in which packets are accepted whose handlers name none. Without this call: in
    /// every state.
    public Builder<S> defaultStates(PacketState... states) {
      table().setDefaultStates(List.of(states));
      return this;
    }

    /// Handles packets of `type` in the default states.
    public <P extends Message> Builder<S> on(
        Class<P> type, PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, null, handler);
      return this;
    }

    /// Handles packets of `type` in one state. In any other they are refused, as
    /// [WRONG_STATE][PacketCloseReasons#WRONG_STATE].
    public <P extends Message> Builder<S> on(
        Class<P> type, PacketState state, PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, Set.of(state), handler);
      return this;
    }

    /// Handles packets of `type` in some states. In any other they are refused, as
    /// [WRONG_STATE][PacketCloseReasons#WRONG_STATE].
    public <P extends Message> Builder<S> on(
        Class<P> type,
        Collection<? extends PacketState> states,
        PacketHandler<? super S, ? super P> handler) {
      table().addTyped(type, states, handler);
      return this;
    }

    /// Handles packets with this id as bytes, in the default states. The id may be one that the
    /// catalogue does not know.
    public Builder<S> onRaw(int id, RawPacketHandler<? super S> handler) {
      table().addRaw(id, null, handler);
      return this;
    }

    /// Handles packets with this id as bytes, in some states.
    public Builder<S> onRaw(
        int id, Collection<? extends PacketState> states, RawPacketHandler<? super S> handler) {
      table().addRaw(id, states, handler);
      return this;
    }

    /// Passes over packets of `type`, in every state. They are not parsed, but count against the
    /// rate limit.
    public Builder<S> ignore(Class<? extends Message> type) {
      table().addIgnored(type);
      return this;
    }

    /// Passes over all packets that may arrive and have no handler: for clients that look at a few
    /// kinds only. A server is safer without.
    public Builder<S> ignoreTheRest() {
      table().ignoreTheRest();
      return this;
    }

    /// The router.
    ///
    /// @throws RouterException when packets that may arrive have no handler, or two, when a
    ///   handler's packet cannot arrive or is none, or when states do not fit; its message names
    ///   them all
    public PacketRouter<S> build() {
      PacketRouter<S> router = table().build();
      isBuilt = true;
      return router;
    }

    private RouteTable<S> table() {
      if (isBuilt) {
        throw new IllegalStateException(
            "the router is built: handlers and states that are added now would have no effect");
      }
      return table;
    }
  }
}
