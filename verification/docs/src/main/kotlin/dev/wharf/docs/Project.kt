package dev.wharf.docs

import java.nio.file.Path
import kotlin.io.path.Path
import kotlin.io.path.absolute
import kotlin.io.path.exists

/** The files of this project. */
object Project {
    /** The project's folder. It is found from the folder of any module. */
    val root: Path = generateSequence(Path("").absolute().normalize()) { it.parent }
        .first { it.resolve("mvnw").exists() }
}
