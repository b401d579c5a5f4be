package dev.wharf.protocol;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/// What generated message classes tell through static methods only, which no type declares.
final class GeneratedMessages {
  private GeneratedMessages() {}

  /// The default instance of a generated class, or null when `type` is none.
  static <P extends Message> @Nullable P instanceOf(Class<P> type) {
    try {
      return type.cast(type.getMethod("getDefaultInstance").invoke(null));
    } catch (ReflectiveOperationException | NullPointerException e) {
      return null;
    }
  }

  /// A parser that keeps no unknown fields: what we do not know, we do not pay for.
  ///
  /// @throws IllegalArgumentException when `type` is no generated class
  @SuppressWarnings("unchecked")
  static <P extends Message> Parser<P> parserOf(Class<P> type) {
    P instance = instanceOf(type);
    if (instance == null) {
      throw new IllegalArgumentException(type.getName() + " is no generated message");
    }
    return DiscardUnknownFieldsParser.wrap((Parser<P>) instance.getParserForType());
  }
}
