package dev.wharf.docs

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import kotlin.io.path.readText

/** Checks docs/raw-bodies.md: its game is the one that `MoveGameTest` plays. */
class RawBodiesPageTest {
    private val page = Tutorial.of(Project.root, "raw-bodies.md")

    @TestFactory
    fun itsCodeIsTheCodeThatIsTestedHere(): List<DynamicTest> =
        listOf("MoveGame.java", "MoveSession.java").map { name ->
            dynamicTest(name) {
                val tested = Project.root.resolve("verification/kotlin/src/test/java/dev/wharf/game/server/moves/$name")
                assertThat(sortedImports(page.newFile(name).text)).isEqualTo(sortedImports(tested.readText()))
            }
        }
}
