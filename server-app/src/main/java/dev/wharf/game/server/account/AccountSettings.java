package dev.wharf.game.server.account;

import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The settings of accounts.
@Settings("account")
public record AccountSettings(
    @Key("keeps accounts and items in the database that storage.url names") @Default("true")
        boolean enabled,
    @Key("lets anybody register, where login.authenticator is accounts") @Default("true")
        boolean registration,
    @Key("the coins of a new account") @Default("1000") @Range("0..1000000000") long coins,
    @Key("the items of a new account") @Default("3") @Range("0..100") int items,
    @Key("threads that compute password hashes; 0 for one per two processors")
        @Default("0")
        @Range("0..64")
        int hashThreads,
    @Key("passwords that may wait to be hashed; further logins get LOGIN_BUSY")
        @Default("32")
        @Range("1..10000")
        int maxWaitingHashes,
    @Key("wrong passwords of one network (IPv4: a /24, IPv6: a /48) in a minute; then it must wait")
        @Default("30")
        @Range("1..1000000")
        int maxWrongPasswords,
    @Key("how long a code for a new password is good") @Default("1h") @Range("1m..7d")
        Duration resetLife) {}
