package dev.wharf.game.server.item;

import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.storage.WorkRefusedException;

/// Thrown by a work that cannot make a trade.
final class TradeRefusedException extends WorkRefusedException {
  private static final long serialVersionUID = 1L;

  private final AccountFailureCode code;

  TradeRefusedException(AccountFailureCode code, String message) {
    super(message);
    this.code = code;
  }

  TradeRefusedException(String message) {
    this(AccountFailureCode.TRADE_REFUSED, message);
  }

  AccountFailureCode code() {
    return code;
  }
}
