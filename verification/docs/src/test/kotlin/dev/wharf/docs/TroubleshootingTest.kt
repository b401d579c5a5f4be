package dev.wharf.docs

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.extension
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.relativeTo
import kotlin.io.path.walk

/** Tests that the programs print the messages that docs/troubleshooting.md quotes. */
class TroubleshootingTest {
    @Test
    fun quotesExistingMessages() {
        val sources = sources()
        val quoted = quoted()
        assertThat(quoted).hasSizeGreaterThan(15)
        assertThat(quoted.filterNot { it in sources }).isEmpty()
    }

    /** Returns the messages that the page quotes: the code in the first column of its tables. */
    private fun quoted(): List<String> =
        Project.root.resolve("docs/troubleshooting.md").readText().lines()
            .filter { it.startsWith("| ") }
            .flatMap { row -> CODE.findAll(row.split(" | ").first()).map { it.groupValues[1] } }

    @OptIn(ExperimentalPathApi::class)
    private fun sources(): String =
        Project.root.walk()
            .filter { isSource(it.relativeTo(Project.root)) }
            .joinToString("\n") { it.readText().replace(JOINT, "") }

    private fun isSource(path: Path): Boolean {
        val folders = path.map { it.name }
        return when {
            "target" in folders || "test" in folders || "verification" in folders -> false
            else -> path.extension in setOf("java", "proto", "xml") || path.name == "wharf"
        }
    }

    private companion object {
        val CODE = Regex("`([^`]+)`")

        /** Matches the place in Java code where two parts of a long text are joined. */
        val JOINT = Regex("\"\\s*\\+\\s*\"")
    }
}
