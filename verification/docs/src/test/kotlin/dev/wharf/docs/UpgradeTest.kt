package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.appendText
import kotlin.io.path.deleteExisting
import kotlin.io.path.deleteRecursively
import kotlin.io.path.exists
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.walk
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.DisabledOnOs
import org.junit.jupiter.api.condition.EnabledIfSystemProperty
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir

/**
 * Tests that `upgrade` merges this project's files into a fork of an older Wharf. The test makes the older Wharf from the same files: its
 * version is lower, some lines differ, one file is missing, and one is extra. The team has edited the game and a library, and has deleted
 * the sample as docs/delete-the-sample.md says. Only the test that builds the fork runs Maven.
 */
@DisabledOnOs(OS.WINDOWS)
class UpgradeTest {
    @OptIn(ExperimentalPathApi::class)
    @BeforeEach
    fun clone() {
        fork.deleteRecursively()
        succeeds(shared, "git", "clone", "-q", "$team", "$fork")
        git("branch", "-q", "wharf", "origin/wharf")
    }

    @Test
    fun mergesWhatTheTeamAndWharfHaveChanged() {
        val words = upgrade().words
        assertThat(git("status", "--porcelain")).isEmpty()
        assertThat(git("rev-list", "--count", "origin/wharf..wharf").trim()).isEqualTo("1")
        assertThat(git("diff", "--name-only", "--diff-filter=AM", "wharf", "main").lines()).contains(GAME, LIBRARY)
        assertThat(text(GAME)).endsWith(TEAMS).doesNotContain(OLDER)
        assertThat(text(LIBRARY)).endsWith(TEAMS).doesNotContain(OLDER)
        assertThat(text("mvnw")).isEqualTo(newer.resolve("mvnw").readText())
        assertThat(fork.resolve(GONE)).doesNotExist()
        assertThat(text("game.properties")).contains("name=skyfall\n").isNotEqualTo(git("show", "origin/wharf:game.properties"))
        assertThat(words).contains("is merged.", "Stay deleted", "\n  $CHANGED_CHAT\n", "\n  $NEW_CHAT\n", "\n## 0.1.0\n- ", "Next: ./skyfall format")
        assertThat(listOf(CHANGED_CHAT, NEW_CHAT)).noneMatch { fork.resolve(it).exists() }
        for (old in listOf("""dev\.wharf\.game""", "dev/wharf/game", """\./wharf\b""")) {
            val found = Command.run(fork, "git", "grep", "-n", old, "--", "README.md", "proto", "server-app", "client-app", "game-tests")
            assertThat(found.words).`as`(old).isEmpty()
        }
    }

    /** Makes several upgrades, so it runs only on request. */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
    fun namesConflictsAndIsUndone() {
        edit(GAME, OLDER, "// The team's line.")
        fork.resolve(GONE).appendText("kept")
        commit()
        val before = git("rev-parse", "HEAD")
        val words = upgrade(isMerged = false).words
        assertThat(words).contains("2 conflicts", "git add them:\n  $GAME\n", "Deleted by Wharf", "\n  $GONE\n", "Next: git commit, then ")
        succeeds(fork, "sh", "-c", page.blocks("sh").single { "--abort" in it })
        assertThat(git("rev-parse", "HEAD") + git("status", "--porcelain")).isEqualTo(before)
        val wharf = git("rev-parse", "wharf")
        assertThat(upgrade(isMerged = false).words).contains("2 conflicts")
        assertThat(git("rev-parse", "wharf")).isEqualTo(wharf)
        rejects("a merge or rebase is in progress")
    }

    /** Makes several upgrades, so it runs only on request. */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
    fun rejectsAForkThatIsNotReady() {
        fork.resolve("README.md").appendText("more")
        rejects("not committed")
        git("checkout", "-q", "README.md")
        git("checkout", "-q", "wharf")
        rejects("'wharf' is checked out")
        fork.resolve("README.md").appendText("more")
        commit(fork, "--amend")
        git("checkout", "-q", "main")
        rejects("neither fork nor upgrade")
        git("branch", "-q", "-D", "wharf")
        rejects("git branch wharf origin/wharf")
    }

    /** Makes several upgrades, so it runs only on request. */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
    fun rejectsASourceThatIsNoNewerWharf() {
        rejects("cannot get HEAD", "$shared/nowhere")
        rejects("cannot get nosuch", "../wharf", "nosuch")
        rejects("another project or a fork", "$fork")
        rejects("has Wharf 0.0.9", "$older")
        upgrade()
        rejects("is not newer than this fork's", "$older")
        rejects("has Wharf 0.1.0-SNAPSHOT")
        assertThat(Command.run(newer, "./wharf", "upgrade", "$fork").words).contains("this is Wharf itself")
    }

