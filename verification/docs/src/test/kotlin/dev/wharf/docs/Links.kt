package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText
import kotlin.io.path.relativeTo

/** The pages of a project, and their links. */
class Links(private val root: Path) {
    /** The pages in the project's folder, such as README, and the pages in `docs`. */
    val pages: List<Path> = listOf(root, root.resolve("docs")).flatMap { it.listDirectoryEntries("*.md") }.sorted()

    /**
     * Returns the links of a page that lead to a file that does not exist, or to a heading that
     * the file does not have.
     */
    fun broken(page: Path): List<String> =
        LINK.findAll(page.readText()).map { it.groupValues[1] }.filterNot { ":" in it || leads(page, it) }.toList()

    /** Returns the pages that README has no link to. */
    fun unlisted(): List<String> {
        val readme = root.resolve("README.md").readText()
        return pages.map { it.relativeTo(root).joinToString("/") }.filterNot { it == "README.md" || "]($it)" in readme }
    }

    private fun leads(page: Path, link: String): Boolean {
        val file = link.substringBefore('#')
        val target = if (file.isEmpty()) page else page.resolveSibling(file).normalize()
        val heading = link.substringAfter('#', "")
        return target.exists() && (heading.isEmpty() || heading in headings(target))
    }

    private fun headings(page: Path) = HEADING.findAll(page.readText()).map { anchor(it.groupValues[1]) }

    /**
     * Returns the anchor that GitHub makes for a heading: in lower case, without punctuation, with
     * hyphens for spaces.
     */
    private fun anchor(heading: String) = heading.lowercase().filter { it.isLetterOrDigit() || it in " -_" }.replace(' ', '-')

    private companion object {
        val LINK = Regex("""]\(([^)\s]+)\)""")
        val HEADING = Regex("^#{1,6} (.+)$", RegexOption.MULTILINE)
    }
}
