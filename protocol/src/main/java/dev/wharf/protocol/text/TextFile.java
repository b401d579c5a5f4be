package dev.wharf.protocol.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads a short text from a file, such as a secret that a container platform mounts. Thread-safe.
public final class TextFile {
  /// The size of the largest file that [#read] accepts, in bytes.
  public static final int MAX_BYTES = 64 << 10;

  private TextFile() {}

  /// Reads a file as UTF-8 text, without the line breaks at its end.
  ///
  /// @param path the path of a regular file. A pipe is refused, because reading it would not end
  ///   when nobody writes to it
  /// @throws IOException when the file cannot be read, is empty, is larger than [#MAX_BYTES] or is
  ///   not UTF-8. The message is only the reason; it contains neither the file's name nor its
  ///   content
  public static String read(String path) throws IOException {
    byte[] bytes = bytesOf(path);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the file is larger than " + MAX_BYTES + " bytes");
    }
    String text = withoutLineBreaksAtItsEnd(decode(bytes));
    if (text.isEmpty()) {
      throw new IOException("the file is empty");
    }
    return text;
  }

  /// Returns the reason why a file could not be read or written, in words and without the file's
  /// name.
  public static String reasonOf(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException e ->
          e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static byte[] bytesOf(String path) throws IOException {
    try {
      Path file = Path.of(path);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("is no regular file");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return stream.readNBytes(MAX_BYTES + 1);
      }
    } catch (InvalidPathException e) {
      throw new IOException("is no path of a file", e);
    } catch (IOException e) {
      throw new IOException(reasonOf(e), e);
    }
  }

  private static String decode(byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("the file is no UTF-8 text", e);
    }
  }

  private static String withoutLineBreaksAtItsEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
