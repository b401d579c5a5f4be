package dev.wharf.docs

import java.nio.file.Path
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

class LinksTest {
    @ParameterizedTest
    @MethodSource("pages")
    fun eachLinkLeadsSomewhere(page: Path) {
        assertThat(links.broken(page)).isEmpty()
    }

    @Test
    fun theReadmeListsAllPages() {
        assertThat(links.unlisted()).isEmpty()
    }

    companion object {
        private val links = Links(Project.root)

        @JvmStatic
        fun pages() = links.pages
    }
}
