package dev.wharf.simulation.net;

import dev.wharf.simulation.net.Path.CutNotice;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One end of a connection, in the kernel of a host. The channel reads and writes through its
/// endpoint. When a read or a write had to wait, the endpoint calls the channel when the channel
/// should try again.
final class Endpoint implements Flow.Sender, Flow.Receiver {
  /// The result of [#read] and [#write] when the channel has to wait.
  static final int WAIT = -2;

  private final Scheduler scheduler;
  private final Node node;
  private final int number;
  private final Path path;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private @Nullable Endpoint peer;
  private @Nullable Flow in;
  private @Nullable Flow out;
  private Runnable onReadable = Endpoint::callNobody;
  private Runnable onWritable = Endpoint::callNobody;
  private boolean isClosed;
  private boolean isGone;
  private boolean isInputShut;

  /// The virtual time until which the host does not read from the connection, because of a fault.
  private long stoppedUntil;

  private @Nullable String failure;

  private Endpoint(
      Scheduler scheduler,
      Node node,
      Path path,
      InetSocketAddress local,
      InetSocketAddress remote) {
    this.scheduler = scheduler;
    this.node = node;
    this.number = path.number();
    this.path = path;
    this.local = local;
    this.remote = remote;
  }

  /// Creates both ends of a connection between two hosts.
  ///
  /// @return the endpoint of the host that connects; its [#peer] is the other end
  static Endpoint connect(
      Scheduler scheduler,
      Path path,
      Node from,
      InetSocketAddress fromAddress,
      Node to,
      InetSocketAddress toAddress) {
    Endpoint client = new Endpoint(scheduler, from, path, fromAddress, toAddress);
    Endpoint server = new Endpoint(scheduler, to, path.back(), toAddress, fromAddress);
    Flow there =
        new Flow(scheduler, path, client, server, Buffers.DEFAULT_SEND, Buffers.DEFAULT_RECEIVE);
    Flow back =
        new Flow(
            scheduler, server.path, server, client, Buffers.DEFAULT_SEND, Buffers.DEFAULT_RECEIVE);
    client.join(server, back, there);
    server.join(client, there, back);
    return client;
  }

  private void join(Endpoint other, Flow incoming, Flow outgoing) {
    peer = other;
    in = incoming;
    out = outgoing;
    node.add(this);
  }

  private static void callNobody() {}

  // ---- cuts

  /// Plans the cut of the new connection, if faults cut it. Called for the end that has connected.
  void planCut() {
    long nanos = path.nanosToCut();
    if (nanos < Long.MAX_VALUE) {
      scheduler.after(nanos, this::cut);
    }
  }

  private void cut() {
    Endpoint other = peer();
    if ((isClosed && other.isClosed) || !path.isCutNow()) {
      return;
    }
    path.sever();
    other.path.sever();
    out().cut();
    in().cut();
    learnOfCut();
    other.learnOfCut();
  }

  /// Lets the last bytes arrive at this end after a random time, and then the notice of the cut.
  /// The two ends have different times: bytes may arrive when their sender has given up the
  /// connection.
  private void learnOfCut() {
    CutNotice notice = path.cutNotice();
    scheduler.after(
        path.nanosToLearn(),
        () -> {
          in().arriveBeforeCut(notice == CutNotice.END_OF_STREAM);
          if (notice == CutNotice.RESET) {
            onBroken(false);
          }
        });
  }

  Endpoint peer() {
    return Objects.requireNonNull(peer);
  }

  private Flow in() {
    return Objects.requireNonNull(in);
  }

  private Flow out() {
    return Objects.requireNonNull(out);
  }

