package dev.wharf.docs

import dev.wharf.game.proto.DiceRolled
import dev.wharf.protocol.system.Failure
import dev.wharf.protocol.system.FailureCode
import dev.wharf.protocol.PacketRouter
import dev.wharf.protocol.RouterException
import dev.wharf.game.server.dice.DiceTable
import dev.wharf.server.GameContext
import dev.wharf.server.player.GameSession
import dev.wharf.testing.ChildFirst
import dev.wharf.testing.JavaCompiler
import dev.wharf.testing.KotlinCompiler
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText

/**
 * Checks docs/your-first-packet.md. The page's message and Java handler are the sources that this module compiles and runs. The test
 * compiles the Kotlin handler and the client from the page. The page's edits must fit their files. The module `verification/docs` follows
 * the whole page.
 */
class TutorialTest {
    private val tutorial = Tutorial.of(Project.root)

    @TestFactory
    fun itsCodeIsTheCodeThatIsTestedHere(): List<DynamicTest> =
        listOf("DiceTable.java" to "java/dev/wharf/game/server/dice", "dice.proto" to "proto/game").map { (name, folder) ->
            dynamicTest(name) {
                val tested = Project.root.resolve("verification/kotlin/src/test/$folder/$name")
                assertThat(sortedImports(tutorial.newFile(name).text)).isEqualTo(sortedImports(tested.readText()))
            }
        }

    @TestFactory
    fun itsEditsFitTheFilesTheyAreFor(): List<DynamicTest> =
        tutorial.steps.filterIsInstance<Tutorial.Edit>().mapIndexed { i, edit ->
            dynamicTest("${i + 1}: ${edit.path}") { assertThat(edit.fits(Project.root)).isTrue() }
        }

    @Test
    fun itsStepsAreAllFound() {
        assertThat(tutorial.steps(kotlin = false).filterIsInstance<Tutorial.NewFile>()).hasSize(4)
        assertThat(tutorial.steps(kotlin = false).filterIsInstance<Tutorial.Edit>()).hasSize(12)
        assertThat(tutorial.steps(kotlin = true)).hasSize(6)
        assertThat(tutorial.steps.count { it is Tutorial.Delete }).isEqualTo(2)
    }

    @Test
    fun itsClientCompiles(@TempDir folder: Path) {
        val console = "client-app/src/main/java/dev/wharf/game/client/console"
        Project.root.resolve(console).toFile().copyRecursively(folder.resolve(console).toFile())
        tutorial.steps(kotlin = false).filter { it.path.startsWith(console) }.forEach { it.applyTo(folder) }
        JavaCompiler.compile(folder.resolve(console).listDirectoryEntries("*.java"), folder)
    }

    @Test
    fun theStartPrintsWhatThePageShows() {
        assertThatThrownBy { PacketRouter.forServer<GameSession>(DiceGame.CATALOG).ignoreAllButDice().build() }
            .isInstanceOf(RouterException::class.java)
            .hasMessage(tutorial.blocks("").first().removePrefix("wharf-server: "))
    }

    @Test
    fun theLinkedFilesExist() {
        val links = Regex("""]\(([^)#]+)""").findAll(Project.root.resolve(PAGE).readText()).map { it.groupValues[1] }
        assertThat(links.toList()).isNotEmpty().allMatch { Project.root.resolve("docs").resolve(it).exists() }
    }

    @Test
    fun playsWithTheJavaHandler() {
        play { context -> DiceTable(context).addHandlers() }
    }

    @Test
    fun playsWithTheKotlinHandler(@TempDir folder: Path) {
        val result = KotlinCompiler.compile("DiceTable.kt", tutorial.newFile("DiceTable.kt").text, folder)
        assertThat(result.isGood).`as`(result.words).isTrue()
        val own = DiceTable::class.java.name
        ChildFirst(result.classes.toUri().toURL()) { it.substringBefore('$') == own }.use { loader ->
            val type = loader.loadClass(own)
            play { context ->
                val table = type.getConstructor(GameContext::class.java).newInstance(context)
                type.getMethod("addHandlers").invoke(table)
            }
            assertThat(type.isAnnotationPresent(Metadata::class.java)).isTrue()
        }
    }

    private fun play(addTable: (GameContext) -> Unit) = DiceGame(addTable).use { game ->
        val ann = game.player("ann")
        val bob = game.player("bob")
        ann.roll(requestId = 1, sides = 1)
        ann.roll(requestId = 2, sides = 101)
        ann.roll(requestId = 3, sides = -1)
        ann.roll(requestId = 4, sides = 2)
        for (id in 1..3) {
            val failure = ann.next<Failure>()
            assertThat(failure.code).isEqualTo(FailureCode.INVALID_REQUEST_VALUE)
            assertThat(failure.message).isEqualTo(tutorial.blocks("").last().substringAfterLast("INVALID_REQUEST: "))
            assertThat(failure.requestId).isEqualTo(id)
        }
        assertThat(ann.next<DiceRolled>().requestId).isEqualTo(4)

        bob.roll(requestId = 5, sides = 100)
        val rolled = bob.next<DiceRolled>()
        assertThat(rolled.playerName).isEqualTo("bob")
        assertThat(rolled.value).isBetween(1, rolled.sides)
        assertThat(ann.next<DiceRolled>()).isEqualTo(rolled)
    }

    private fun PacketRouter.Builder<GameSession>.ignoreAllButDice() =
        ignore(dev.wharf.protocol.system.LoginRequest::class.java).ignore(dev.wharf.protocol.system.HeartbeatRequest::class.java)

    private companion object {
        const val PAGE = "docs/your-first-packet.md"
    }
}
