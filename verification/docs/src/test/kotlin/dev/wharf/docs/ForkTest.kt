package dev.wharf.docs

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.DisabledIfSystemProperty
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import java.nio.file.Path
import kotlin.io.path.createParentDirectories
import kotlin.io.path.deleteExisting
import kotlin.io.path.exists
import kotlin.io.path.isExecutable
import kotlin.io.path.isRegularFile
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.relativeTo
import kotlin.io.path.walk
import kotlin.io.path.writeText

/**
 * A fork has nothing of the old name, is built, and passes its tests (some of them, for the sake of time); and in it, a reader
 * does what docs/your-first-packet.md and docs/swarm.md say. Not again inside a fork that is tested: see [INSIDE].
 */
@DisabledIfSystemProperty(named = ForkTest.INSIDE, matches = "true")
class ForkTest {
    @Test
    fun keepsNothingOfTheOldName() {
        val files = fork.walk().filter { it.isRegularFile() }.map { it.relativeTo(fork) }
            .filterNot { file -> file.any { it.name == "target" } }.toList()
        assertThat(files).hasSizeGreaterThan(MANY).allSatisfy { file ->
            assertThat(file.toString()).doesNotContainIgnoringCase(OLD)
            assertThat(fork.resolve(file).readText(Charsets.ISO_8859_1)).doesNotContainIgnoringCase(OLD)
        }
    }

    @Test
    fun hasTheNewNameWhereTheOldOneWas() {
        assertThat(fork.resolve("$NEW/mvnw").exists()).isFalse()
        assertThat(listOf(NEW, "mvnw", "scripts/fork.sh")).allMatch { fork.resolve(it).isExecutable() }
        assertThat(fork.resolve("proto/src/main/proto/$NEW/echo.proto").readText()).contains("package $NEW;")
        assertThat(fork.resolve("server-app/src/main/java/com/example/$NEW/server/GameServer.java")).exists()
        assertThat(fork.resolve("pom.xml").readText())
            .contains("<groupId>com.example</groupId>", "<artifactId>$NEW-engine</artifactId>")
        assertThat(fork.resolve("docs/configuration.md").readText()).contains("SKYFALL_SESSION_IDLE_TIMEOUT")
        assertThat(fork.resolve("$NEW.cmd").readText()).contains("$NEW-%kind%.jar", "SKYFALL_JAVA_OPTS", "\r\n")
        assertThat(Command.run(fork, "./$NEW").words).startsWith("Skyfall:").contains("SKYFALL_JAVA_OPTS")
    }

    @Test
    fun isBuiltPassesItsTestsAndTakesTheTutorial() {
        val tutorial = Tutorial.of(fork)
        tutorial.steps(kotlin = false).forEach { it.applyTo(fork) }
        swarmPage.steps(kotlin = false).forEach { it.applyTo(fork) }
        test(tutorial, "LoginTest", "HeaderFormatTest")
        changesNothing(tutorial) { succeeds("./$NEW", "format") }

        tutorial.steps(kotlin = true).forEach { it.applyTo(fork) }
        play(tutorial)
        assertThat(fork.resolve("$SERVER_CLASSES/dice/DiceTable\$Companion.class")).exists()
    }

    @Test
    fun aBuildThatFailsSaysWhereAndWhy() {
        val why = "[rawtypes] found raw type: List"
        val words = failsWith("engine/src/main/java/com/example/$NEW/engine/Raw.java", RAW, "./$NEW", "build")
        assertThat(words).contains("Raw.java:[6,", why, "the build failed; what it says is above")
    }

    @Test
    fun theFormatCheckSaysWhichCommandMendsIt() {
        val file = "proto/src/test/java/com/example/$NEW/Odd.java"
        val words = failsWith(file, "package com.example.$NEW;\nclass  Odd { }\n", "./mvnw", "-N", "-q", "verify")
        assertThat(words).contains("./$NEW format does it", file).doesNotContain("\tat ", "ExecuteException")
    }

