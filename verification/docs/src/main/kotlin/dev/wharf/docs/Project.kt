package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.Path
import kotlin.io.path.absolute
import kotlin.io.path.exists

/** This project's files. */
object Project {
    /** The folder that the build runs in, from whichever module. */
    val root: Path = generateSequence(Path("").absolute().normalize()) { it.parent }
        .first { it.resolve("mvnw").exists() }
}
