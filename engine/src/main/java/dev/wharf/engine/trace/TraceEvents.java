package dev.wharf.engine.trace;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The engine's events in JDK Flight Recorder. They cost almost nothing while no recording runs.
public final class TraceEvents {
  private TraceEvents() {}

  /// Loads and registers the event classes. Called early, for two reasons. The first registration
  /// takes 100 ms, which would stall a worker. And a class cannot be loaded while no file
  /// descriptor is free.
  public static void load() {
    new Accept();
    new Close();
    new SlowReader();
    new Stall();
  }

  @Name("wharf.Accept")
  @Label("Accept")
  @Category("Wharf")
  @StackTrace(false)
  public static final class Accept extends Event {
    @Label("Session")
    long session;

    @Label("Remote Address")
    String remoteAddress = "";

    public static void commit(Session session) {
      Accept event = new Accept();
      if (event.shouldCommit()) {
        event.session = session.id();
        event.remoteAddress = session.remoteAddress().toString();
        event.commit();
      }
    }
  }

  @Name("wharf.Close")
  @Label("Close")
  @Category("Wharf")
  @StackTrace(false)
  public static final class Close extends Event {
    @Label("Session")
    long session;

    @Label("Reason")
    String reason = "";

    @Label("Detail")
    String detail = "";

    public static void commit(Session session, CloseReason reason) {
      Close event = new Close();
      if (event.shouldCommit()) {
        event.session = session.id();
        event.reason = reason.name();
        event.detail = session.closeDetail();
        event.commit();
      }
    }
  }

  @Name("wharf.SlowReader")
  @Label("Slow Reader")
  @Category("Wharf")
  @StackTrace(false)
  public static final class SlowReader extends Event {
    @Label("Session")
    long session;

    @Label("Queued Packets")
    int packets;

    @Label("Queued Bytes")
    int bytes;

    public static void commit(long session, int packets, int bytes) {
      SlowReader event = new SlowReader();
      if (event.shouldCommit()) {
        event.session = session;
        event.packets = packets;
        event.bytes = bytes;
        event.commit();
      }
    }
  }

  @Name("wharf.Stall")
  @Label("Worker Stall")
  @Category("Wharf")
  @StackTrace(false)
  public static final class Stall extends Event {
    @Label("Worker")
    String worker = "";

    @Label("So Far")
    @jdk.jfr.Timespan(jdk.jfr.Timespan.NANOSECONDS)
    long nanos;

    public static void commit(String worker, long nanos) {
      Stall event = new Stall();
      if (event.shouldCommit()) {
        event.worker = worker;
        event.nanos = nanos;
        event.commit();
      }
    }
  }
}
