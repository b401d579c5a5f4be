package dev.wharf.game.client.trade;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.SwarmClient;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One user that trades. It outlives the user's connections: a trade whose outcome is not known
/// stays open until the server has told it, also after a new login. At most one trade and one offer
/// of its own are open at a time.
///
/// Thread-safe: pacers run iterations, the run's thread asks again, and the worker of the
/// connection handles packets.
final class Trader {
  /// The most offers of others that are kept. A further one takes the place of the oldest.
  private static final int MOST_OFFERS = 4;

  /// One of so many offers is kept until it has expired, and is accepted then.
  private static final int LATE = 50;

  /// One of so many offers gives more coins than the user has.
  private static final int TOO_MUCH = 20;

  private static final int MOST_COINS = 50;
  private static final int MOST_ITEMS = 2;

  /// Longer than an offer lasts.
  private static final long EXPIRED_NANOS = Duration.ofSeconds(65).toNanos();

  private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();

  private final ScenarioContext context;
  private final TradeLedger ledger;
  private final TradeCounts counts;
  private final Account account;
  private final int acceptId;
  private final int offerId;
  private final int inventoryId;

  /// The offers of others on the present connection, the oldest one first. The lock of this object
  /// guards this field and all fields below.
  private final Deque<TradeOffered> offers = new ArrayDeque<>();

  /// An offer that is accepted after it has expired; null for none.
  private @Nullable TradeOffered late;

  private long lateAt;

  /// The trade that the user has accepted and whose outcome it does not know; null for none.
  private @Nullable Accepted accepted;

  private @Nullable Pending offering;
  private @Nullable Pending inventory;

  /// Whether the user asks for its inventory because it leaves the scenario.
  private boolean isLeaving;

  private int lastRequest;

  /// A request whose answer has not come.
  private static final class Pending {
    final long scheduledAt;

    /// The number of the request on the present connection; 0 when it must be sent again.
    int requestId;

    /// The time of the next attempt, by the run's clock. Only for a request that must be sent
    /// again.
    long askAt;

    Pending(long scheduledAt) {
      this.scheduledAt = scheduledAt;
    }
  }

  private static final class Accepted {
    final Trade trade;
    final Pending request;

    /// Whether the outcome was unknown for a time.
    boolean wasUnknown;

    Accepted(Trade trade, Pending request) {
      this.trade = trade;
      this.request = request;
    }
  }

  Trader(ScenarioContext context, TradeLedger ledger, TradeCounts counts, Account account) {
    this.context = context;
    this.ledger = ledger;
    this.counts = counts;
    this.account = account;
    this.acceptId = context.packetId(AcceptTradeRequest.getDefaultInstance());
    this.offerId = context.packetId(OfferTradeRequest.getDefaultInstance());
    this.inventoryId = context.packetId(InventoryRequest.getDefaultInstance());
  }

  Account account() {
    return account;
  }

  /// Begins to ask what the user owns, because it enters or leaves the scenario. Returns the first
  /// request.
  synchronized InventoryRequest.Builder askInventory(boolean leaves) {
    isLeaving = leaves;
    Pending one = new Pending(context.nanoTime());
    inventory = one;
    one.requestId = ++lastRequest;
    return InventoryRequest.newBuilder().setRequestId(one.requestId);
  }

  synchronized void onInventory(InventoryReply reply) {
    Pending one = inventory;
    if (one == null || one.requestId != reply.getRequestId()) {
      context.tally().unexpected();
      return;
    }
    inventory = null;
    if (isLeaving) {
      account.end(reply);
    } else {
      account.begin(reply);
    }
  }

  /// Accepts an offer, if there is one, or makes one.
  ///
  /// @param other another user; null for none
  synchronized void act(SwarmClient client, @Nullable Account other, Iteration iteration) {
    askAgain(client);
    if (!account.hasBegun()) {
      counts.skipped().increment();
      return;
    }
    TradeOffered offered = accepted == null ? nextOffer() : null;
    Account giver = offered == null ? null : ledger.find(offered.getFrom());
    if (offered != null && giver != null) {
      accept(client, Trade.of(offered, giver, account), iteration);
    } else if (offering == null && other != null && other.hasBegun()) {
      offer(client, other, iteration);
    } else {
      counts.skipped().increment();
    }
  }

  private @Nullable TradeOffered nextOffer() {
    TradeOffered expired = late;
    if (expired != null && context.nanoTime() - lateAt > EXPIRED_NANOS) {
      late = null;
      return expired;
    }
    return offers.poll();
  }

  private void accept(SwarmClient client, Trade trade, Iteration iteration) {
    Accepted one = new Accepted(trade, new Pending(iteration.scheduledAt()));
    accepted = one;
    ledger.begin(trade);
    context.tally().sent(1);
    sendAccept(client, one);
  }

  private void sendAccept(SwarmClient client, Accepted one) {
    send(
        client,
        one.request,
        AcceptTradeRequest.newBuilder()
            .setRequestId(++lastRequest)
            .setOffer(one.trade.offer())
            .build());
  }

  private void send(SwarmClient client, Pending one, Message request) {
    one.requestId = lastRequest;
    if (client.send(request) != SendResult.QUEUED) {
      putOff(one); // the connection is about to end
    }
  }

  private void putOff(Pending one) {
    one.requestId = 0;
    one.askAt = context.nanoTime() + PAUSE_NANOS;
  }

