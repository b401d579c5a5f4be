package dev.wharf.docs

import fork.Fork
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.createDirectories
import kotlin.io.path.createSymbolicLinkPointingTo
import kotlin.io.path.exists
import kotlin.io.path.isExecutable
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.DisabledOnOs
import org.junit.jupiter.api.condition.EnabledIfSystemProperty
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource

/** Tests the files that `./wharf fork` makes. [ForkBuildTest] builds them. The fork's name is a word that occurs in many places. */
@DisabledOnOs(OS.WINDOWS)
class ForkTest {
    @Test
    fun noFileKeepsTheGamesOldNames() {
        val where = "README.md CONTRIBUTING.md pom.xml docs :!docs/benchmarks.md scripts .ci proto server-app client-app game-tests".split(" ")
        for (old in listOf("""dev\.wharf\.game""", "dev/wharf/game", "proto/game", """\(^\|[^.]\)\./wharf\b""", "wharf-server[ :]", """[^a-z.]game\.[A-Z]""")) {
            val found = Command.run(fork, "git", "grep", "-n", old, "--", *where.toTypedArray())
            assertThat(found.words).`as`(old).isEmpty()
        }
    }

    @Test
    fun theLibrariesAreUnchanged() {
        assertThat(git("diff", "--name-only", "wharf", "main", "--", *LIBRARIES)).isEmpty()
        assertThat(git("ls-files", "verification", *LIBRARIES.map { "$it/src/test" }.toTypedArray(), "web-client/test")).isEmpty()
        assertThat(git("ls-files", *LIBRARIES).lines()).hasSizeGreaterThan(MANY)
    }

    @Test
    fun theGameHasItsNewNames() {
        assertThat(listOf(NEW, "mvnw", "scripts/soak.sh")).allMatch { fork.resolve(it).isExecutable() }
        assertThat(text("proto/src/main/proto/$NEW/echo.proto")).contains("package $NEW;", "java_package = \"com.example.$NEW.proto\"", "(wharf.packet_id)")
        assertThat(text("server-app/src/main/java/com/example/$NEW/server/SampleGame.java")).contains("return \"$NEW\";")
        assertThat(text("server-app/pom.xml")).contains(
            "<groupId>dev.wharf</groupId>\n    <artifactId>wharf</artifactId>", "<groupId>com.example</groupId>\n  <artifactId>$NEW-server</artifactId>",
            "<name>Server Server</name>", "com.example.$NEW.server.ServerMain",
        )
        assertThat(text("docs/configuration.md")).contains("`SERVER_`", "SERVER_SESSION_IDLE_TIMEOUT", "listen.port", "SERVER_ADMIN_TOKEN_FILE")
        assertThat(text("game.properties")).contains("package=com.example.$NEW\n", "group=com.example\n", "name=$NEW\n", "wharf=")
        assertThat(text("$NEW.cmd")).contains("\r\n")
        assertThat(Command.run(fork, "./$NEW").words).startsWith("usage: ./$NEW ").contains("SERVER_JAVA_OPTS")
    }

    @Test
    fun theSwarmsVariablesKeepTheirNames() {
        val names = git("grep", "-hoE", "[A-Z]+_(HOSTILE_)?TOKEN[A-Z_]*", "--", "*.md").lines()
        assertThat(names).contains("WHARF_TOKEN", "WHARF_HOSTILE_TOKEN_FILE")
            .noneMatch { Regex("SERVER_(HOSTILE_)?TOKEN.*").matches(it) }
    }

    @Test
    fun itsNextStepsCanBePastedIntoAShell() {
        val step = next.lines().single { it.startsWith("  cd ") }
        assertThat(Command.run(folder, "sh", "-c", "$step && pwd -P").words.trim()).isEqualTo("${fork.toRealPath()}")
    }

    @Test
    fun linksOfItsPagesAreValid() {
        val links = Links(fork)
        assertThat(links.pages).hasSizeGreaterThan(10).allSatisfy { assertThat(links.broken(it)).`as`("$it").isEmpty() }
    }

