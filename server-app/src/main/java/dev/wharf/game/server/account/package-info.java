/// Accounts: registering, logging in with a password, bans, and who may write to an account.
@NullMarked
package dev.wharf.game.server.account;

import org.jspecify.annotations.NullMarked;
