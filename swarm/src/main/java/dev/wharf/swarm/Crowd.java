package dev.wharf.swarm;

import dev.wharf.swarm.profile.Phase.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All seats of the swarm: has clients come and go, so that there are as many as there are to be.
///
/// For the run's thread, which calls [#look] again and again; but for what pacers ask ([#order],
/// [#isDue], [#play]), and for [#wanted].
final class Crowd {
  private final SwarmOptions options;
  private final Connector connector;
  private final Crew crew;
  private final PaceClock clock;
  private final int scenarios;
  private final SplittableRandom random;
  private final List<Seat> moving = new ArrayList<>();

  /// The seats that were ever taken; replaced when there are more, read by the pacers.
  private volatile Seat[] seats = {};

  /// The order of all seats; by the run's thread, read by the pacers.
  private volatile int[] order = {};

  /// Seats from the first on up to this one are to be taken.
  private volatile int wanted;

  private int opened;
  private boolean isEnding;
  private boolean isHolding;
  private List<Cast> casts = List.of();
  private long nextArrival;

  /// @param scenarios how many there are in the run
  Crowd(SwarmOptions options, Connector connector, Crew crew, PaceClock clock, int scenarios) {
    this.options = options;
    this.connector = connector;
    this.crew = crew;
    this.clock = clock;
    this.scenarios = scenarios;
    this.random = new SplittableRandom(options.seed());
    this.nextArrival = clock.nanoTime();
  }

  /// From now on there are to be so many clients. They come at the connect rate.
  void want(int clients) {
    reserve(clients);
    wanted = clients;
  }

  /// There may be so many: the order of sending will not change until then.
  void reserve(int clients) {
    if (clients > seats.length) {
      Seat[] more = new Seat[clients];
      System.arraycopy(seats, 0, more, 0, seats.length);
      for (int i = seats.length; i < clients; i++) {
        more[i] = new Seat(i, this);
      }
      seats = more;
      order = Seating.order(clients, options.seed());
    }
  }

  /// How many there are to be.
  int wanted() {
    return wanted;
  }

  /// What who comes from now on plays, and who is there already.
  void cast(List<Cast> roles) {
    casts = roles;
    open().forEach(seat -> follow(seat, () -> seat.enter(roles)));
  }

  /// All leave their roles; nobody comes from now on.
  void endRoles() {
    casts = List.of();
    wanted = opened;
    open().forEach(seat -> follow(seat, seat::finish));
  }

  /// The run is stopped: who was turned away does not try again.
  void endTries() {
    isEnding = true;
  }

  /// So many leave and come back: those whom the seed picks, of those that play.
  void churn(long clients, Exit exit, long awayNanos) {
    for (long i = 0; i < clients && opened > 0; i++) {
      int first = random.nextInt(opened);
      for (int j = 0; j < opened; j++) {
        Seat seat = seats[(first + j) % opened];
        if (seat.stage() == Seat.Stage.PLAYING) {
          long now = clock.nanoTime();
          follow(seat, () -> seat.go(exit, now + awayNanos));
          break;
        }
      }
    }
  }

  /// Moves all on that is to be moved.
  void look() {
    long now = clock.nanoTime();
    comeAndGo(now);
    holdOrGiveUp(now);
    moving.forEach(seat -> look(seat, now));
    moving.removeIf(seat -> !seat.isMoving());
  }

  /// Whether anybody comes or goes.
  boolean isMoving() {
    return !moving.isEmpty();
  }

  /// Whether anybody is connected and logged in.
  boolean isAnybodyOnline() {
    return open().anyMatch(Seat::isOnline);
  }

  /// Those who are not online.
  ///
  /// @param coming how many are to come, or on their way
  /// @param lost how many did not get in, or were disconnected against their will
  record Absence(int coming, int lost) {}

  Absence absence() {
    int lost = Math.toIntExact(open().filter(Seat::isLost).count());
    int gone = Math.toIntExact(open().filter(Seat::isEmpty).count());
    return new Absence(Math.max(wanted, opened) - lost - gone, lost);
  }

  /// Whether everybody is where it is to be: plays, is ready, or has failed.
  boolean isSettled() {
    return opened == wanted && moving.stream().allMatch(Seat::isAway);
  }

