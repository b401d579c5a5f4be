package dev.wharf.docs

import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.createDirectories
import kotlin.io.path.createParentDirectories
import kotlin.io.path.deleteExisting
import kotlin.io.path.div
import kotlin.io.path.exists
import kotlin.io.path.fileSize
import kotlin.io.path.isWritable
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assumptions.assumeThat
import org.awaitility.Awaitility
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.DisabledOnOs
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource

/** Tests what `./wharf` does before it starts a JVM, in an [Install] with fake JDKs. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private lateinit var folder: Path
    private val install by lazy { Install(folder) }
    private val jdk by lazy { install.java("a jdk", "25.0.3") }

    /** Waits for the launcher's rehearsal, which runs in the background and writes into the folder. */
    @AfterEach
    fun rehearsalsHaveEnded() {
        await().until { ProcessHandle.allProcesses().noneMatch { "$folder" in it.info().commandLine().orElse("") } }
    }

    // ---- the user's options

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock = """
            WHARF_JAVA_OPTS   | -Xmx2g                              | -Xm                       | MaxHeapSize = 2147483648
            WHARF_JAVA_OPTS   | -Xmx128m                            | -Xm                       | MaxHeapSize = 134217728
            WHARF_JAVA_OPTS   | -Xms600m                            | -Xm                       | InitialHeapSize = 629145600
            WHARF_JAVA_OPTS   | -XX:MaxHeapSize=700m                | -Xm                       | MaxHeapSize = 734003200
            WHARF_JAVA_OPTS   | -XX:+UseG1GC                        | -XX:+UseZGC               | UseG1GC = true
            WHARF_JAVA_OPTS   | -Xmx1g -XX:+UseSerialGC             | -XX:+UseZGC               | UseSerialGC = true
            WHARF_JAVA_OPTS   | -XX:MaxDirectMemorySize=2g          | -XX:MaxDirectMemorySize   | MaxDirectMemorySize = 2147483648
            WHARF_JAVA_OPTS   | -XX:-UseCompactObjectHeaders        | -XX:+UseCompactObject     | UseCompactObjectHeaders = false
            WHARF_JAVA_OPTS   | -XX:AOTCache=none -Xlog:aot=off     | -XX:SharedArchiveFile     | AOTCache = none
            WHARF_JAVA_OPTS   | -XX:SharedArchiveFile=none          | -XX:SharedArchiveFile     | SharedArchiveFile = none
            JAVA_TOOL_OPTIONS | -Xmx96m -XX:+UseParallelGC          | -Xm                       | UseParallelGC = true
            JDK_JAVA_OPTIONS  | -XX:MaxDirectMemorySize=640m        | -XX:MaxDirectMemorySize   | MaxDirectMemorySize = 671088640""",
    )
    fun whatTheUserDecidesHoldsAndTheJvmStarts(variable: String, options: String, ours: String, figure: String) {
        val archive = (install.app("server-app") / "classes-25.0.3.jsa").apply { writeText("") }
        val environment = mapOf(variable to options)
        val flags = flags("server", environment)
        val usersOwn = if (variable == "WHARF_JAVA_OPTS") options.split(" ") else listOf()
        assertThat(flags.takeLast(usersOwn.size)).isEqualTo(usersOwn)
        assertThat(flags.dropLast(usersOwn.size)).noneMatch { it.startsWith(ours) }
        assertThat(jvm(flags, environment)).`as`(flags.toString()).containsPattern(figure.replace(" = ", "\\s+= "))
        assertThat(archive).exists()
    }

    @Test
    fun keepsOurFlagsUnlessTheUserSetsThem() {
        assertThat(flags("server", mapOf("WHARF_JAVA_OPTS" to "-Xmx2g"))).contains("-XX:+UseZGC", "-XX:MaxDirectMemorySize=512m")
        assertThat(flags("server", mapOf("WHARF_JAVA_OPTS" to "-XX:+UseG1GC"))).contains("-Xms256m", "-Xmx512m")
        assertThat(flags("swarm", mapOf("WHARF_JAVA_OPTS" to "-Xlog:gc*:file=x"))).contains("-Xmx1g", "-XX:+UseZGC", "-Xlog:gc*:file=x")
    }

    @ParameterizedTest
    @ValueSource(strings = ["server", "client", "demo"])
    fun theJvmStartsWithOurFlags(command: String) {
        assertThat(jvm(flags(command, mapOf()), mapOf())).containsPattern("UseZGC\\s+= true")
    }

    /** Returns the arguments that the launcher gives to the JVM before `-jar`. */
    private fun flags(command: String, environment: Map<String, String>): List<String> {
        val run = install.run(command, environment = environment + ("JAVA_HOME" to "$jdk"))
        assertThat(run.exit).`as`(run.words).isZero()
        return run.words.lines().dropWhile { !it.startsWith("java=") }.drop(1).takeWhile { it != "-jar" }
    }

    private fun jvm(flags: List<String>, environment: Map<String, String>): String {
        val java = "${System.getProperty("java.home")}/bin/java"
        val process = ProcessBuilder(listOf(java) + flags + listOf("-XX:+PrintFlagsFinal", "-version")).redirectErrorStream(true)
        process.environment() += environment
        val jvm = process.start()
        val words = jvm.inputStream.bufferedReader().readText()
        assertThat(jvm.waitFor()).`as`(words).isZero()
        return words
    }

    // ---- which Java

    @ParameterizedTest
    @CsvSource("25.0.3", "25", "26", "26.0.1", "27-ea", "100.0.2")
    fun acceptsAnyJavaFrom25On(version: String) {
        val newer = install.java("some jdk", version)
        assertThat(install.run("server", environment = mapOf("JAVA_HOME" to "$newer")).words).startsWith("java=$newer\n")
    }

    @ParameterizedTest
    @CsvSource("24.0.2", "21", "17.0.9", "1.8.0_392", "25.0.3-but-no-java")
    fun skipsAnOldJavaAndAFolderWithoutJava(version: String) {
        val programs = if ("no-java" in version) arrayOf() else arrayOf("java", "javac")
        val old = install.java("an old one", version, *programs)
        val path = mapOf("JAVA_HOME" to "$old", "PATH" to "$jdk/bin:/usr/bin:/bin")
        assertThat(install.run("server", environment = path).words).startsWith("java=$jdk\n")
    }

    @Test
    fun usesAJreToRunButNotToBuild() {
        val jre = install.java("a jre", "26", "java")
        val environment = mapOf("JAVA_HOME" to "$jre", "PATH" to "$jdk/bin:/usr/bin:/bin")
        assertThat(install.run("server", environment = environment).words).startsWith("java=$jre\n")
        install.app("server-app").resolve(".built").deleteExisting()
        assertThat(install.run("server", environment = environment).words).contains("build=$jdk\n", "java=$jre\n")
    }

    // ---- what is built

    @ParameterizedTest
    @CsvSource(
        "engine/src/main/One.java, true", "proto/src/main, true", "server-app/src/main, true", "server-app/pom.xml, true", "pom.xml, true",
        "client-app/src/main/One.java, false", "server-app/src/test/ATest.java, false", "engine/target/x.class, false", "README.md, false",
    )
    fun isBuiltAgainAfterASourceHasChanged(changed: String, isBuilt: Boolean) {
        val file = install.root / changed
        if ("." in changed) file.createParentDirectories().writeText("new") else (file / "Other.java").deleteExisting()
        val first = install.run("server", environment = mapOf("JAVA_HOME" to "$jdk"))
        assertThat("build=$jdk\n" in first.words).`as`(first.words).isEqualTo(isBuilt)
        assertThat(install.run("server", environment = mapOf("JAVA_HOME" to "$jdk")).words).`as`("the second time").doesNotContain("build=")
    }

    @Test
    fun startsAReadOnlyInstallWithoutABuild() {
        (install.root / "engine/src/main/One.java").writeText("newer")
        Install.APPS.forEach { app -> listOf(install.app(app), install.app(app).parent).forEach { it.toFile().setWritable(false) } }
        assumeThat(install.app("server-app").isWritable()).`as`("nothing is read-only for this user").isFalse()
        val run = install.run("server", environment = mapOf("JAVA_HOME" to "$jdk"))
        assertThat(run.exit).isZero()
        assertThat(run.words).contains("engine/src/main/One.java is newer", "java=$jdk\n").doesNotContain("build=", "ermission")
        assertThat(install.app("server-app").listDirectoryEntries("*.jsa*")).isEmpty()
    }

    // ---- mistakes, and the rehearsal

    @ParameterizedTest
    @ValueSource(strings = ["serve", "--port", "build --fast", "format all", "bench"])
    fun rejectsABadCommandBeforeAnythingElse(line: String) {
        install.app("server-app").resolve(".built").deleteExisting()
        val run = install.run(*line.split(" ").toTypedArray(), environment = mapOf())
        assertThat(run.exit).isEqualTo(2)
        assertThat(run.words).startsWith("wharf").contains(line.split(" ").last()).hasLineCount(1)
    }

    @Test
    fun hasABenchOnlyWhereTheBenchmarksAre() {
        fun usage() = install.run("help", environment = mapOf()).words
        assertThat(usage()).doesNotContain("bench")
        (install.root / "verification/benchmarks").createDirectories()
        assertThat(usage()).contains("\n  bench     compare", "\n  build  ")
    }

    @ParameterizedTest
    @ValueSource(strings = ["server --frobnicate", "swarm --nosuch", "demo --clients x"])
    fun theCommandDoesNotWaitForTheRehearsal(line: String) {
        val go = folder / "go"
        val slow = install.java("slow", "25.0.3", jvm = rehearsing("while ! [ -f '$go' ]; do sleep 0.05; done"))
        val run = install.run(*line.split(" ").toTypedArray(), environment = mapOf("JAVA_HOME" to "$slow"))
        assertThat(run.words).contains("java=$slow\n", line.split(" ").last())
        assertThat(archives()).`as`("before the rehearsal's end").allMatch { it.fileSize() == 0L }
        go.writeText("")
        await().untilAsserted { assertThat(archives()).hasSize(2).allMatch { it.fileSize() > 0L } }
    }

    @Test
    fun theRehearsalRunsWithoutTheEnvironment() {
        val seen = folder / "seen"
        val java = install.java("jdk", "25.0.3", jvm = rehearsing("env >>'$seen'; printf '%s\\n' \"\$@\" >>'$seen'"))
        val environment = mapOf(
            "JAVA_HOME" to "$java", "WHARF_LISTEN_ADDRESS" to "192.0.2.1", "WHARF_JAVA_OPTS" to "-agentlib:jdwp -XX:+UseG1GC",
            "JAVA_TOOL_OPTIONS" to "-javaagent:x",
        )
        val run = install.run("build", environment = environment)
        assertThat(run.exit).`as`(run.words).isZero()
        assertThat(seen.readText()).contains("-XX:+UseZGC", "-Xmx128m").doesNotContain("192.0.2.1", "jdwp", "javaagent", "G1")
        assertThat(flags("server", mapOf())).contains("-XX:SharedArchiveFile=${install.app("server-app")}/classes-25.0.3.jsa")
    }

    @Test
    fun aFailedRehearsalIsNotRepeatedAtEachStart() {
        val java = install.java("jdk", "25.0.3", jvm = rehearsing("echo tried >>'$folder/tried'; exit 1"))
        repeat(2) {
            assertThat(install.run("server", environment = mapOf("JAVA_HOME" to "$java")).exit).isZero()
            await().until { (folder / "tried").exists() }
        }
        assertThat((folder / "tried").readLines()).hasSize(1)
        assertThat(install.run("build", environment = mapOf("JAVA_HOME" to "$java")).words).contains("the rehearsal failed")
        assertThat((folder / "tried").readLines()).hasSize(2)
    }

    /**
     * Returns the script of a fake JVM. Its demo starts a server, and it writes its archive when
     * it ends.
     */
    private fun rehearsing(meanwhile: String) =
        """
        case "$*" in
          *ArchiveClassesAtExit*)
            $meanwhile
            case "$*" in *demo*) "${'$'}WHARF_LAUNCHER" server ;; esac
            for one in "$@"; do case ${'$'}one in -XX:ArchiveClassesAtExit=*) echo classes >"${'$'}{one#*=}" ;; esac; done
            exit 0
            ;;
        esac
        ${Install.FAKE_JVM}
        """.trimIndent()

    /** Waits for what another process does, on a machine that may be busy. */
    private fun await() = Awaitility.await().atMost(Duration.ofMinutes(1))

    private fun archives() = Install.APPS.flatMap { install.app(it).listDirectoryEntries("*.jsa") }

    // ---- the locale

    @ParameterizedTest
    @CsvSource("LC_ALL, C, C.UTF-8", "LC_CTYPE, POSIX, C.UTF-8", "LANG, de_DE, C.UTF-8", "LANG, ko_KR.utf8, ko_KR.utf8", "LC_ALL, C.UTF-8, C.UTF-8")
    fun theLocaleIsAnyOfUtf8(variable: String, value: String, used: String) {
        val java = install.java("jdk", "25", jvm = "echo \"\${LC_ALL:-\${LC_CTYPE:-\$LANG}}\"")
        assertThat(install.run("server", environment = mapOf("JAVA_HOME" to "$java", variable to value)).words).isEqualTo("$used\n")
    }

    // ---- Windows

    /**
     * Tests that `wharf.cmd`, which cannot run here, has the same flags and files as the launcher
     * `wharf`.
     */
    @Test
    fun theLauncherForWindowsHasTheSameFlagsAndFiles() {
        val script = Project.root.resolve("wharf.cmd").readText()
        assertThat(script).contains("%home%%kind%-app\\jvm.options", "%home%%kind%-app\\target\\app\\%kind%.jar", "%~n0_JAVA_OPTS")
        assertThat(script).contains("-pl server-app,client-app -am package").doesNotContain("UseZGC", "-Xmx5")
        assertThat(Project.root.resolve("wharf").readText()).contains("jvm.options").doesNotContain("UseZGC", "-Xmx5")
        val lines = (Install.APPS + "verification/benchmarks").flatMap { Project.root.resolve("$it/jvm.options").readLines() }
        assertThat(lines).allMatch { it.matches(Regex("#.*|-\\S+( +# \\S.*)?")) }
    }
}
