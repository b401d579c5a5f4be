package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.createParentDirectories
import kotlin.io.path.deleteRecursively
import kotlin.io.path.readText
import kotlin.io.path.writeText

/** The steps that a page of the docs asks its reader to take, in order. */
class Tutorial private constructor(lines: List<String>) {
    /** A step under a heading of the page. */
    sealed interface Step {
        val heading: String
        val path: String

        fun applyTo(project: Path)
    }

    /**
     * A step that creates a file. On the page: "New file `path`:", followed by the file's text.
     */
    class NewFile(override val heading: String, override val path: String, val text: String) : Step {
        override fun applyTo(project: Path) {
            project.resolve(path).createParentDirectories().writeText(text)
        }
    }

    /**
     * A step that edits a file. On the page: "In `path`:", followed by a block of kind `diff` with
     * lines of the file, some of them removed or added.
     */
    class Edit(override val heading: String, override val path: String, lines: List<String>) : Step {
        private val before = lines.filterNot { it.startsWith("+") }.joinToString("\n", postfix = "\n") { it.drop(1) }
        private val after = lines.filterNot { it.startsWith("-") }.joinToString("\n", postfix = "\n") { it.drop(1) }

        /**
         * Returns whether the file contains the lines to edit exactly once, or has already been
         * edited.
         */
        fun fits(project: Path): Boolean = project.resolve(path).readText().let { places(it) == 1 || after in it }

        override fun applyTo(project: Path) {
            val file = project.resolve(path)
            val text = file.readText()
            check(places(text) == 1) { "$path has ${places(text)} places like\n$before" }
            file.writeText(("\n$text").replace("\n$before", "\n$after").drop(1))
        }

        private fun places(text: String) = "\n$text".windowed(before.length + 1).count { it == "\n$before" }
    }

    /**
     * A step that deletes a file, or a folder with everything in it. On the page: "Delete `path`,
     * and `path`".
     */
    class Delete(override val heading: String, override val path: String) : Step {
        @OptIn(ExperimentalPathApi::class)
        override fun applyTo(project: Path) = project.resolve(path).deleteRecursively()
    }

    /** A part of a page: a line of text, or the code between two fences. */
    private class Part(val heading: String, val line: String, val language: String?, val code: List<String>)

    private val parts: List<Part> = buildList {
        var heading = ""
        val rest = lines.iterator()
        while (rest.hasNext()) {
            val line = rest.next()
            heading = HEADING.find(line)?.groupValues?.get(1) ?: heading
            val isFence = line.startsWith(FENCE)
            val code = if (isFence) rest.asSequence().takeWhile { it != FENCE }.toList() else listOf()
            add(Part(heading, line, line.removePrefix(FENCE).takeIf { isFence }, code))
        }
    }

    /** All steps, in the order of the page. */
    val steps: List<Step> = buildList {
        var announced = ""
        var isNew = false
        for (part in parts) {
            if (part.line.startsWith("Delete ")) {
                addAll(QUOTED.findAll(part.line).map { Delete(part.heading, it.groupValues[1]) })
            }
            ANNOUNCEMENT.find(part.line)?.let {
                isNew = it.groupValues[1] == "New file"
                announced = it.groupValues[2]
            }
            if (part.language == "diff") {
                add(Edit(part.heading, announced, part.code))
            } else if (part.language != null && isNew) {
                add(NewFile(part.heading, announced, part.code.joinToString("\n", postfix = "\n")))
                isNew = false
            }
        }
    }

    /**
     * Returns the steps of the Java version, or the further steps that the Kotlin version needs.
     */
    fun steps(kotlin: Boolean): List<Step> = steps.filter { it.heading.endsWith("Kotlin") == kotlin }

    /** Returns the step that creates a file with this name, in any folder. */
    fun newFile(name: String): NewFile = steps.filterIsInstance<NewFile>().single { it.path.endsWith("/$name") }

    /**
     * Returns the code blocks in this language. The language "" selects the blocks that show a
     * program's output.
     */
    fun blocks(language: String): List<String> = parts.filter { it.language == language }.map { it.code.joinToString("\n") }

    companion object {
        private const val FENCE = "```"
        private val HEADING = Regex("^## (.+)$")
        private val ANNOUNCEMENT = Regex("^(New file|In) `([^`]+)`:$")
        private val QUOTED = Regex("`([^`]+)`")

        /** Reads a page of the folder `docs`. */
        fun of(project: Path, page: String = "your-first-packet.md") =
            Tutorial(project.resolve("docs").resolve(page).readText().lines())
    }
}

/**
 * Returns the lines of the code, with sorted imports at the end. The names of a fork may sort in
 * another order, and the formatter of a fork sorts only source files.
 */
fun sortedImports(code: String): List<String> =
    code.lines().let { lines ->
        lines.filterNot { it.startsWith("import ") } + lines.filter { it.startsWith("import ") }.sorted()
    }
