package dev.wharf.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A PostgreSQL server in a folder of its own, on a free port of this machine. PostgreSQL does not
/// run as root; then its processes run as the user `postgres`, which its package creates.
final class PostgresServer implements AutoCloseable {
  static final String PASSWORD = "for-tests-only";

  private final Path programs;
  private final Path folder;
  final int port;

  private PostgresServer(Path programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
  }

  /// Returns the folder of PostgreSQL's programs; empty when it is not installed.
  static Optional<Path> programs() {
    Stream<Path> paths =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)).map(Path::of);
    Path debian = Path.of("/usr/lib/postgresql");
    try (Stream<Path> versions = Files.isDirectory(debian) ? Files.list(debian) : Stream.empty()) {
      return Stream.concat(versions.map(version -> version.resolve("bin")).toList().stream(), paths)
          .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PostgresServer start(Path programs) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("postgres");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD);
    PostgresServer server = new PostgresServer(programs, folder, freePort());
    server.call(
        "initdb",
        "-D",
        server.data(),
        "-U",
        "game",
        "-A",
        "scram-sha-256",
        "--pwfile",
        password.toString(),
        "-E",
        "UTF8",
        "--locale=C",
        "-N");
    server.begin();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  void begin() throws IOException, InterruptedException {
    call(
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
        "start");
  }

  /// Ends the server as a crash does: it rolls nothing back, and writes no checkpoint.
  void crash() throws IOException, InterruptedException {
    call("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }

  String address() {
    return "postgresql://127.0.0.1:" + port + "/postgres";
  }

  private void call(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("postgres", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed: " + Files.readString(output));
    }
    Files.delete(output);
  }

  @Override
  public void close() throws IOException {
    try {
      crash();
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
