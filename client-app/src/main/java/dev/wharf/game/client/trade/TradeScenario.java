package dev.wharf.game.client.trade;

import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.TradeMade;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.DeliveryTracker;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.Step;
import dev.wharf.swarm.SwarmClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Lets users trade coins and items with the users of their room, and proves that no trade is lost
/// and none is made twice, also when the server is killed ([TradeLedger]). Each difference counts
/// as corrupted.
///
/// A trade whose answer has not come stays open. The user that has accepted it asks again, after a
/// new login, until the server has answered. At the end, no user asks what it owns before all
/// trades are settled.
public final class TradeScenario implements Scenario {
  private static final double RATE = 2;

  /// The most differences that are told one by one.
  private static final int MOST_LINES = 8;

  /// Creates the scenario. [dev.wharf.game.client.swarm.GameSwarm] calls this constructor.
  public TradeScenario() {}

  @Override
  public String name() {
    return "trade";
  }

  @Override
  public double rate() {
    return RATE;
  }

  @Override
  public String description() {
    return "each user trades coins and items, 2 offers or answers a second; nothing may get lost";
  }

  @Override
  public boolean hasRooms() {
    return true;
  }

  @Override
  public Script script(ScenarioContext context) {
    return new Market(context).script();
  }

  /// The traders of one run.
  private static final class Market implements DeliveryTracker {
    private final ScenarioContext context;
    private final TradeCounts counts;
    private final TradeLedger ledger;
    private final LongAdder differences;
    private final AtomicInteger lines = new AtomicInteger();
    private final Map<String, Trader> traders = new ConcurrentHashMap<>();
    private final Step inventory;

    Market(ScenarioContext context) {
      this.context = context;
      this.counts = TradeCounts.in(context);
      this.differences = context.counter("differences");
      this.ledger =
          new TradeLedger(context.counter("checked"), context.counter("excluded"), this::differs);
      this.inventory =
          context.step(InventoryReply.class, (client, reply) -> of(client).onInventory(reply));
      context.on(TradeOffered.class, (client, offered) -> of(client).onOffered(client, offered));
      context.on(OfferTradeReply.class, (client, reply) -> of(client).onOfferReply(reply));
      context.on(AcceptTradeReply.class, (client, reply) -> of(client).onMade(reply));
      context.on(TradeMade.class, (_, made) -> ledger.tell(made.getOffer()));
      context.track(this);
    }

    Script script() {
      return Script.of(this::act)
          .entering(client -> inventory.send(client, of(client).askInventory(false)))
          .leaving(client -> inventory.send(client, of(client).askInventory(true)));
    }

    private Trader of(SwarmClient client) {
      return traders.computeIfAbsent(
          client.name(), name -> new Trader(context, ledger, counts, ledger.account(name)));
    }

    private void act(SwarmClient client, Iteration iteration) {
      of(client).act(client, other(client, iteration), iteration);
    }

    /// Returns another user of the same room, which need not be online; null when there is none.
    private @Nullable Account other(SwarmClient client, Iteration iteration) {
      int size = context.roomSize();
      int first = client.index() / size * size;
      int other = first + context.random(client, iteration).nextInt(size);
      SwarmClient user = other == client.index() ? null : context.client(other);
      return user == null ? null : ledger.find(user.name());
    }

    private void differs(String difference) {
      differences.increment();
      context.tally().corrupted();
      if (lines.getAndIncrement() < MOST_LINES) {
        context.error(difference);
      }
    }

    @Override
    public boolean isQuiet(SwarmClient client) {
      return of(client).isQuiet();
    }

    @Override
    public boolean answer(SwarmClient client, Failure failure) {
      return of(client).onFailure(failure);
    }

    @Override
    public boolean refuse(SwarmClient client, Failure failure) {
      return false;
    }

    @Override
    public void askAgain(SwarmClient client) {
      of(client).askAgain(client);
    }

    @Override
    public void abandon(SwarmClient client) {
      of(client).abandon();
    }

    @Override
    public void lose(SwarmClient client) {
      of(client).lose();
    }

    @Override
    public void ended() {
      ledger.check();
    }
  }
}
