package dev.wharf.docs

import dev.wharf.swarm.ScenarioContext
import dev.wharf.game.client.swarm.DiceScenario
import dev.wharf.swarm.Scenario
import dev.wharf.swarm.ScenarioRegistry
import dev.wharf.swarm.Script
import dev.wharf.swarm.Swarm
import dev.wharf.swarm.SwarmGame
import dev.wharf.swarm.SwarmOptions
import dev.wharf.swarm.measure.Counts
import dev.wharf.swarm.profile.Profiles
import dev.wharf.swarm.report.ProgressView
import dev.wharf.swarm.report.SwarmResult
import dev.wharf.game.proto.DiceRolled
import dev.wharf.game.proto.RollRequest
import dev.wharf.game.server.dice.DiceTable
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import kotlin.io.path.readText

/** Compiles and plays the scenario of docs/swarm.md, and reads the profiles of docs/swarm-reference.md. */
class DiceSwarmTest {
    private val page = Tutorial.of(Project.root, "swarm.md")
    private val reference = Tutorial.of(Project.root, "swarm-reference.md")

    @Test
    fun theScenarioOfThePageIsTheTestedOne() {
        val tested = Project.root.resolve("verification/kotlin/src/test/java/dev/wharf/game/client/swarm/DiceScenario.java")
        val onPage = page.newFile("DiceScenario.java").text
        assertThat(onPage).isEqualTo(tested.readText())
        assertThat(onPage.trimEnd().lines()).hasSizeLessThan(45)
    }

    @Test
    fun eachRollIsCountedAndTimed() {
        val result = play(DiceScenario(), "{ duration = 500ms }, { duration = 500ms, churn = 50 % }")
        val counts = result.scenarios().single().counts()
        assertThat(counts.sent()).isPositive()
        assertThat(counts).isEqualTo(Counts(counts.sent(), 0, 0, counts.sent(), counts.sent(), 0, 0, 0, 0, 0, 0))
        assertThat(result.scenarios().single().latency().count()).isEqualTo(counts.sent())
        assertThat(result.errors()).isEmpty()
    }

    @Test
    fun countsRefusalsOfAScenarioInKotlin() {
        val counts = play(OneSidedDice(), "{ duration = 500ms }").scenarios().single().counts()
        assertThat(counts.refused()).isPositive()
        assertThat(counts.refused() * 2).isEqualTo(counts.sent())
        assertThat(counts.expected()).isEqualTo(counts.delivered()).isEqualTo(counts.refused())
    }

    @TestFactory
    fun theProfilesOfTheReferenceAreRead(): List<DynamicTest> = reference.blocks("hocon").mapIndexed { i, text ->
        dynamicTest("profile ${i + 1}") { assertThat(Profiles.parse("page", text).profile().stages()).isNotEmpty() }
    }

    private fun play(scenario: Scenario, stages: String): SwarmResult =
        DiceGame { context -> DiceTable(context).addHandlers() }.use { game ->
            val options = SwarmOptions.builder(game.address)
                .clients(6)
                .rate(20.0)
                .scenarios(listOf(scenario.name()))
                .profile(Profiles.parse("test", "stages = [ $stages ]").profile())
                .workers(1)
                .build()
            Swarm(options, DiceSwarm(scenario)).run(ProgressView.none())
        }

    private class DiceSwarm(private val scenario: Scenario) : SwarmGame {
        override fun catalog() = DiceGame.CATALOG

        override fun scenarios() = ScenarioRegistry.empty().with(scenario.name()) { scenario }
    }

    /**
     * A scenario in which every second request is for a die with one side, which the server
     * refuses.
     */
    private class OneSidedDice : Scenario {
        override fun name() = "one-sided"

        override fun script(context: ScenarioContext): Script {
            val rolls = context.requests(DiceRolled::class.java) { it.requestId.toLong() }
                .filter { client, rolled -> rolled.playerId == client.playerId() }
            return Script.of({ client, iteration ->
                rolls.send(client, iteration, RollRequest.newBuilder().setRequestId(iteration.number().toInt()).setSides(1 + (iteration.number() % 2).toInt()))
            })
        }
    }
}