    @Test
    fun canBeForkedWithItsHistoryOfWharf(@TempDir folder: Path) {
        val again = folder.resolve("again")
        val source = folder.resolve("source")
        git("clone", "-q", ".", "$source")
        source.resolve("mvnw").writeText("#!/bin/sh\n") // a formatter that leaves all lines as they are
        git("-C", "$source", "add", "mvnw")
        val command = Command.run(source, "./$NEW", "fork", "org.example", "turn", "$again")
        assertThat(command.exit).`as`(command.words).isZero()
        fun git(vararg arguments: String) = Command.run(again, "git", *arguments).words
        assertThat(git("rev-parse", "wharf~1")).isEqualTo(git("-C", "$fork", "rev-parse", "wharf"))
        assertThat(Command.run(again, "git", "merge-base", "--is-ancestor", "wharf", "main").exit).isZero()
        assertThat(git("status", "--porcelain")).isEmpty()
        assertThat(again.resolve("game.properties").readText()).endsWith(text("game.properties").lines().takeLast(2).joinToString("\n"))
        assertThat(git("grep", "-n", "com.example.$NEW\\|com/example/$NEW\\|proto/$NEW\\|\\./$NEW ", "--", ".", ":!docs/fork.md")).isEmpty()
        // The name also occurs in the directions of packets.
        assertThat(git("grep", "-h", "SERVER_TO_CLIENT")).isEqualTo(git("-C", "$fork", "grep", "-h", "SERVER_TO_CLIENT"))
    }

    /** Tests an environment with the variables that Git sets for its hooks. */
    @Test
    fun ignoresAnotherRepositoryInTheEnvironment(@TempDir folder: Path) {
        val target = "$folder/it"
        val variables = arrayOf("GIT_DIR=$folder/nosuch", "GIT_INDEX_FILE=$folder/index", "GIT_WORK_TREE=/")
        RunningProcess(Project.root, "env", *variables, *compiled("com.example", NEW, target)).use { it.awaitLine("fork: breaking") }
    }

    @Test
    fun mainStartsFromThisTree() {
        assertThat(git("rev-list", "--count", "wharf").trim()).isEqualTo("2")
        assertThat(git("merge-base", "wharf", "main")).isEqualTo(git("rev-parse", "wharf"))
        assertThat(git("diff", "--name-only", "wharf", "main").lines()).hasSizeLessThan(FEW)
        assertThat(git("status", "--porcelain")).isEmpty()
        assertThat(git("show", "wharf~1:README.md")).isEqualTo(Command.run(Project.root, "git", "show", ":README.md").words)
        assertThat(fork.resolve("target").exists()).isFalse()
    }

