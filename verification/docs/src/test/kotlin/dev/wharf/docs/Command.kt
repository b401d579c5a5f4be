package dev.wharf.docs

import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.readText
import org.awaitility.Awaitility.await

/** A command that was run to its end: its exit code, and all that it said. */
class Command(val exit: Int, val words: String) {
    companion object {
        /** Runs a command in a folder. */
        fun run(folder: Path, vararg line: String): Command = RunningProcess(folder, *line).use { process ->
            Command(process.awaitEnd(), process.words())
        }
    }
}

/** A command that runs, with the JDK that runs the test, and a Maven that fetches nothing. Closing it ends it. */
class RunningProcess(folder: Path, private vararg val line: String) : AutoCloseable {
    private val output = createTempFile("command", ".out")
    private val process: Process = ProcessBuilder(*line)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .apply { environment().putAll(mapOf("JAVA_HOME" to System.getProperty("java.home"), "MAVEN_ARGS" to mavenArguments())) }
        .start()
        .apply { outputStream.close() }

    /** What it has said so far. */
    fun words(): String = output.readText()

    /** Waits for a line that begins like this. */
    fun awaitLine(start: String): String {
        fun line() = words().lines().dropLast(1).firstOrNull { it.startsWith(start) }
        await().atMost(PATIENCE).until { line() != null || !process.isAlive }
        return line() ?: error("${line.toList()} has ended without a line '$start...': ${words()}")
    }

    /** Waits for the end, and tells the exit code. */
    fun awaitEnd(): Int {
        check(process.waitFor(PATIENCE.seconds, TimeUnit.SECONDS)) { "${line.toList()} does not end: ${words()}" }
        return process.exitValue()
    }

    /** Asks it to end. */
    fun stop() = process.destroy()

    /** Sends SIGINT to it alone, or SIGTERM where this JVM, and so what it starts, ignores SIGINT. */
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
        val PATIENCE: Duration = Duration.ofMinutes(15)

        fun mavenArguments(): String =
            listOfNotNull("--offline", System.getProperty("maven.repo.local")?.let { "-Dmaven.repo.local=$it" }).joinToString(" ")
    }
}
