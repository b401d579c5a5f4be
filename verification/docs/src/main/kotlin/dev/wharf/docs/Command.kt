package dev.wharf.docs

import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.readText

/** A command that has ended: its exit code, and its output. */
class Command(val exit: Int, val words: String) {
    companion object {
        /** Runs a command in a folder. */
        fun run(folder: Path, vararg line: String): Command = RunningProcess(folder, *line).use { process ->
            Command(process.awaitEnd(), process.words())
        }
    }
}

/**
 * A running command. It uses the JDK of the test, and an offline Maven. Closing this object ends
 * the command.
 */
class RunningProcess(folder: Path, private vararg val line: String) : AutoCloseable {
    private val output = createTempFile("command", ".out")
    private val process: Process = ProcessBuilder(*line)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .apply { environment().putAll(mapOf("JAVA_HOME" to System.getProperty("java.home"), "MAVEN_ARGS" to mavenArguments())) }
        .start()
        .apply { outputStream.close() }

    /** Returns the output so far. */
    fun words(): String = output.readText()

    /** Waits until the command has printed a line with this beginning. Returns the line. */
    fun awaitLine(start: String): String {
        fun line() = words().lines().dropLast(1).firstOrNull { it.startsWith(start) }
        val begin = System.nanoTime()
        while (line() == null && process.isAlive && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.sleep(LOOK_MILLIS)
        }
        return line() ?: error("${line.toList()} has no line '$start...': ${words()}")
    }

    /** Waits until the command has ended. Returns its exit code. */
    fun awaitEnd(): Int {
        check(process.waitFor(PATIENCE.seconds, TimeUnit.SECONDS)) { "${line.toList()} does not end: ${words()}" }
        return process.exitValue()
    }

    /** Sends SIGTERM to the command. */
    fun stop() = process.destroy()

    /**
     * Sends SIGINT to the process alone. Sends SIGTERM instead when this JVM ignores SIGINT,
     * because its child processes then ignore SIGINT too.
     */
    fun interrupt() {
        val isIgnored = Command.run(Path.of("."), "sh", "-c", "kill -INT $$").exit == 0
        if (isIgnored) stop() else Command.run(Path.of("."), "kill", "-INT", "${process.pid()}")
    }

    override fun close() {
        val all = process.descendants().toList() + process.toHandle()
        all.forEach(ProcessHandle::destroyForcibly)
        process.waitFor()
        output.deleteIfExists()
    }

    private companion object {
        const val LOOK_MILLIS = 50L
        val PATIENCE: Duration = Duration.ofMinutes(15)

        fun mavenArguments(): String =
            listOfNotNull("--offline", System.getProperty("maven.repo.local")?.let { "-Dmaven.repo.local=$it" }).joinToString(" ")
    }
}
