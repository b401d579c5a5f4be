package dev.wharf.docs

import dev.wharf.game.proto.DiceRolled
import dev.wharf.game.proto.RollRequest
import dev.wharf.game.server.dice.DiceTable
import dev.wharf.game.simulation.SimulatedServer
import dev.wharf.game.tests.SimulatedClient
import dev.wharf.simulation.Simulation
import dev.wharf.simulation.junit.SimulationTest
import kotlin.io.path.readText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Runs the Kotlin test of docs/virtual-time.md. */
class DiceTableInVirtualTimeTest {
    @SimulationTest(seeds = 20)
    fun bothSeeEachRoll(simulation: Simulation) {
        val server = SimulatedServer.start(simulation.newHost("server"), newGame(), mapOf())
        val (ann, bob) = listOf("ann", "bob").map { SimulatedClient.logIn(simulation.newHost(it), server, DiceRolled::class.java) }
        bob.send(RollRequest.newBuilder().setRequestId(1).setSides(6))
        assertThat(bob.next(DiceRolled::class.java).playerName).isEqualTo("bob")

        ann.send(RollRequest.newBuilder().setRequestId(2).setSides(20))
        val rolled = bob.next(DiceRolled::class.java)
        assertThat(rolled.playerName).isEqualTo("ann")
        assertThat(ann.next(DiceRolled::class.java)).isEqualTo(rolled)
        server.drain()
    }

    @Test
    fun theTestOfThePageIsThisOne() {
        val source = Project.root.resolve("verification/kotlin/src/test/kotlin/dev/wharf/docs/DiceTableInVirtualTimeTest.kt").readText()
        assertThat(source).contains(Tutorial.of(Project.root, "virtual-time.md").blocks("kotlin").single())
    }

    private fun newGame() = DiceGame.newGame { context -> DiceTable(context).addHandlers() }
}
