package dev.wharf.protocol.body;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/// Reads from generated message classes what they offer through static methods only.
public final class GeneratedMessages {
  private GeneratedMessages() {}

  /// The default instance of a generated class, or null when `type` is not a generated class.
  public static <P extends Message> @Nullable P instanceOf(Class<P> type) {
    try {
      return type.cast(type.getMethod("getDefaultInstance").invoke(null));
    } catch (ReflectiveOperationException | NullPointerException e) {
      return null;
    }
  }

  /// A parser that drops unknown fields, so that they take no memory.
  ///
  /// @throws IllegalArgumentException when `type` is not a generated class
  @SuppressWarnings("unchecked")
  public static <P extends Message> Parser<P> parserOf(Class<P> type) {
    P instance = instanceOf(type);
    if (instance == null) {
      throw new IllegalArgumentException(type.getName() + " is not a generated message class");
    }
    return DiscardUnknownFieldsParser.wrap((Parser<P>) instance.getParserForType());
  }
}
