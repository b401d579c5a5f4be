package dev.wharf.consumer

import dev.wharf.protocol.PacketCloseReasons
import dev.wharf.game.proto.ChatFailureCode
import dev.wharf.engine.AdmissionLimits
import dev.wharf.engine.CompletionPort
import dev.wharf.engine.ServerOptions
import dev.wharf.engine.ServerService
import dev.wharf.engine.SessionOptions
import dev.wharf.game.proto.EchoReply
import dev.wharf.game.proto.EchoRequest
import dev.wharf.protocol.catalog.SystemPackets
import dev.wharf.protocol.system.FailureCode
import dev.wharf.game.proto.GamePackets
import dev.wharf.protocol.system.HeartbeatReply
import dev.wharf.protocol.system.HeartbeatRequest
import dev.wharf.game.proto.JoinRoomRequest
import dev.wharf.protocol.system.LoginReply
import dev.wharf.protocol.system.LoginRequest
import dev.wharf.game.proto.SayRequest
import dev.wharf.game.proto.WhisperMessage
import dev.wharf.game.proto.WhisperRequest
import dev.wharf.protocol.PacketEncoder
import dev.wharf.protocol.PacketProtocol
import dev.wharf.protocol.PacketRouter
import dev.wharf.protocol.PacketOptions
import dev.wharf.protocol.RateLimit
import dev.wharf.protocol.catalog.Side
import kotlinx.coroutines.launch
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicLong

/** Answers a question after some time, without blocking a thread. */
fun interface Oracle {
    suspend fun ask(question: String): String
}

/** A game server in Kotlin: its handlers, and the service that they run on. */
class Arena(port: CompletionPort, private val oracle: Oracle) {
    private val nextId = AtomicLong(1)
    private val encoder = PacketEncoder(GamePackets.CATALOG, Side.SERVER, SystemPackets.MAX_FRAME_BYTES)

    val room = ArenaRoom(port, encoder)
    val sessions = CopyOnWriteArrayList<ArenaSession>()

    /** The names of the threads on which coroutines continued. */
    val continuedOn = CopyOnWriteArrayList<String>()

    val service: ServerService = ServerService.start(
        port,
        ServerOptions.onLoopback(0)
            .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true))
            .withSession(SessionOptions.defaults().withLoginTimeout(Duration.ofSeconds(30))),
        PacketProtocol.of(router(), PacketOptions.forServer().withRateLimit(RateLimit.OFF)).sessions { link -> ArenaSession(link).also { sessions += it } },
    )

    private fun router(): PacketRouter<ArenaSession> =
        PacketRouter.forServer<ArenaSession>(GamePackets.CATALOG)
            .initialState(ArenaStage.ARRIVING)
            .defaultStates(ArenaStage.PLAYING)
            .on(LoginRequest::class.java, ArenaStage.ARRIVING, ::logIn)
            .on(HeartbeatRequest::class.java, ArenaStage.entries) { session, request ->
                session.send(HeartbeatReply.newBuilder().setClientTime(request.clientTime))
            }
            .on(EchoRequest::class.java) { session, request ->
                session.send(EchoReply.newBuilder().setSequence(request.sequence).setPayload(request.payload))
            }
            .on(JoinRoomRequest::class.java) { session, request -> room.join(session, request.requestId) }
            .on(SayRequest::class.java, ::say)
            .on(WhisperRequest::class.java, ::consult)
            .ignoreTheRest()
            .build()

    private fun logIn(session: ArenaSession, request: LoginRequest) {
        if (request.name.isBlank()) {
            session.fail(FailureCode.LOGIN_REFUSED, request.requestId, "a name is needed")
            session.closeAfterFlush(PacketCloseReasons.LOGIN_REFUSED, "a name is needed")
            return
        }
        session.play(request.name)
        session.send(LoginReply.newBuilder().setPlayerId(nextId.getAndIncrement()).setName(request.name))
    }

    private fun say(session: ArenaSession, request: SayRequest) {
        if (request.text.isBlank()) {
            session.fail(ChatFailureCode.TEXT_REJECTED, request.clientSequence, "the text is empty")
        } else {
            room.say(session, request.clientSequence, request.text)
        }
    }

    /**
     * Asks the oracle in a coroutine. The coroutine suspends, and continues in the session's
     * queue.
     */
    private fun consult(session: ArenaSession, request: WhisperRequest) {
        session.scope.launch {
            val answer = oracle.ask(request.text)
            continuedOn += Thread.currentThread().name
            session.send(WhisperMessage.newBuilder().setRequestId(request.requestId).setText(answer))
        }
    }
}