    /**
     * Builds a clone of the fork, with the tutorial's packet if `built` is set. This test takes a
     * minute or two, so it runs only on request.
     */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "started|built")
    fun isBuiltAndStarts() {
        val clone = folder.resolve("a clone")
        git("clone", "-q", ".", "$clone")
        val isWhole = System.getProperty("wharf.fork") == "built"
        if (isWhole) {
            Tutorial.of(clone).steps(kotlin = false).forEach { it.applyTo(clone) }
        }
        // Error Prone is off. The same code has passed it in this project, and it takes two thirds
        // of the compiler's time.
        val checks = if (isWhole) arrayOf() else arrayOf("-Dwharf.checks=-proc:none", "-Dwharf.archives=${Project.root}/.mvn")
        val options = arrayOf("-q", "--batch-mode", "-Dmaven.test.skip=true", "-pl", "server-app,client-app", "-am", *checks)
        val build = Command.run(clone, "./mvnw", *options, "package")
        assertThat(build.exit).`as`(build.words).isZero()
        RunningProcess(clone, "./$NEW", "server", "--port", "0").use { server ->
            server.awaitLine("$NEW-server ready on 127.0.0.1:")
            assertThat(clone.resolve("run/game.db")).isNotEmptyFile() // its accounts, without a setting
            server.stop()
            server.awaitLine("$NEW-server ledger: 0 live sessions, 0 pending operations, 0 buffers out")
        }
        assertThat(Command.run(clone, "git", "status", "--porcelain", "run").words).isEmpty()
    }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun leavesNothingBehindWhenInterrupted(isLate: Boolean, @TempDir folder: Path) {
        RunningProcess(Project.root, *compiled("com.example", NEW, "$folder/made/it")).use { process ->
            val made = folder.resolve("made")
            await().atMost(Duration.ofMinutes(1)).until { made.exists() && made.listDirectoryEntries().any { it.name.startsWith(".it-") } }
            if (isLate) process.awaitLine("fork: breaking")
            process.stop()
            process.awaitEnd()
        }
        assertThat(folder.listDirectoryEntries()).isEmpty()
    }

    @ParameterizedTest
    @CsvSource(
        "com..example, skyfall, the group must be a Java package name",
        "com.example, when, 'when' is a keyword",
        "java.game, skyfall, are those of the JDK or of Kotlin",
        "kotlin, skyfall, are those of the JDK or of Kotlin",
        "com.example, con, is a device on Windows",
        "com.example, license, the project has a file or folder of that name",
        "dev.wharf, skyfall, are those of Wharf's libraries",
        "com.example, sky-fall, the name must be 2 to 31 small letters",
        "com.example, engine, the project has a file or folder of that name",
        "com.example, wharf, must differ",
    )
    fun rejectsBadNamesInOneLine(group: String, name: String, why: String, @TempDir folder: Path) {
        val target = folder.resolve("fork")
        rejects(why, group, name, target.toString())
        assertThat(target).doesNotExist()
    }

    @Test
    fun rejectsAFolderThatIsInUse(@TempDir folder: Path) {
        folder.resolve("something").writeText("of somebody else")
        rejects("is not empty", "com.example", NEW, folder.toString())
        rejects("is not a directory", "com.example", NEW, "$folder/something")
        rejects("lies inside this project", "com.example", NEW, "${Project.root}/verification/docs/target/fork")
        val inside = folder.resolve("inside").createSymbolicLinkPointingTo(Project.root)
        rejects("lies inside this project", "com.example", NEW, "$inside/verification/docs/target/fork")
        val nowhere = folder.resolve("nowhere").createSymbolicLinkPointingTo(folder.resolve("missing"))
        rejects("is a link that leads nowhere", "com.example", NEW, nowhere.toString())
        rejects("at most 100 characters, not 101", "a".repeat(101), NEW, "$folder/new")
        rejects("usage: fork <group> <name> <directory>", "com.example", NEW)
        assertThat(folder.listDirectoryEntries().map { it.name }).containsExactlyInAnyOrder("something", "inside", "nowhere")
    }

    /**
     * Returns the command line that runs `Fork` with the classes that the build compiled. The
     * launcher compiles the sources at each start.
     */
    private fun compiled(vararg arguments: String) =
        arrayOf(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", CLASSES, Fork::class.java.name, "${Project.root}", *arguments)

    /** Runs `Fork` with arguments that it must refuse. */
    private fun rejects(why: String, vararg arguments: String) {
        val command = Command.run(Project.root, *compiled(*arguments))
        assertThat(command.exit).`as`(command.words).isEqualTo(2)
        assertThat(command.words).startsWith("fork: ").contains(why).hasLineCount(1)
    }

    private fun text(path: String) = fork.resolve(path).readText()

    private fun git(vararg arguments: String): String =
        Command.run(fork, "git", *arguments).also { assertThat(it.exit).`as`(it.words).isZero() }.words

    companion object {
        private const val NEW = "server"
        private val JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        private val CLASSES = Path.of(Fork::class.java.protectionDomain.codeSource.location.toURI()).toString()
        private const val MANY = 100
        private const val FEW = 20
        private val LIBRARIES = arrayOf("engine", "protocol", "transport", "client-kit", "swarm", "server-kit", "storage", "simulation", "web-client")

        @JvmStatic
        @TempDir
        private lateinit var folder: Path
        private val fork: Path by lazy { folder.resolve("the fork") }
        private lateinit var next: String

        @JvmStatic
        @BeforeAll
        fun fork() {
            fork.createDirectories() // the target may be an empty folder
            val command = Command.run(Project.root, "./wharf", "fork", "com.example", NEW, fork.toString())
            assertThat(command.exit).`as`(command.words).isZero()
            next = command.words
        }
    }
}
