package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** Each link of the pages leads to a file, and to a heading in it. README lists all pages. */
class LinksTest {
    @ParameterizedTest
    @MethodSource("pages")
    fun eachLinkLeadsSomewhere(page: Path) {
        val links = LINK.findAll(page.readText()).map { it.groupValues[1] }.filterNot { ":" in it }
        assertThat(links.filterNot { leads(page, it) }.toList()).isEmpty()
    }

    @Test
    fun theReadmeListsAllPages() {
        val readme = Project.root.resolve("README.md").readText()
        val missing = Project.root.relativeAll(pages()).filterNot { it == "README.md" || "]($it)" in readme }
        assertThat(missing).isEmpty()
    }

    private fun leads(page: Path, link: String): Boolean {
        val file = link.substringBefore('#')
        val target = if (file.isEmpty()) page else page.resolveSibling(file).normalize()
        val heading = link.substringAfter('#', "")
        return target.exists() && (heading.isEmpty() || heading in headings(target))
    }

    private fun headings(page: Path): List<String> =
        HEADING.findAll(page.readText()).map { anchor(it.groupValues[1]) }.toList()

    /** As GitHub makes it: small letters, no punctuation, hyphens for spaces. */
    private fun anchor(heading: String) = heading.lowercase().filter { it.isLetterOrDigit() || it in " -_" }.replace(' ', '-')

    private fun Path.relativeAll(files: List<Path>) = files.map { relativize(it).joinToString("/") }

    companion object {
        private val LINK = Regex("""]\(([^)\s]+)\)""")
        private val HEADING = Regex("^#{1,6} (.+)$", RegexOption.MULTILINE)

        @JvmStatic
        fun pages(): List<Path> = listOf(Project.root, Project.root.resolve("docs"))
            .flatMap { it.listDirectoryEntries("*.md") }
            .sortedBy { it.name }
    }
}
