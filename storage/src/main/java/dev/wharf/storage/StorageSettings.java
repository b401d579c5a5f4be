package dev.wharf.storage;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The database, and the limits of the works that wait for it. A game lists this record in
/// [Game#settings][dev.wharf.server.Game#settings].
@Settings("storage")
public record StorageSettings(
    @Key(
            "the database: sqlite:FILE, or postgresql://HOST:PORT/NAME; memory keeps nothing after"
                + " the end")
        @Default(value = "sqlite:run/game.db", inDevelopment = "memory")
        @Range("6..1024")
        String url,
    @Key("the user of the PostgreSQL database") @Default("") @Range("0..64") String user,
    @Key(value = "the password of this user", secret = true) @Default("") @Range("0..1024")
        String password,
    @Key("connections to PostgreSQL, each with one transaction at a time")
        @Default("4")
        @Range("1..64")
        int connections,
    @Key("the time in which a work must begin and end; later, its caller gets a failure")
        @Default("3s")
        @Range("10ms..1h")
        Duration deadline,
    @Key("the most works that wait for the database") @Default("10000") @Range("1..1000000")
        int maxWaiting,
    @Key("the most works of one player, or of another lane, that wait for the database")
        @Default("64")
        @Range("1..10000")
        int maxWaitingOfOne,
    @Key("the most works in one transaction") @Default("256") @Range("1..10000") int maxBatch,
    @Key("statements that take longer are logged") @Default("100ms") @Range("1ms..1h")
        Duration slow,
    @Key("how long the key of a work that must not run twice is kept")
        @Default("7d")
        @Range("1m..365d")
        Duration keepKeys,
    @Key("how long the actions of operators are kept") @Default("365d") @Range("1d..3650d")
        Duration keepAudit,
    @Key("a value that changes often, such as a position, is saved this long after its change")
        @Default("5s")
        @Range("100ms..1h")
        Duration saveAfter,
    @Key("the most values of one kind that wait to be saved")
        @Default("100000")
        @Range("1..10000000")
        int maxUnsaved)
    implements Checked {
  static final String SQLITE = "sqlite:";
  static final String POSTGRESQL = "postgresql://";
  static final String MEMORY = "memory";

  @Override
  public void check(Checks checks) {
    boolean isPostgres = url.startsWith(POSTGRESQL);
    boolean isFile = url.startsWith(SQLITE) && url.length() > SQLITE.length();
    checks.errorIf(
        !isPostgres && !isFile && !url.equals(MEMORY),
        "storage.url",
        "must be sqlite:FILE, postgresql://HOST:PORT/NAME, or memory");
    checks.errorIf(
        isPostgres && user.isEmpty(), "storage.user", "PostgreSQL needs a user and a password");
    checks.errorIf(
        isPostgres && url.contains("password="),
        "storage.url",
        "must not contain a password: set storage.password");
    checks.warnUnusedIf(
        !isPostgres,
        "storage.url = " + (isFile ? SQLITE : MEMORY),
        "storage.user",
        "storage.password",
        "storage.connections");
  }
}