    /** Adds a file for as long as the command runs, which is to fail. */
    private fun failsWith(path: String, text: String, vararg line: String): String {
        val file = fork.resolve(path).createParentDirectories()
        file.writeText(text)
        try {
            return Command.run(fork, *line).also { assertThat(it.exit).`as`(it.words).isNotZero() }.words
        } finally {
            file.deleteExisting()
        }
    }

    /** Runs the page's own test command, with some more tests. */
    private fun test(tutorial: Tutorial, vararg more: String) {
        val line = tutorial.blocks("sh").single { "-Dtest=DiceTableTest" in it }
        val tests = listOf("DiceTableTest", *more).joinToString(",")
        succeeds("sh", "-c", line.replace("./mvnw -q", "./mvnw").replace("DiceTableTest", tests))
        val reports = fork.resolve("server-app/target/surefire-reports").toFile().list().orEmpty()
        assertThat(reports).contains("TEST-com.example.$NEW.server.dice.DiceTableTest.xml")
    }

    private fun changesNothing(tutorial: Tutorial, action: () -> Unit) {
        val before = tutorial.steps(kotlin = false).associate { it.path to fork.resolve(it.path).readText() }
        action()
        assertThat(before).allSatisfy { path, text -> assertThat(fork.resolve(path)).hasContent(text) }
    }

    /** Builds the server, starts it, and types what the page has typed. */
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

    /** Runs the reader's own scenario, as docs/swarm.md says. */
    private fun swarm(port: String) {
        val line = swarmPage.blocks("sh").single { "DiceScenario" in it }
        assertThat(succeeds("sh", "-c", "$line --port $port --progress none").words).contains(" dice ", " PASS ")
    }

    private fun dice(text: String) = text.replace(Regex("rolls [1-6]"), "rolls a die")

    private fun succeeds(vararg line: String): Command =
        Command.run(fork, *line).also { assertThat(it.exit).`as`(it.words).isZero() }

    @ParameterizedTest
    @CsvSource(
        "Com.Example, skyfall, the group must be a Java package name",
        "com..example, skyfall, the group must be a Java package name",
        "com.class, skyfall, 'class' is a keyword",
        "com.when, skyfall, 'when' is a keyword",
        "java.game, skyfall, are Java's own",
        "com.example, Sky, the name must be 2 to 31 small letters",
        "com.example, s, the name must be 2 to 31 small letters",
        "com.example, sky-fall, the name must be 2 to 31 small letters",
        "com.example, engine, the project has a file or folder of that name",
        "com.example, wharf, must differ",
    )
    fun refusesBadNamesInOneLine(group: String, name: String, why: String, @TempDir folder: Path) {
        val target = folder.resolve("fork")
        refuses(why, group, name, target.toString())
        assertThat(target).doesNotExist()
    }

    @Test
    fun refusesAFolderThatIsNotItsOwn(@TempDir folder: Path) {
        folder.resolve("something").toFile().writeText("of somebody else")
        refuses("is not empty", "com.example", NEW, folder.toString())
        refuses("is not a directory", "com.example", NEW, "$folder/something")
        refuses("lies inside this project", "com.example", NEW, "${Project.root}/verification/docs/target/fork")
        refuses("usage: fork <group> <name> <directory>", "com.example", NEW)
        assertThat(folder.toFile().list()).containsExactly("something")
    }

    private fun refuses(why: String, vararg arguments: String) {
        val command = Command.run(Project.root, "./$OLD", "fork", *arguments)
        assertThat(command.exit).`as`(command.words).isEqualTo(2)
        assertThat(command.words).startsWith("fork: ").contains(why).hasLineCount(1)
    }

    companion object {
        /** To be set to true where a fork's whole build is run, as a test or by hand. */
        const val INSIDE = "inside.fork"
        private const val OLD = "wharf"
        private const val NEW = "skyfall"
        private const val MANY = 200
        private val RAW = """
            package com.example.$NEW.engine;

            /// Not as the compiler wants it.
            final class Raw {
              /// Without a type.
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
            val command = Command.run(Project.root, "./$OLD", "fork", "com.example", NEW, fork.toString())
            assertThat(command.exit).`as`(command.words).isZero()
        }
    }
}
