package dev.wharf.protocol.body;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/// Gets the default instance and the parser of a generated message class, which has both only as
/// static methods.
public final class GeneratedMessages {
  private GeneratedMessages() {}

  /// Returns the default instance of a generated class; null when `type` is not a generated class.
  public static <P extends Message> @Nullable P instanceOf(Class<P> type) {
    try {
      return type.cast(type.getMethod("getDefaultInstance").invoke(null));
    } catch (ReflectiveOperationException | NullPointerException e) {
      return null;
    }
  }

  /// Returns a parser that drops unknown fields, so that they take no memory.
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
