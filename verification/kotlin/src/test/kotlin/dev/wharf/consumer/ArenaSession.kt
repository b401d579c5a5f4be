package dev.wharf.consumer

import dev.wharf.protocol.PacketCloseReasons
import com.google.protobuf.ProtocolMessageEnum
import dev.wharf.engine.CloseReason
import dev.wharf.protocol.system.Failure
import dev.wharf.protocol.system.FailureCode
import dev.wharf.protocol.PacketLink
import dev.wharf.protocol.PacketSession
import dev.wharf.protocol.PacketState
import dev.wharf.protocol.Refusal
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executor
import java.util.concurrent.RejectedExecutionException

/** The stages of a session of the arena. */
enum class ArenaStage : PacketState { ARRIVING, PLAYING }

/** One player's connection to the arena. */
class ArenaSession(link: PacketLink) : PacketSession(link) {
    private val farewells = ConcurrentLinkedQueue<() -> Unit>()

    /** The player's name. The login sets it, and the room reads it on other threads. */
    @Volatile
    var player: String? = null
        private set

    /**
     * The scope of coroutines that continue in this session's queue after each suspension. So they
     * may use the session without a lock. The end of the session cancels these coroutines.
     */
    val scope = CoroutineScope(SupervisorJob() + Executor(::inOwnQueue).asCoroutineDispatcher())

    fun play(name: String) {
        player = name
        enter(ArenaStage.PLAYING)
        session().markAuthenticated()
    }

    fun atEnd(farewell: () -> Unit) {
        farewells += farewell
    }

    fun fail(code: ProtocolMessageEnum, requestId: Int, why: String) {
        send(Failure.newBuilder().setCode(code.number).setRequestId(requestId).setMessage(why))
    }

    override fun onRefused(refusal: Refusal) {
        send(
            Failure.newBuilder()
                .setCode(if (refusal.reason == PacketCloseReasons.WRONG_STATE) FailureCode.WRONG_STATE_VALUE else FailureCode.INTERNAL_ERROR_VALUE)
                .setPacketId(refusal.packetId)
                .setMessage(refusal.detail)
                .setClosing(true),
        )
    }

    override fun onDisconnected(reason: CloseReason) {
        scope.cancel("the session has ended: $reason")
        farewells.forEach { it() }
    }

    /** Returns whether all coroutines of this session have ended. */
    fun isQuiet() = scope.coroutineContext[Job]?.isCompleted ?: true

    private fun inOwnQueue(task: Runnable) {
        if (!session().execute(task)) {
            throw RejectedExecutionException("$this has ended")
        }
    }
}
