package dev.wharf.docs

import com.google.protobuf.Message
import dev.wharf.client.GameClient
import dev.wharf.engine.ClientService
import dev.wharf.engine.CompletionPort
import dev.wharf.engine.PortOptions
import dev.wharf.game.proto.DiceProto
import dev.wharf.game.proto.DiceRolled
import dev.wharf.protocol.system.Failure
import dev.wharf.protocol.system.LoginReply
import dev.wharf.protocol.system.LoginRequest
import dev.wharf.game.proto.RollRequest
import dev.wharf.protocol.catalog.PacketCatalog
import dev.wharf.protocol.PacketLink
import dev.wharf.protocol.PacketProtocol
import dev.wharf.protocol.PacketRouter
import dev.wharf.protocol.PacketSession
import dev.wharf.server.Game
import dev.wharf.server.GameContext
import dev.wharf.server.GameServer
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import java.net.InetSocketAddress
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** A server of the kit with the tutorial's dice table as its game. */
class DiceGame(addTable: (GameContext) -> Unit) : AutoCloseable {
    private val game = newGame(addTable)
    private val server = GameServer.start(
        game,
        game.config(mapOf("listen.port" to "0", "port.workers" to "2", "admission.exempt-loopback" to "true")),
    )
    private val port = CompletionPort.open(PortOptions.defaults().withWorkers(1))
    private val clients = ClientService.open(port, GameClient.sessionOptions())

    /** The address that the server listens on. */
    val address: InetSocketAddress = server.address()

    /** Logs a client in. */
    fun player(name: String): Player {
        val made = CompletableFuture<Player>()
        clients.connect(address, CLIENT.sessions { link -> Player(link).also(made::complete) })
        val player = made.join()
        player.connected.get(PATIENCE.seconds, TimeUnit.SECONDS)
        player.send(LoginRequest.newBuilder().setRequestId(1).setName(name))
        player.next<LoginReply>()
        return player
    }

    /** A client of the game. */
    class Player(link: PacketLink) : PacketSession(link) {
        val received = LinkedBlockingQueue<Message>()
        val connected = CompletableFuture<Unit>()

        override fun onConnected() {
            connected.complete(Unit)
        }

        fun roll(requestId: Int, sides: Int) {
            send(RollRequest.newBuilder().setRequestId(requestId).setSides(sides))
        }

        inline fun <reified P : Message> next(): P {
            val packet = received.poll(10, TimeUnit.SECONDS) ?: error("nothing came")
            return packet as? P ?: error("expected ${P::class.simpleName}, came: $packet")
        }
    }

    override fun close() {
        clients.close()
        assertThat(server.drain()).isTrue()
        assertThat(server.service().counters().handlerFailures()).isZero()
        assertThat(server.ledger().isZero).isTrue()
        port.close()
        await().atMost(PATIENCE).until { port.ledger().isZero }
    }

    companion object {
        val CATALOG: PacketCatalog = PacketCatalog.withSystem(DiceProto.getDescriptor())

        /** Makes a game with a dice table. */
        fun newGame(addTable: (GameContext) -> Unit) = object : Game {
            override fun name() = "dice"

            override fun catalog() = CATALOG

            override fun start(context: GameContext) = addTable(context)
        }

        private val PATIENCE: Duration = Duration.ofSeconds(10)
        private val CLIENT: PacketProtocol<Player> = PacketProtocol.of(
            PacketRouter.forClient<Player>(CATALOG)
                .on(LoginReply::class.java) { player, reply -> player.received += reply }
                .on(Failure::class.java) { player, failure -> player.received += failure }
                .on(DiceRolled::class.java) { player, rolled -> player.received += rolled }
                .ignoreTheRest()
                .build(),
        )
    }
}
