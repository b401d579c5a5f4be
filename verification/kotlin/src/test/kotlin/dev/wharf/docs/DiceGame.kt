package dev.wharf.docs

import com.google.protobuf.Message
import dev.wharf.client.GameClient
import dev.wharf.engine.AdmissionLimits
import dev.wharf.engine.ClientService
import dev.wharf.engine.CompletionPort
import dev.wharf.engine.PortOptions
import dev.wharf.engine.ServerOptions
import dev.wharf.engine.ServerService
import dev.wharf.game.proto.DiceProto
import dev.wharf.game.proto.DiceRolled
import dev.wharf.protocol.system.Failure
import dev.wharf.protocol.system.LoginReply
import dev.wharf.protocol.system.LoginRequest
import dev.wharf.game.proto.RollRequest
import dev.wharf.protocol.PacketCatalog
import dev.wharf.protocol.PacketLink
import dev.wharf.protocol.PacketProtocol
import dev.wharf.protocol.PacketRouter
import dev.wharf.protocol.PacketSession
import dev.wharf.game.server.chat.Multicast
import dev.wharf.server.config.ServerConfig
import dev.wharf.server.login.DevelopmentAuthenticator
import dev.wharf.server.login.LoginHandler
import dev.wharf.server.metrics.GameCounters
import dev.wharf.server.player.GameSession
import dev.wharf.server.player.Players
import dev.wharf.server.player.Stage
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import java.net.InetSocketAddress
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** Adds the dice table's handlers to a server's router. */
typealias DiceHandlers = (CompletionPort, Multicast, PacketRouter.Builder<GameSession>) -> Unit

/** The game server's login, sessions and players, and the tutorial's dice table. */
class DiceGame(handlers: DiceHandlers) : AutoCloseable {
    private val port = CompletionPort.open(PortOptions.defaults().withWorkers(2))
    private val protocol: PacketProtocol<GameSession> = PacketProtocol.of(router(handlers))
    private val server = ServerService.start(
        port,
        ServerOptions.onLoopback(0).withAdmission(AdmissionLimits.defaults().withExemptLoopback(true)),
        protocol.sessions(::GameSession),
    )
    private val clients = ClientService.open(port, GameClient.sessionOptions())

    /** Where it listens. */
    val address: InetSocketAddress = server.localAddress()

    private fun router(handlers: DiceHandlers): PacketRouter<GameSession> {
        val config = ServerConfig.with(mapOf())
        val login = LoginHandler(DevelopmentAuthenticator(), Players(), config, port, GameCounters())
        val router = PacketRouter.forServer<GameSession>(CATALOG)
            .initialState(Stage.LOGIN)
            .defaultStates(Stage.PLAYING)
            .on(LoginRequest::class.java, Stage.LOGIN, login::handle)
        handlers(port, { receivers, message -> protocol.sendToAll(receivers, message) }, router)
        return router.ignoreTheRest().build()
    }

    /** A client that is logged in. */
    fun player(name: String): Player {
        val made = CompletableFuture<Player>()
        clients.connect(server.localAddress(), CLIENT.sessions { link -> Player(link).also(made::complete) })
        val player = made.join()
        player.connected.get(PATIENCE.seconds, TimeUnit.SECONDS)
        player.send(LoginRequest.newBuilder().setRequestId(1).setName(name))
        player.next<LoginReply>()
        return player
    }

    /** One client of the game. */
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
        assertThat(server.drain(PATIENCE)).isTrue()
        assertThat(server.counters().handlerFailures()).isZero()
        clients.close()
        port.close()
        await().atMost(PATIENCE).until { port.ledger().isZero }
    }

    companion object {
        val CATALOG: PacketCatalog = PacketCatalog.withSystem(DiceProto.getDescriptor())
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
