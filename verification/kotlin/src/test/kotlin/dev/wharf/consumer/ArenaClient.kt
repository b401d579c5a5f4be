package dev.wharf.consumer

import com.google.protobuf.Message
import dev.wharf.client.GameClient
import dev.wharf.client.Identity
import dev.wharf.engine.CloseReason
import dev.wharf.game.proto.ChatMessage
import dev.wharf.game.proto.EchoReply
import dev.wharf.game.proto.GamePackets
import dev.wharf.protocol.system.Failure
import dev.wharf.game.proto.JoinRoomReply
import dev.wharf.protocol.system.LoginReply
import dev.wharf.game.proto.WhisperMessage
import dev.wharf.protocol.PacketLink
import dev.wharf.protocol.PacketProtocol
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** A client in Kotlin. It keeps the received packets until the test takes them. */
class ArenaClient(link: PacketLink, name: String) : GameClient(link, Identity.of(name, "")) {
    private val received = LinkedBlockingQueue<Message>()

    /** Completes at the end of the connection, with the close reason. */
    val ended = CompletableFuture<CloseReason>()

    override fun onLoggedIn(reply: LoginReply) {
        received += reply
    }

    override fun onFailure(failure: Failure) {
        received += failure
    }

    override fun onEnded(reason: CloseReason) {
        ended.complete(reason)
    }

    /** Waits for the next packet. Fails unless the packet is of this kind. */
    inline fun <reified P : Message> next(): P {
        val packet = nextOrNull() ?: error("nothing came")
        return packet as? P ?: error("expected ${P::class.simpleName}, came: $packet")
    }

    fun nextOrNull(): Message? = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)

    companion object {
        private const val PATIENCE_SECONDS = 10L

        val protocol: PacketProtocol<ArenaClient> = PacketProtocol.of(
            routes<ArenaClient>(GamePackets.CATALOG)
                .on(ChatMessage::class.java) { client, message -> client.received += message }
                .on(EchoReply::class.java) { client, reply -> client.received += reply }
                .on(JoinRoomReply::class.java) { client, reply -> client.received += reply }
                .on(WhisperMessage::class.java) { client, message -> client.received += message }
                .ignoreTheRest()
                .build(),
        )
    }
}