    /** Makes several upgrades, so it runs only on request. */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
    fun leavesNothingBehindWhenInterrupted() {
        val before = git("for-each-ref")
        RunningProcess(fork, "./skyfall", "upgrade", "../wharf").use { process ->
            process.awaitLine("upgrade: giving")
            process.stop()
            process.awaitEnd()
        }
        assertThat(fork.resolve(".git/upgrade")).doesNotExist()
        assertThat(git("for-each-ref") + git("status", "--porcelain")).isEqualTo(before)
    }

    /** Takes minutes, so it runs only on request. */
    @Test
    @EnabledIfSystemProperty(named = "wharf.fork", matches = "built")
    fun isBuiltAndPassesItsTestsAndItsDemo() {
        upgrade()
        page.blocks("sh").single { "verify" in it }.lines().forEach { succeeds(fork, "sh", "-c", it) }
    }

    private fun upgrade(isMerged: Boolean = true): Command {
        val line = page.blocks("sh").single { "upgrade" in it }
        return Command.run(fork, "sh", "-c", line).also { assertThat(it.exit).`as`(it.words).isEqualTo(if (isMerged) 0 else 1) }
    }

    private fun rejects(why: String, vararg arguments: String = arrayOf("../wharf")) {
        val before = git("for-each-ref")
        val command = Command.run(fork, "./skyfall", "upgrade", *arguments)
        assertThat(command.exit).`as`(command.words).isEqualTo(2)
        assertThat(command.words.trimEnd().lines().last()).startsWith("upgrade: ").contains(why)
        assertThat(git("for-each-ref")).isEqualTo(before)
        assertThat(fork.resolve(".git/upgrade")).doesNotExist()
    }

    private fun edit(path: String, old: String, new: String) =
        fork.resolve(path).run { writeText(readText().also { check(old in it) }.replace(old, new)) }

    private fun commit() = commit(fork)

    private fun text(path: String) = fork.resolve(path).readText()

    private fun git(vararg arguments: String) = succeeds(fork, "git", *arguments).words

    companion object {
        private const val SERVER = "server-app/src/main/java/com/example/skyfall/server"
        private const val GAME = "$SERVER/SampleGame.java"
        private const val LIBRARY = "server-kit/src/main/java/dev/wharf/server/GameServer.java"
        private const val CHANGED_CHAT = "$SERVER/chat/ChatSettings.java"
        private const val NEW_CHAT = "$SERVER/chat/ChatHandlers.java"
        private const val GONE = "docs/of-the-older-version.md"
        private const val OLDER = "// A line of the older version.\n"
        private const val TEAMS = "// A line of the team's.\n"

        @JvmStatic
        @TempDir
        private lateinit var shared: Path
        private val older: Path by lazy { shared.resolve("older") }
        private val newer: Path by lazy { shared.resolve("wharf") }
        private val team: Path by lazy { shared.resolve("team") }
        private val fork: Path by lazy { shared.resolve("skyfall") }
        private val page: Tutorial = Tutorial.of(Project.root, "fork.md")

        @JvmStatic
        @BeforeAll
        fun fork() {
            listOf(older, newer).forEach { succeeds(Project.root, "git", "checkout-index", "-a", "--prefix=$it/") }
            beginWith(newer)
            makeOlder()
            beginWith(older)
            succeeds(older, "./wharf", "fork", "com.example", "skyfall", "$team")
            work()
        }

        private fun makeOlder() {
            older.walk().filter { it.name == "pom.xml" }.forEach { it.writeText(it.readText().replace("0.1.0-SNAPSHOT", "0.0.9")) }
            older.resolve("mvnw").writeText("#!/bin/sh\n") // a formatter that leaves all lines as they are
            older.resolve("MIGRATION.md").writeText("# Migration\n")
            older.resolve(GONE).writeText("# Gone in the newer version\n")
            for (path in listOf(GAME, LIBRARY, CHANGED_CHAT)) {
                inWharf(path).run { writeText(OLDER + readText()) }
            }
            inWharf(NEW_CHAT).deleteExisting()
        }

        private fun inWharf(path: String) = older.resolve(path.replace("com/example/skyfall", "dev/wharf/game"))

        /** Makes the changes that a team makes in its fork. */
        private fun work() {
            Tutorial.of(team, "delete-the-sample.md").steps.forEach { it.applyTo(team) }
            listOf(GAME, LIBRARY).forEach { team.resolve(it).appendText(TEAMS) }
            succeeds(team, "git", "add", "-A")
            commit(team)
        }

        private fun beginWith(repository: Path) {
            succeeds(repository, "git", "init", "-q", "-b", "main")
            succeeds(repository, "git", "add", "-A", "-f")
            commit(repository)
        }

        private fun commit(repository: Path, vararg options: String) = succeeds(
            repository, "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-a", "-m", "A change", *options,
        )

        private fun succeeds(folder: Path, vararg line: String): Command =
            Command.run(folder, *line).also { assertThat(it.exit).`as`(it.words).isZero() }
    }
}
