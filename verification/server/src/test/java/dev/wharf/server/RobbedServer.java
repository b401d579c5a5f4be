package dev.wharf.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wharf.game.server.ServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A server whose process closes the descriptors of its own rings. After the line `once` on
/// standard input, it closes all rings once. After the line `always`, it closes all rings again and
/// again.
final class RobbedServer {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int PAUSE_MILLIS = 20;

  private RobbedServer() {}

  public static void main(String[] arguments) {
    Thread.ofPlatform().daemon().start(RobbedServer::rob);
    ServerMain.main(arguments);
  }

  private static void rob() {
    try {
      String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
      do {
        for (int ring : rings()) {
          close(ring);
        }
        Thread.sleep(PAUSE_MILLIS);
      } while ("always".equals(line));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // there is no other way to close a descriptor of other code
  private static void close(int descriptor) {
    Linker linker = Linker.nativeLinker();
    MethodHandle close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private static List<Integer> rings() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.filter(RobbedServer::isRing)
          .map(each -> Integer.valueOf(each.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isRing(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[io_uring]");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