  /// Returns the number of the connection; negative for the end that has accepted it.
  int number() {
    return number;
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  /// Sets the callbacks that try a read or a write again, after it had to wait.
  void setCallbacks(Runnable readable, Runnable writable) {
    onReadable = readable;
    onWritable = writable;
  }

  void setBuffers(int sendBytes, int receiveBytes) {
    out().setSendCapacity(sendBytes);
    in().setReceiveCapacity(receiveBytes);
  }

  // ---- reading and writing

  /// Reads into the buffers.
  ///
  /// @return the number of bytes; -1 at the end of the stream; [#WAIT] when no bytes have arrived
  int read(Buffers to) throws IOException {
    if (isStopped()) {
      return WAIT;
    }
    Flow flow = in();
    if (flow.readable() > 0) {
      int count = Math.min(flow.readableAtOnce(), to.remaining());
      to.fill(count, flow::read);
      flow.send();
      scheduler.trace(number, this, "reads %d bytes", count, to.hashOfLast(count));
      return count;
    }
    if (flow.isAtEnd() || isInputShut) {
      return -1;
    }
    checkFailure("Connection reset");
    return WAIT;
  }

  /// Returns whether a fault keeps the host from reading now. Later, the read is tried again.
  private boolean isStopped() {
    long now = scheduler.now();
    if (now >= stoppedUntil) {
      long stop = in().readable() > 0 ? path.stopNanos() : 0;
      stoppedUntil = Math.max(now + stop, node.condition().stoppedUntil());
      if (stoppedUntil > now) {
        scheduler.after(stoppedUntil - now, () -> onReadable.run());
      }
    }
    return now < stoppedUntil;
  }

  /// Writes from the buffers.
  ///
  /// @return the number of bytes; [#WAIT] when the send buffer has no room
  int write(Buffers from) throws IOException {
    checkFailure("Broken pipe");
    Flow flow = out();
    int count = Math.min(flow.room(), from.remaining());
    if (count == 0) {
      return WAIT;
    }
    from.empty(count, flow::write);
    flow.send();
    scheduler.trace(number, this, "writes %d bytes", count);
    return count;
  }

  private void checkFailure(String ofReset) throws IOException {
    String why = failure;
    if (why != null) {
      throw Failures.of(why.isEmpty() ? ofReset : why);
    }
  }

  void shutdownInput() {
    isInputShut = true;
    onReadable.run();
  }

  void shutdownOutput() {
    out().finish();
  }

  /// Closes this end. The bytes that were written are still sent. When bytes of the peer have
  /// arrived and were not read, the connection is reset instead, as TCP does.
  ///
  /// @param withReset whether the connection is reset in any case
  void close(boolean withReset) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    setCallbacks(Endpoint::callNobody, Endpoint::callNobody);
    if (failure != null) {
      node.forget(this);
    } else if (withReset || in().readable() > 0) {
      abort();
    } else {
      shutdownOutput();
    }
  }

  /// Resets the connection: discards the bytes that have not arrived, and sends a reset to the
  /// peer.
  void abort() {
    scheduler.trace(number, this, "sends a reset", 0);
    isClosed = true;
    out().discardUnsent();
    node.forget(this);
    scheduler.after(path.nanosFor(0), this::resetPeer);
  }

  private void resetPeer() {
    if (!path.isCut()) {
      peer().onBroken(false);
    }
  }

  /// Forgets the connection without sending anything to the peer, because the host has crashed.
  void vanish() {
    isGone = true;
    isClosed = true;
    setCallbacks(Endpoint::callNobody, Endpoint::callNobody);
    out().discardUnsent();
  }

  /// Returns the number of the connection, the host of this end, and the other end.
  @Override
  public String toString() {
    return "connection %d, %s:%d (to %s:%d)"
        .formatted(
            Math.abs(number), node.name(), local.getPort(), peer().node.name(), remote.getPort());
  }

  // ---- called by the flows

  @Override
  public void onRoom() {
    onWritable.run();
  }

  @Override
  public void onFinished() {
    if (isClosed) {
      node.forget(this);
    }
  }

  @Override
  public void onBroken(boolean isTimeout) {
    if (isGone || failure != null) {
      return;
    }
    scheduler.trace(number, this, isTimeout ? "times out" : "is reset", 0);
    failure = isTimeout ? "Connection timed out" : "";
    out().discardUnsent();
    if (in().readable() > 0 && !in().isAtEnd() && path.destroysUnread()) {
      in().discardArrived();
    }
    if (isClosed) {
      node.forget(this);
    }
    onReadable.run();
    onWritable.run();
  }

  @Override
  public void onArrived() {
    if (isInputShut) {
      in().discardArrived();
    }
    onReadable.run();
  }

  /// Returns false when this host no longer has the connection. A closed endpoint still accepts the
  /// end of the stream, but no bytes.
  @Override
  public boolean isKnown() {
    return !isGone && failure == null && !(isClosed && in().isDataInFlight());
  }

  @Override
  public void answerWithReset() {
    scheduler.after(out().nanosForReset(), () -> peer().onBroken(false));
  }

  @Override
  public void onResetOnTheWay() {
    onBroken(false);
  }
}
