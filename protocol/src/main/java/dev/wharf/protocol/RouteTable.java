package dev.wharf.protocol;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a [PacketRouter.Builder] has gathered, and what is wrong with it. For one thread.
final class RouteTable<S extends PacketSession> {
  private final PacketCatalog catalog;
  private final Side side;
  private final List<String> problems = new ArrayList<>();
  private final Map<Integer, Function<StateSet, Route<S>>> pending = new HashMap<>();
  private final Set<Class<?>> stateTypes = new LinkedHashSet<>();
  private StateSet defaultStates = StateSet.EVERY;
  private @Nullable PacketState initialState;
  private boolean ignoresTheRest;

  RouteTable(PacketCatalog catalog, Side side) {
    this.catalog = catalog;
    this.side = side;
  }

  void setInitialState(PacketState state) {
    if (isState(state)) {
      initialState = state;
    }
  }

  void setDefaultStates(Collection<? extends PacketState> states) {
    defaultStates = stateSet("defaultStates", states);
  }

  <P extends Message> void addTyped(
      Class<P> type,
      @Nullable Collection<? extends PacketState> states,
      PacketHandler<? super S, ? super P> handler) {
    PacketKind kind = receivableKind(type);
    if (kind == null) {
      return;
    }
    Parser<P> parser = GeneratedMessages.parserOf(type);
    StateSet own = ownStates(kind.toString(), states);
    add(kind.id(), kind, rest -> new Route.Typed<>(kind, either(own, rest), parser, handler));
  }

  void addRaw(
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
      add(id, packet, rest -> new Route.Raw<>(packet, either(own, rest), handler));
    }
  }

  void addIgnored(Class<? extends Message> type) {
    PacketKind kind = receivableKind(type);
    if (kind != null) {
      add(kind.id(), kind, rest -> new Route.Ignored<>(kind.toString()));
    }
  }

  void ignoreTheRest() {
    ignoresTheRest = true;
  }

  PacketRouter<S> build() {
    Map<Integer, Route<S>> routes = new HashMap<>();
    pending.forEach((id, route) -> routes.put(id, route.apply(defaultStates)));
    for (PacketKind kind : catalog.kinds()) {
      routes.computeIfAbsent(kind.id(), id -> withoutHandler(kind));
    }
    checkStates();
    if (!problems.isEmpty()) {
      throw new RouterException("the " + side + "'s packet router", problems);
    }
    return new PacketRouter<>(catalog, side, initialOrAny(), routes);
  }

  private Route<S> withoutHandler(PacketKind kind) {
    if (!kind.direction().reaches(side)) {
      return new Route.Misdirected<>(kind);
    }
    if (!ignoresTheRest) {
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

  private PacketState initialOrAny() {
    return initialState == null ? NoStates.ANY : initialState;
  }

  private void add(int id, Object packet, Function<StateSet, Route<S>> route) {
    if (pending.putIfAbsent(id, route) != null) {
      problems.add(packet + " has more than one handler");
    }
  }

  /// The kind that `type` is, if it is one that may arrive here; else null, and a problem more.
  private @Nullable PacketKind receivableKind(Class<? extends Message> type) {
    Message instance = GeneratedMessages.instanceOf(type);
    PacketKind kind = instance == null ? null : catalog.kindOf(instance.getDescriptorForType());
    if (kind == null) {
      problems.add(type.getName() + " is no packet of the catalogue");
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

  private static StateSet either(@Nullable StateSet own, StateSet rest) {
    return own == null ? rest : own;
  }
}
