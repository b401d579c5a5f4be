package dev.wharf.protocol.route;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.wharf.protocol.PacketHandler;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.PacketState;
import dev.wharf.protocol.RawPacketHandler;
import dev.wharf.protocol.body.ElementPlan;
import dev.wharf.protocol.body.GeneratedMessages;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.catalog.SystemPackets;
import dev.wharf.protocol.system.Acknowledge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Collects the routes of a router, and the mistakes in them. Only one thread may use a table.
///
/// The routes are created by [#complete()], because the default states may be set after a handler
/// is added.
public final class RouteTable<S extends PacketSession> {
  private final PacketCatalog catalog;
  private final Side side;
  private final List<String> problems = new ArrayList<>();
  private final Map<Integer, Function<StateSet, Route<S>>> pending = new HashMap<>();
  private final Set<Class<?>> stateTypes = new LinkedHashSet<>();
  private StateSet defaultStates = StateSet.EVERY;
  private @Nullable PacketState initialState;
  private boolean ignoresTheRest;

  /// Creates a table without routes, for the packets that `side` receives.
  public RouteTable(PacketCatalog catalog, Side side) {
    this.catalog = catalog;
    this.side = side;
  }

  /// Sets the state of new sessions.
  public void setInitialState(PacketState state) {
    if (isState(state)) {
      initialState = state;
    }
  }

  /// Sets the states in which a packet is accepted when its handler names no states.
  public void setDefaultStates(Collection<? extends PacketState> states) {
    defaultStates = stateSet("defaultStates", states);
  }

  /// Adds a handler for packets of `type`, which are parsed before the handler is called.
  ///
  /// @param states the states in which the packet is accepted; null for the default states
  public <P extends Message> void addTyped(
      Class<P> type,
      @Nullable Collection<? extends PacketState> states,
      PacketHandler<? super S, ? super P> handler) {
    PacketKind kind = receivableKind(type);
    if (kind == null) {
      return;
    }
    Parser<P> parser = GeneratedMessages.parserOf(type);
    ElementPlan plan = ElementPlan.of(kind.descriptor());
    StateSet own = ownStates(kind.toString(), states);
    add(
        kind.id(),
        kind,
        defaults ->
            new Route.Typed<>(kind.toString(), either(own, defaults), parser, plan, handler));
  }

  /// Adds a handler that gets the body of the packets with this id as bytes.
  ///
  /// @param states the states in which the packet is accepted; null for the default states
  public void addRaw(
      int id,
      @Nullable Collection<? extends PacketState> states,
      RawPacketHandler<? super S> handler) {
    int max = catalog.header().maxPacketId();
    PacketKind kind = catalog.kindOf(id);
    if (id < 1 || id > max) {
      problems.add("a raw handler for packet id " + id + ", the header takes 1 to " + max);
    } else if (kind == null || isReceivable(kind)) {
      String packet = kind == null ? "raw packet " + id : kind.toString();
      StateSet own = ownStates(packet, states);
      add(id, packet, defaults -> new Route.Raw<>(packet, either(own, defaults), handler));
    }
  }

  /// Adds a route that ignores the packets of `type`.
  public void addIgnored(Class<? extends Message> type) {
    PacketKind kind = receivableKind(type);
    if (kind != null) {
      add(kind.id(), kind, _ -> new Route.Ignored<>(kind.toString()));
    }
  }

  /// Makes the router ignore packets that have no handler. Without this call, a missing handler is
  /// a mistake.
  public void ignoreTheRest() {
    ignoresTheRest = true;
  }

  /// Adds the handler of acknowledgements, which are accepted in every state, unless the game has
  /// one, or the catalog has no acknowledgements.
  public void addAcknowledgements(PacketHandler<? super S, ? super Acknowledge> handler) {
    PacketKind kind = catalog.kindOf(Acknowledge.getDescriptor());
    if (kind != null) {
      pending.computeIfAbsent(kind.id(), _ -> _ -> everyState(kind, Acknowledge.parser(), handler));
    }
  }

  private static <S extends PacketSession, P extends Message> Route<S> everyState(
      PacketKind kind, Parser<P> parser, PacketHandler<? super S, ? super P> handler) {
    return new Route.Typed<>(
        kind.toString(), StateSet.EVERY, parser, ElementPlan.of(kind.descriptor()), handler);
  }

  /// Completes the table: creates the routes, adds a route for each packet of the catalog that has
  /// none, and checks the states. The caller must look at [#problems()] afterwards.
  ///
  /// @return a map from packet id to route
  public Map<Integer, Route<S>> complete() {
    Map<Integer, Route<S>> routes = new HashMap<>();
    pending.forEach((id, route) -> routes.put(id, route.apply(defaultStates)));
    for (PacketKind kind : catalog.kinds()) {
      routes.computeIfAbsent(kind.id(), _ -> withoutHandler(kind));
    }
    checkStates();
    return routes;
  }

  /// Returns the mistakes found so far, one line for each mistake.
  public List<String> problems() {
    return problems;
  }

  /// Returns the state of new sessions; a fixed state when the router has no states.
  public PacketState initialState() {
    return initialState == null ? NoStates.ANY : initialState;
  }

  /// Returns the route of a packet that has no handler; null for a packet that is refused as
  /// unknown.
  private @Nullable Route<S> withoutHandler(PacketKind kind) {
    if (!kind.direction().reaches(side)) {
      return new Route.Misdirected<>(kind);
    }
    if (!ignoresTheRest) {
      if (SystemPackets.isOptional(kind.descriptor())) {
        return null;
      }
      problems.add(kind + " has no handler");
    }
    return new Route.Ignored<>(kind.toString());
  }

  private void checkStates() {
    if (stateTypes.size() > 1) {
      problems.add("states of more than one enum: " + stateTypes);
    }
    if (!stateTypes.isEmpty() && initialState == null) {
      problems.add("handlers name states, but no initialState is set");
    }
  }

  private void add(int id, Object packet, Function<StateSet, Route<S>> route) {
    if (pending.putIfAbsent(id, route) != null) {
      problems.add(packet + " has more than one handler");
    }
  }

  /// Returns the kind of packet of `type`. When this side cannot receive packets of `type`, adds a
  /// problem and returns null.
  private @Nullable PacketKind receivableKind(Class<? extends Message> type) {
    Message instance = GeneratedMessages.instanceOf(type);
    PacketKind kind = instance == null ? null : catalog.kindOf(instance.getDescriptorForType());
    if (kind == null) {
      problems.add(type.getName() + " is not a packet of the catalog");
      return null;
    }
    return isReceivable(kind) ? kind : null;
  }

  private boolean isReceivable(PacketKind kind) {
    if (kind.direction().reaches(side)) {
      return true;
    }
    problems.add(
        kind + " has a handler, but is " + kind.direction() + ": it never reaches the " + side);
    return false;
  }

  private @Nullable StateSet ownStates(
      String packet, @Nullable Collection<? extends PacketState> states) {
    return states == null ? null : stateSet(packet, states);
  }

  private StateSet stateSet(String where, Collection<? extends PacketState> states) {
    if (states.isEmpty()) {
      problems.add(where + " names no state: it could never be accepted");
    }
    return StateSet.of(states.stream().filter(this::isState).toList());
  }

  private boolean isState(PacketState state) {
    String problem = StateSet.problemOf(state);
    if (problem != null) {
      problems.add(problem);
      return false;
    }
    stateTypes.add(((Enum<?>) state).getDeclaringClass());
    return true;
  }

  private static StateSet either(@Nullable StateSet own, StateSet defaults) {
    return own == null ? defaults : own;
  }
}
