package dev.wharf.consumer

import dev.wharf.client.GameClient
import dev.wharf.engine.ClientService
import dev.wharf.engine.CompletionPort
import dev.wharf.engine.PortOptions
import dev.wharf.game.proto.JoinRoomReply
import dev.wharf.game.proto.JoinRoomRequest
import dev.wharf.protocol.system.LoginReply
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import java.time.Duration
import java.util.concurrent.CompletableFuture

/**
 * A server and its clients on one port. Closing this object drains the server, and checks that all
 * numbers of the ledger are zero.
 */
class ArenaFixture(oracle: Oracle = Oracle { "no idea" }) : AutoCloseable {
    private val port = CompletionPort.open(PortOptions.defaults().withWorkers(2).withName(THREADS))
    private val clients = ClientService.open(port, GameClient.sessionOptions())

    val arena = Arena(port, oracle)

    /** Starts to connect a client. */
    fun connect(name: String): ArenaClient {
        val made = CompletableFuture<ArenaClient>()
        clients.connect(
            arena.service.localAddress(),
            ArenaClient.protocol.sessions { link -> ArenaClient(link, name).also(made::complete) },
        )
        return made.join()
    }

    /** Logs a client in. */
    fun player(name: String): ArenaClient = connect(name).also { it.next<LoginReply>() }

    /** Logs a client in, and makes it join the room. */
    fun member(name: String): ArenaClient = player(name).also {
        it.send(JoinRoomRequest.newBuilder().setRoomName("arena"))
        it.next<JoinRoomReply>()
    }

    override fun close() {
        assertThat(arena.service.drain(PATIENCE)).isTrue()
        assertThat(arena.service.counters().handlerFailures()).isZero()
        clients.close()
        port.close()
        await().atMost(PATIENCE).until { port.ledger().isZero }
        assertThat(arena.sessions).allMatch(ArenaSession::isQuiet)
    }

    companion object {
        const val THREADS = "arena-port"
        private val PATIENCE: Duration = Duration.ofSeconds(10)
    }
}
