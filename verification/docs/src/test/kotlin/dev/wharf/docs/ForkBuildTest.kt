package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.createParentDirectories
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledIfSystemProperty
import org.junit.jupiter.api.io.TempDir

/**
 * Builds a fork, and runs its tests. In the fork, the test follows docs/your-first-packet.md and
 * docs/swarm.md, and makes another fork. All tests share one fork, and each test starts with the
 * fork's original files and compiled libraries. The tests take minutes, and run only with
 * -Dwharf.fork=built.
 */
@EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
class ForkBuildTest {
    @BeforeEach
    fun undoChanges() {
        succeeds("git", "reset", "-q", "--hard")
        succeeds("git", "clean", "-qfdx", "proto", "server-app", "client-app", "game-tests")
    }

    @Test
    fun passesItsTests() {
        succeeds("./mvnw", "-q", "--batch-mode", "verify")
    }

    @Test
    fun supportsTheTutorial() {
        val tutorial = followTutorial(kotlin = false)
        test(tutorial)
        changesNothing(tutorial) { succeeds("./$NEW", "format") }
    }

    @Test
    fun supportsTheTutorialInKotlinAndTheScenarioOfItsPacket() {
        swarmPage.steps(kotlin = false).forEach { it.applyTo(fork) }
        play(followTutorial(kotlin = true))
        assertThat(fork.resolve("$SERVER_CLASSES/dice/DiceTable\$Companion.class")).exists()
    }

    @Test
    fun aFailedBuildNamesThePlaceAndTheReason() {
        val why = "[rawtypes] found raw type: List"
        val words = failsWith("server-app/src/main/java/com/example/$NEW/server/Raw.java", RAW, "./$NEW", "build")
        assertThat(words).contains("Raw.java:[6,", why, "the build failed; its output is above")
    }

    @Test
    fun theFormatCheckNamesTheCommandThatFormats() {
        val file = "proto/src/test/java/com/example/$NEW/Odd.java"
        val words = failsWith(file, "package com.example.$NEW;\nclass  Odd { }\n", "./mvnw", "-N", "-q", "verify")
        assertThat(words).contains("./$NEW format does it", file).doesNotContain("\tat ", "ExecuteException")
    }

    @Test
    fun canBeForked() {
        followTutorial(kotlin = true)
        succeeds("git", "add", "-A")
        val turn = folder.resolve("turn")
        succeeds("./$NEW", "fork", "org.example", "turn", "$turn")
        assertThat(turn.resolve("server-app/src/main/kotlin/org/example/turn/server/dice/DiceTable.kt").readText())
            .contains("package org.example.turn.server.dice", "import org.example.turn.proto.DiceRolled")
        val build = Command.run(turn, "./mvnw", "-q", "--batch-mode", "-Dmaven.test.skip=true", "-pl", "server-app", "-am", "package")
        assertThat(build.exit).`as`(build.words).isZero()
    }

    /**
     * Does what docs/your-first-packet.md says, to the end of its Java version or of its Kotlin
     * version.
     */
    private fun followTutorial(kotlin: Boolean): Tutorial = Tutorial.of(fork).also { tutorial ->
        val steps = tutorial.steps(kotlin = false) + if (kotlin) tutorial.steps(kotlin = true) else listOf()
        steps.forEach { it.applyTo(fork) }
    }

    /** Adds a file, and runs a command that must fail. */
    private fun failsWith(path: String, text: String, vararg line: String): String {
        fork.resolve(path).createParentDirectories().writeText(text)
        return Command.run(fork, *line).also { assertThat(it.exit).`as`(it.words).isNotZero() }.words
    }

    /** Runs the command for the test that the page contains. */
    private fun test(tutorial: Tutorial) {
        val line = tutorial.blocks("sh").single { "-Dtest=DiceTableTest" in it }
        succeeds("sh", "-c", line)
        val module = checkNotNull(Regex("-pl (\\S+)").find(line)).groupValues[1]
        val reports = fork.resolve("$module/target/surefire-reports").toFile().list().orEmpty()
        assertThat(reports).anyMatch { it.startsWith("TEST-") && it.endsWith("DiceTableTest.xml") }
    }

    private fun changesNothing(tutorial: Tutorial, action: () -> Unit) {
        val before = tutorial.steps(kotlin = false).associate { it.path to fork.resolve(it.path).readText() }
        action()
        assertThat(before).allSatisfy { path, text ->
            assertThat(sortedImports(fork.resolve(path).readText())).isEqualTo(sortedImports(text))
        }
    }

    /**
     * Builds the server and the client, starts the server, and types the input that the page
     * shows.
     */
    private fun play(tutorial: Tutorial) {
        succeeds("./$NEW", "build")
        RunningProcess(fork, "./$NEW", "server", "--port", "0", "--dev").use { play(tutorial, it) }
    }

    private fun play(tutorial: Tutorial, server: RunningProcess) {
        val port = server.awaitLine("$NEW-server ready on 127.0.0.1:").substringAfterLast(':')
        val typed = tutorial.blocks("sh").single { it.startsWith("printf") }
        val seen = succeeds("sh", "-c", "$typed --port $port 2>/dev/null").words
        val promised = tutorial.blocks("").last().replace("7777", port)
        assertThat(dice(seen.trimEnd())).isEqualTo(dice(promised))
        swarm(port)
        server.stop()
        server.awaitLine("$NEW-server ledger: 0 live sessions, 0 pending operations, 0 buffers out")
    }

    /** Runs the reader's own scenario, as docs/swarm.md describes it. */
    private fun swarm(port: String) {
        val line = swarmPage.blocks("sh").single { "DiceScenario" in it }
        assertThat(succeeds("sh", "-c", "$line --port $port --progress none").words).contains(" dice ", " PASS ")
    }

    private fun dice(text: String) = text.replace(Regex("rolls [1-6]"), "rolls a die")

    private fun succeeds(vararg line: String): Command =
        Command.run(fork, *line).also { assertThat(it.exit).`as`(it.words).isZero() }

    companion object {
        private const val NEW = "skyfall"
        private val RAW = """
            package com.example.$NEW.server;

            /// A class that the compiler rejects.
            final class Raw {
              /// A raw type.
              static java.util.List all() {
                return java.util.List.of();
              }
            }
        """.trimIndent()
        private const val SERVER_CLASSES = "server-app/target/classes/com/example/$NEW/server"

        @JvmStatic
        @TempDir
        private lateinit var folder: Path
        private val fork: Path by lazy { folder.resolve("the fork") }
        private val swarmPage: Tutorial by lazy { Tutorial.of(fork, "swarm.md") }

        @JvmStatic
        @BeforeAll
        fun fork() {
            val command = Command.run(Project.root, "./wharf", "fork", "com.example", NEW, fork.toString())
            assertThat(command.exit).`as`(command.words).isZero()
            assertThat(fork.resolve("verification").exists()).isFalse()
        }
    }
}