  private void offer(SwarmClient client, Account other, Iteration iteration) {
    RandomGenerator random = context.random(client, iteration);
    Goods gives =
        random.nextInt(TOO_MUCH) == 0
            ? account.tooMuch()
            : account.draw(random, MOST_COINS, MOST_ITEMS);
    int request = ++lastRequest;
    SendResult result =
        client.send(
            OfferTradeRequest.newBuilder()
                .setRequestId(request)
                .setTo(other.name())
                .setGive(gives)
                .setWant(other.draw(random, MOST_COINS, MOST_ITEMS)));
    if (result == SendResult.QUEUED) {
      offering = new Pending(iteration.scheduledAt());
      offering.requestId = request;
      context.tally().sent(1);
    } else {
      counts.skipped().increment();
    }
  }

  /// Sends the requests again that the server has put off, or whose outcome is unknown.
  synchronized void askAgain(SwarmClient client) {
    long now = context.nanoTime();
    Accepted trade = accepted;
    if (trade != null && isDue(trade.request, now)) {
      sendAccept(client, trade);
    }
    Pending asked = inventory;
    if (asked != null && isDue(asked, now)) {
      send(client, asked, InventoryRequest.newBuilder().setRequestId(++lastRequest).build());
    }
  }

  private static boolean isDue(Pending request, long now) {
    return request.requestId == 0 && now - request.askAt >= 0;
  }

  synchronized void onOffered(SwarmClient client, TradeOffered offered) {
    if (late == null && Math.floorMod(offered.getOffer().hashCode(), LATE) == 0) {
      late = offered;
      lateAt = context.nanoTime();
      return;
    }
    if (offers.size() == MOST_OFFERS) {
      offers.remove();
    }
    offers.add(offered);
  }

  synchronized void onOfferReply(OfferTradeReply reply) {
    Pending one = offering;
    if (one == null || one.requestId != reply.getRequestId()) {
      context.tally().unexpected();
    } else {
      offering = null;
      answered(one);
    }
  }

  synchronized void onMade(AcceptTradeReply reply) {
    Accepted one = accepted;
    if (one == null
        || one.request.requestId != reply.getRequestId()
        || !one.trade.offer().equals(reply.getOffer())) {
      context.tally().unexpected();
      return;
    }
    accepted = null;
    ledger.made(one.trade);
    counts.made().increment();
    if (one.wasUnknown) {
      counts.settledMade().increment();
    }
    answered(one.request);
  }

  private void answered(Pending request) {
    context.tally().arrived(Arrival.IN_ORDER);
    context.latency().record(context.nanoTime() - request.scheduledAt);
  }

  /// Handles a failed request.
  ///
  /// @return whether the failure is a normal answer to a request of the user
  synchronized boolean onFailure(Failure failure) {
    AccountFailureCode code = AccountFailureCode.forNumber(failure.getCode());
    if (code == null) {
      return false;
    }
    int packet = failure.getPacketId();
    int request = failure.getRequestId();
    if (packet == 0) { // the account could not be loaded, and the server ends the session
      return isPutOff(code);
    }
    Accepted trade = accepted;
    if (packet == acceptId && trade != null && trade.request.requestId == request) {
      return onAcceptFailed(trade, code);
    }
    Pending offer = offering;
    if (packet == offerId && offer != null && offer.requestId == request) {
      return onOfferFailed(offer, code);
    }
    Pending asked = inventory;
    if (packet == inventoryId && asked != null && asked.requestId == request && isPutOff(code)) {
      putOff(asked);
      return true;
    }
    return false;
  }

  private boolean onAcceptFailed(Accepted one, AccountFailureCode code) {
    switch (code) {
      case TRADE_REFUSED -> counts.refused().increment();
      case OFFER_NOT_FOUND -> counts.notFound().increment();
      case OUTCOME_UNKNOWN -> {
        becomesUnknown(one);
        return isPutOff(code);
      }
      default -> {
        putOff(one.request);
        return isPutOff(code);
      }
    }
    accepted = null;
    ledger.notMade(one.trade);
    if (one.wasUnknown) {
      counts.settledNotMade().increment();
    }
    answered(one.request);
    return true;
  }

  private boolean onOfferFailed(Pending one, AccountFailureCode code) {
    if (code == AccountFailureCode.TRADE_REFUSED) {
      counts.refused().increment();
    } else if (!isPutOff(code)) {
      return false;
    }
    offering = null;
    answered(one);
    return true;
  }

  /// Returns whether the server asks for another attempt. Counts it.
  private boolean isPutOff(AccountFailureCode code) {
    boolean isPutOff =
        code == AccountFailureCode.STORAGE_BUSY || code == AccountFailureCode.OUTCOME_UNKNOWN;
    if (isPutOff) {
      counts.busy().increment();
    }
    return isPutOff;
  }

  private void becomesUnknown(Accepted one) {
    if (!one.wasUnknown) {
      one.wasUnknown = true;
      counts.open().increment();
    }
    putOff(one.request);
  }

  synchronized boolean isQuiet() {
    return accepted == null && offering == null;
  }

  /// Handles the loss of the connection. An offer of the user is gone with it, and so are those of
  /// others. A trade stays open.
  synchronized void lose() {
    offers.clear();
    if (offering != null) {
      offering = null;
      context.tally().abandoned(1);
    }
    inventory = null;
    Accepted one = accepted;
    if (one != null && one.request.requestId != 0) {
      becomesUnknown(one);
      one.request.askAt = context.nanoTime();
    }
  }

  /// Handles the end of a connection that the user closes on purpose, without settling its trade.
  synchronized void abandon() {
    lose();
    account.exclude();
    Accepted one = accepted;
    if (one != null) {
      accepted = null;
      ledger.abandon(one.trade);
      context.tally().abandoned(1);
    }
  }
}