  /// Whether nobody has a role, or is about to.
  boolean isOffStage() {
    return open()
        .noneMatch(
            seat ->
                switch (seat.stage()) {
                  case ARRIVING, ENTERING, PLAYING, FINISHING, LEAVING -> true;
                  case EMPTY, READY, CLOSING, FAILED -> false;
                });
  }

  int[] order() {
    return order;
  }

  /// Whether a client has turns now. One that never got in has them too: they are not sent.
  boolean isDue(int client) {
    Seat.Stage stage = seats[client].stage();
    return stage == Seat.Stage.PLAYING || (stage == Seat.Stage.FAILED && client < wanted);
  }

  /// Plays a client's turn, or counts it as not sent. Who has been told to go meanwhile has no
  /// turn.
  void play(Cast cast, int index, Due due) {
    Seat seat = seats[index];
    SwarmClient client = seat.client();
    boolean isPlayed =
        seat.stage() != Seat.Stage.FAILED
            && client != null
            && !client.isEnded()
            && cast.play(client, due);
    boolean isGoing = client != null && client.isLeaving();
    if (!isPlayed && !isGoing) {
      cast.tally().notSent();
    }
  }

  /// By when what is begun now is to be over.
  long deadline() {
    return clock.nanoTime() + options.patience().toNanos();
  }

  /// Whether all finish, and none may leave yet.
  boolean isHolding() {
    return isHolding;
  }

  /// Whether nobody is to try again.
  boolean isEnding() {
    return isEnding;
  }

  /// Of one seat; the seed decides how long it waits.
  Tries triesOf(int index) {
    long number = options.share().inTheRun(index);
    return new Tries(new SplittableRandom(options.seed() * 1_000_003 + number));
  }

  @Nullable SwarmClient connect(int index, long intended) {
    return connector.connect(index, newRoles(), intended);
  }

  @Nullable SwarmClient connectAgain(int index, SwarmClient before, long intended) {
    return connector.connectAgain(index, before, newRoles(), intended);
  }

  @Nullable SwarmClient connectElsewhere(int index, SwarmClient before) {
    return connector.connectElsewhere(index, before, newRoles());
  }

  /// How many addresses the server has.
  int addresses() {
    return connector.addresses();
  }

  void onLate(String what) {
    crew.count(what);
  }

  /// How long it is until the next client is to come.
  long untilNextArrival(long now) {
    return opened < wanted ? nextArrival - now : Long.MAX_VALUE;
  }

  private void comeAndGo(long now) {
    while (opened > wanted) {
      opened--;
      Seat seat = seats[opened];
      follow(seat, () -> seat.go(Exit.LEAVE, 0));
    }
    if (opened == wanted) {
      nextArrival = Math.max(nextArrival, now);
    }
    while (opened < wanted && now - nextArrival >= 0 && isFree(seats[opened])) {
      Seat seat = seats[opened];
      long intended = nextArrival;
      follow(seat, () -> seat.arrive(intended));
      opened++;
      nextArrival += 1_000_000_000L / options.ownConnectRate();
    }
  }

  private List<Role> newRoles() {
    return Stream.generate(Role::new).limit(scenarios).toList();
  }

  /// A seat whose last client is still on its way out is not.
  private static boolean isFree(Seat seat) {
    return seat.stage() == Seat.Stage.EMPTY || seat.stage() == Seat.Stage.FAILED;
  }

  /// When all finish, none leaves before the last reply has come or is missing: a text that is lost
  /// to a room is lost to all who are in it, and they leave only then.
  private void holdOrGiveUp(long now) {
    boolean isEndOfAct = casts.isEmpty();
    isHolding = isEndOfAct && moving.stream().anyMatch(seat -> seat.isAwaitingReplies(now));
    if (isEndOfAct && !isHolding) {
      moving.forEach(Seat::giveUp);
    }
  }

  private void look(Seat seat, long now) {
    seat.look(now);
    if (seat.isToReturn(now) && !casts.isEmpty()) {
      seat.arrive(now);
    }
    if (seat.stage() == Seat.Stage.READY && !casts.isEmpty()) {
      seat.enter(casts);
    }
  }

  private void follow(Seat seat, Runnable change) {
    boolean wasMoving = seat.isMoving();
    change.run();
    if (!wasMoving && seat.isMoving()) {
      moving.add(seat);
    }
  }

  private Stream<Seat> open() {
    return Stream.of(seats).limit(opened);
  }
}
