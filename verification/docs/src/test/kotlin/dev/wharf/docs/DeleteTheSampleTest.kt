package dev.wharf.docs

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.createParentDirectories
import kotlin.io.path.copyTo
import kotlin.io.path.extension
import kotlin.io.path.isRegularFile
import kotlin.io.path.readText
import kotlin.io.path.relativeTo
import kotlin.io.path.walk

/**
 * Tests that a team's modules contain nothing of the chat after the steps of
 * docs/delete-the-sample.md.
 */
class DeleteTheSampleTest {
    @Test
    fun leavesNothingOfTheSample(@TempDir project: Path) {
        MODULES.forEach { copySources(it, project) }
        val page = Tutorial.of(Project.root, "delete-the-sample.md")
        assertThat(page.steps.filterIsInstance<Tutorial.Delete>())
            .isNotEmpty.allSatisfy { assertThat(project.resolve(it.path)).exists() }
        page.steps.forEach { it.applyTo(project) }
        assertThat(sourcesOf(project).filter { CHAT in it.readText() }).isEmpty()
    }

    private fun copySources(module: String, project: Path) =
        sourcesOf(Project.root.resolve(module).resolve("src")).forEach { file ->
            file.copyTo(project.resolve(file.relativeTo(Project.root)).createParentDirectories())
        }

    @OptIn(ExperimentalPathApi::class)
    private fun sourcesOf(folder: Path): List<Path> =
        folder.walk().filter { it.isRegularFile() && it.extension in setOf("java", "kt", "proto") }.toList()

    private companion object {
        val MODULES = listOf("proto", "server-app", "client-app", "game-tests")

        /** Names of the sample's classes. Comments may still contain the word alone. */
        val CHAT = Regex("""\bChat[A-Z]\w+|\.chat\b|chat\.""")
    }
}
