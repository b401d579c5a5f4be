package dev.wharf.docs

import dev.wharf.game.server.RunningServer
import dev.wharf.game.server.SampleGame
import dev.wharf.game.server.TestClient
import dev.wharf.protocol.system.ServerNotice
import dev.wharf.server.Game
import dev.wharf.testing.ChildFirst
import dev.wharf.testing.JavaCompiler
import dev.wharf.testing.KotlinCompiler
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.copyTo
import kotlin.io.path.createDirectories
import kotlin.io.path.createParentDirectories

/**
 * Follows docs/save-something.md in a copy of the sample game, once with the Java class of the page and once with the Kotlin class. The
 * test compiles both, and runs the game with each of them.
 */
@Timeout(120)
class SavePageTest {
    private val page = Tutorial.of(Project.root, "save-something.md")

    @Test
    fun itTakesFewLinesInThreeFiles() {
        val steps = page.steps(kotlin = false)
        assertThat(steps.map { it.path }.distinct()).hasSize(3)
        val lines = page.blocks("sql").flatMap { it.lines() } + page.blocks("java").flatMap { it.lines() } +
            page.blocks("diff").flatMap { it.lines() }.filter { it.startsWith("+") }
        assertThat(lines.size).isBetween(10, MOST_LINES)
    }

    @Test
    fun theJavaClassCountsVisits(@TempDir folder: Path) {
        val classes = game(folder)
        JavaCompiler.compile(listOf(folder.resolve(GAME), folder.resolve(page.newFile("Visits.java").path)), classes)
        play(folder, classes)
    }

    @Test
    fun theKotlinClassCountsVisits(@TempDir folder: Path) {
        val kotlin = KotlinCompiler.compile("Visits.kt", page.newFile("Visits.kt").text, folder)
        assertThat(kotlin.isGood).`as`(kotlin.words).isTrue()
        val classes = game(folder)
        JavaCompiler.compile(listOf(folder.resolve(GAME)), classes, kotlin.classes)
        play(folder, classes, kotlin.classes)
    }

    /** Follows the steps of the page. Returns the folder for the classes, which has the table already. */
    private fun game(folder: Path): Path {
        Project.root.resolve(GAME).copyTo(folder.resolve(GAME).createParentDirectories())
        page.steps(kotlin = false).forEach { it.applyTo(folder) }
        val table = page.newFile("V100__visits.sql").path
        val classes = folder.resolve("game").createDirectories()
        folder.resolve(table).copyTo(classes.resolve(table.removePrefix(RESOURCES)).createParentDirectories())
        return classes
    }

    private fun play(folder: Path, vararg classes: Path) {
        ChildFirst(*classes.map { it.toUri().toURL() }.toTypedArray()) { it in OWN }.use { loader ->
            val game = loader.loadClass(SampleGame::class.java.name).getConstructor().newInstance() as Game
            val settings = arrayOf("account.enabled", "true", "storage.url", "sqlite:${folder.resolve("game.db")}", "storage.save-after", "1h")
            RunningServer.start(game, *settings).use { server ->
                assertThat(visit(server, "ann")).isEqualTo("Visit 1")
                assertThat(visit(server, "ann")).isEqualTo("Visit 2")
                assertThat(visit(server, "bob")).isEqualTo("Visit 1")
            }
            RunningServer.start(game, *settings).use { server -> assertThat(visit(server, "ann")).isEqualTo("Visit 3") }
        }
    }

    private fun visit(server: RunningServer, name: String): String {
        val client: TestClient = server.player(name)
        val text = client.await(ServerNotice::class.java).text
        client.close()
        return text
    }

    private companion object {
        const val MOST_LINES = 30
        const val RESOURCES = "server-app/src/main/resources/"
        const val GAME = "server-app/src/main/java/dev/wharf/game/server/SampleGame.java"

        /** The classes that the page makes or changes. */
        val OWN = setOf(SampleGame::class.java.name, SampleGame::class.java.packageName + ".Visits")
    }
}
