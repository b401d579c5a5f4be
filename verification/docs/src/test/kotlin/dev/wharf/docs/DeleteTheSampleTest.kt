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
 * Tests that a team's modules contain nothing of the sample after the steps of
 * docs/delete-the-sample.md, and nothing of the world after those of docs/delete-the-world.md.
 */
class DeleteTheSampleTest {
    @Test
    fun leavesNothingOfTheSample(@TempDir project: Path) {
        follow("delete-the-sample.md", project)
        assertThat(sourcesOf(project).filter { file -> file.readText().let { CHAT in it || WORLD in it || ACCOUNT in it } }).isEmpty()
    }

    @Test
    fun leavesNothingOfTheWorld(@TempDir project: Path) {
        follow("delete-the-world.md", project)
        assertThat(sourcesOf(project).filter { WORLD in it.readText() }).isEmpty()
    }

    private fun follow(name: String, project: Path) {
        FOLDERS.forEach { copySources(it, project) }
        val page = Tutorial.of(Project.root, name)
        assertThat(page.steps.filterIsInstance<Tutorial.Delete>())
            .isNotEmpty.allSatisfy { assertThat(Project.root.resolve(it.path)).exists() }
        page.steps.forEach { it.applyTo(project) }
    }

    private fun copySources(folder: String, project: Path) =
        sourcesOf(Project.root.resolve(folder)).forEach { file ->
            file.copyTo(project.resolve(file.relativeTo(Project.root)).createParentDirectories())
        }

    @OptIn(ExperimentalPathApi::class)
    private fun sourcesOf(folder: Path): List<Path> =
        folder.walk().filter { it.isRegularFile() && it.extension in setOf("java", "kt", "proto", "html", "js", "sql") }.toList()

    private companion object {
        val FOLDERS = listOf("proto", "server-app", "client-app", "game-tests").map { "$it/src" } + "web-client/page"

        /** Names of the sample's classes. Comments may still contain the word alone. */
        val CHAT = Regex("""\bChat[A-Z]\w+|\.chat\b|chat\.""")

        val ACCOUNT = Regex("""\bAccounts\b|\bAccount[A-Z]\w+|\bTrad(e|er)[A-Z]\w+|\.item\b|"account\.|"storage\.|CREATE TABLE""")

        val WORLD = Regex("""\bWorld[A-Z]\w+|\.world\b|"world\.|\bWalk[A-Z]\w+""")
    }
}
