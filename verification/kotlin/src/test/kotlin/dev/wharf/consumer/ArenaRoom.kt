package dev.wharf.consumer

import dev.wharf.game.proto.ChatFailureCode
import dev.wharf.engine.CompletionPort
import dev.wharf.engine.SendPolicy
import dev.wharf.engine.job.JobQueue
import dev.wharf.engine.job.JobQueueOptions
import dev.wharf.game.proto.ChatMessage
import dev.wharf.game.proto.JoinRoomReply
import dev.wharf.protocol.PacketEncoder
import java.util.concurrent.atomic.AtomicLong

/** A room with a job queue. Only jobs of this queue use the members and the count of messages. */
class ArenaRoom(private val port: CompletionPort, private val encoder: PacketEncoder) {
    private val jobs = JobQueue(port.executor(), JobQueueOptions.defaults().withName("arena"))
    private val members = LinkedHashMap<ArenaSession, String>()
    private var lastSequence = 0L

    /** How often a packet was encoded for the members. */
    val encoded = AtomicLong()

    fun join(session: ArenaSession, requestId: Int) {
        val player = session.player ?: error("only players join")
        jobs.push {
            members[session] = player
            session.send(
                JoinRoomReply.newBuilder()
                    .setRequestId(requestId)
                    .setRoomId(ROOM_ID)
                    .setNextSequence(lastSequence + 1)
                    .setMemberCount(members.size),
            )
        }
        session.atEnd { jobs.push { members -= session } }
    }

    fun say(session: ArenaSession, clientSequence: Int, text: String) = jobs.push {
        val sender = members[session]
        if (sender == null) {
            session.fail(ChatFailureCode.NOT_A_MEMBER, clientSequence, "join the room first")
        } else {
            tell(sender, clientSequence, text)
        }
    }

    /** Computes a text on a thread that may block, and then sends it to the room in the room's queue. */
    fun sayLater(session: ArenaSession, slowText: () -> String): Thread = Thread.startVirtualThread {
        val text = slowText()
        say(session, 0, text)
    }

    private fun tell(sender: String, clientSequence: Int, text: String) {
        val message = ChatMessage.newBuilder()
            .setRoomId(ROOM_ID)
            .setSequence(++lastSequence)
            .setSenderName(sender)
            .setClientSequence(clientSequence)
            .setText(text)
            .build()
        encoder.encode(port.sendBuffers(), message).use { packet ->
            encoded.incrementAndGet()
            members.keys.forEach { it.send(packet, SendPolicy.KEEP) }
        }
    }

    companion object {
        const val ROOM_ID = 1
    }
}
