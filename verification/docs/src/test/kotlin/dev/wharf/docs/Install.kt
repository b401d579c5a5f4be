package dev.wharf.docs

import java.nio.file.Path
import java.nio.file.attribute.FileTime
import java.util.concurrent.TimeUnit
import kotlin.io.path.copyTo
import kotlin.io.path.createDirectories
import kotlin.io.path.createParentDirectories
import kotlin.io.path.div
import kotlin.io.path.readText
import kotlin.io.path.setLastModifiedTime
import kotlin.io.path.walk
import kotlin.io.path.writeText

/**
 * An installed project with only the launcher and its flags. Sources, the build and the JVM are
 * fakes. A fake JVM prints `java=` and its folder, and its options and arguments, one per line.
 * The fake build prints `build=` and the JDK's folder.
 */
class Install(private val folder: Path) {
    val root: Path = folder / "an install"
    private val home: Path = (folder / "home").createDirectories()

    init {
        (listOf("wharf") + APPS.map { "$it/jvm.options" }).forEach { file ->
            Project.root.resolve(file).copyTo(root.resolve(file).createParentDirectories())
        }
        (listOf("pom.xml") + MODULES.flatMap { module("$it/") }).forEach { root.resolve(it).createParentDirectories().writeText("") }
        script(root / "mvnw", "echo build=\"\$JAVA_HOME\" >&2\n" + APPS.joinToString("\n") { "touch '$root/$it/target/app/.built'" })
        APPS.forEach { (app(it) / ".built").createParentDirectories().writeText(classPath(it)) }
        root.walk().filterNot { it.endsWith(".built") }.forEach(::makeOld)
        // The time of the build lies in the past, because a file from the same tick of the system's
        // clock would not count as newer.
        APPS.forEach { (app(it) / ".built").setLastModifiedTime(FileTime.fromMillis(System.currentTimeMillis() - BUILT_BEFORE_MILLIS)) }
        MODULES.forEach { module -> listOf("src", "src/main", "src/test").forEach { makeOld(root / module / it) } }
    }

    fun app(module: String): Path = root / module / "target/app"

    /** Makes a fake JDK or JRE. */
    fun java(name: String, version: String, vararg programs: String = arrayOf("java", "javac"), jvm: String = FAKE_JVM): Path {
        val java = folder / name
        (java / "bin").createDirectories()
        (java / "release").writeText("IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"$version\"\nJAVA_VERSION_DATE=\"2026-01-01\"\n")
        programs.forEach { script(java / "bin" / it, jvm) }
        return java
    }

    /** Runs the launcher with only these environment variables. */
    fun run(vararg arguments: String, environment: Map<String, String>): Command {
        val output = folder / "output"
        val process = ProcessBuilder("$root/wharf", *arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .apply { environment().clear() }
            .apply { environment().putAll(mapOf("PATH" to "/usr/bin:/bin", "HOME" to "$home") + environment) }
            .start()
        check(process.waitFor(1, TimeUnit.MINUTES)) { "still running: ${output.readText()}" }
        return Command(process.exitValue(), output.readText())
    }

    private fun script(file: Path, text: String) {
        file.writeText("#!/bin/sh\n$text\n")
        check(file.toFile().setExecutable(true))
    }

    private fun makeOld(file: Path) {
        file.setLastModifiedTime(FileTime.fromMillis(0))
    }

    companion object {
        val APPS = listOf("server-app", "client-app")
        private const val BUILT_BEFORE_MILLIS = 10_000
        private val MODULES = listOf("engine", "protocol", "proto") + APPS

        /**
         * Returns the class path of a program, in the form in which the build writes it to a file.
         */
        private fun classPath(app: String): String =
            (listOf("$app/target/classes", "/repository/a.jar") + (MODULES - APPS).map { "$it/target/$it.jar" })
                .joinToString("\n", postfix = "\n")

        private fun module(path: String) =
            listOf("pom.xml", "src/main/One.java", "src/main/Other.java", "src/test/ATest.java").map { path + it }

        const val FAKE_JVM = "echo \"java=\$(dirname \"\$(dirname \"\$0\")\")\"; printf '%s\\n' \"\$@\""
    }
}
