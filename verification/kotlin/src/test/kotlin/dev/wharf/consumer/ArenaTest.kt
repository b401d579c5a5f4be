package dev.wharf.consumer

import dev.wharf.protocol.PacketCloseReasons
import dev.wharf.game.proto.ChatFailureCode
import com.google.protobuf.ByteString
import dev.wharf.engine.CloseReason
import dev.wharf.game.proto.ChatMessage
import dev.wharf.game.proto.EchoReply
import dev.wharf.game.proto.EchoRequest
import dev.wharf.protocol.system.Failure
import dev.wharf.protocol.system.FailureCode
import dev.wharf.protocol.system.LoginReply
import dev.wharf.game.proto.SayRequest
import dev.wharf.game.proto.WhisperMessage
import dev.wharf.game.proto.WhisperRequest
import kotlinx.coroutines.CompletableDeferred
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/**
 * Tests a handler, a room and a client, all written in Kotlin, against each other over the
 * loopback interface.
 */
class ArenaTest {
    @Test
    fun acceptsPlayersAndNumbersThem() {
        ArenaFixture().use { fixture ->
            val ann = fixture.connect("Ann")
            assertThat(ann.next<LoginReply>().name).isEqualTo("Ann")
            assertThat(ann.isLoggedIn).isTrue()
            assertThat(ann.playerId()).isEqualTo(1)

            ann.send(EchoRequest.newBuilder().setSequence(5).setPayload(ByteString.copyFromUtf8("ho")))
            val reply = ann.next<EchoReply>()
            assertThat(reply.sequence).isEqualTo(5)
            assertThat(reply.payload.toStringUtf8()).isEqualTo("ho")
        }
    }

    @Test
    fun refusesALoginWithoutAName() {
        ArenaFixture().use { fixture ->
            val nobody = fixture.connect(" ")
            assertThat(nobody.next<Failure>().code).isEqualTo(FailureCode.LOGIN_REFUSED_VALUE)
            assertThat(nobody.ended.get(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_CLOSED)
        }
    }

    @Test
    fun endsASessionThatLogsInTwice() {
        ArenaFixture().use { fixture ->
            val ann = fixture.player("Ann")
            ann.send(dev.wharf.protocol.system.LoginRequest.newBuilder().setName("Bob"))
            val failure = ann.next<Failure>()
            assertThat(failure.code).isEqualTo(FailureCode.WRONG_STATE_VALUE)
            assertThat(failure.closing).isTrue()
            ann.ended.get(10, TimeUnit.SECONDS)
            await().until { fixture.arena.service.counters().closed(PacketCloseReasons.WRONG_STATE) == 1L }
        }
    }

    @Test
    fun tellsOnlyTheSenderWhyATextIsRefused() {
        ArenaFixture().use { fixture ->
            val (ann, bob) = listOf(fixture.member("Ann"), fixture.member("Bob"))
            ann.send(SayRequest.newBuilder().setClientSequence(1).setText("  "))
            ann.send(SayRequest.newBuilder().setClientSequence(2).setText("hello"))

            val failure = ann.next<Failure>()
            assertThat(failure.code).isEqualTo(ChatFailureCode.TEXT_REJECTED_VALUE)
            assertThat(failure.requestId).isEqualTo(1)
            assertThat(listOf(ann, bob).map { it.next<ChatMessage>().text }).containsOnly("hello")
        }
    }

    @Test
    fun refusesATextOfAPlayerWhoIsNotInTheRoom() {
        ArenaFixture().use { fixture ->
            val ann = fixture.player("Ann")
            ann.send(SayRequest.newBuilder().setClientSequence(9).setText("hello"))
            assertThat(ann.next<Failure>().code).isEqualTo(ChatFailureCode.NOT_A_MEMBER_VALUE)
        }
    }

    @Test
    fun givesEveryMemberTheSameMessagesInTheSameOrderEncodedOnce() {
        ArenaFixture().use { fixture ->
            val members = listOf("Ann", "Bob", "Cid", "Dan", "Eve", "Fay").map(fixture::member)
            val heard = members.map { mutableListOf<ChatMessage>() }
            for (round in 1..ROUNDS) {
                for (i in 1..TEXTS) {
                    members.forEach { it.send(SayRequest.newBuilder().setClientSequence((round - 1) * TEXTS + i).setText("$i")) }
                }
                members.zip(heard) { member, messages -> repeat(TEXTS * members.size) { messages += member.next<ChatMessage>() } }
            }

            val all = ROUNDS * TEXTS * members.size.toLong()
            assertThat(heard.first().map { it.sequence }).isEqualTo((1..all).toList())
            assertThat(heard).allMatch { it == heard.first() }
            assertThat(heard.first().filter { it.senderName == "Bob" }.map { it.clientSequence })
                .isEqualTo((1..ROUNDS * TEXTS).toList())
            assertThat(fixture.arena.room.encoded.get()).isEqualTo(all)
        }
    }

    @Test
    fun suspendsInAHandlerWithoutBlockingTheSession() {
        val answer = CompletableDeferred<String>()
        ArenaFixture { answer.await() }.use { fixture ->
            val ann = fixture.player("Ann")
            ann.send(WhisperRequest.newBuilder().setRequestId(7).setText("why?"))
            ann.send(EchoRequest.newBuilder().setSequence(1))
            assertThat(ann.next<EchoReply>().sequence).isEqualTo(1)

            answer.complete("because")
            val reply = ann.next<WhisperMessage>()
            assertThat(reply.requestId).isEqualTo(7)
            assertThat(reply.text).isEqualTo("because")
            assertThat(fixture.arena.continuedOn.single()).startsWith(ArenaFixture.THREADS)
        }
    }

    @Test
    fun cancelsACoroutineWhoseSessionHasEnded() {
        val asked = CountDownLatch(1)
        val answer = CompletableDeferred<String>()
        val oracle = Oracle {
            asked.countDown()
            answer.await()
        }
        ArenaFixture(oracle).use { fixture ->
            val ann = fixture.player("Ann")
            ann.send(WhisperRequest.newBuilder().setText("why?"))
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue()
            ann.close(CloseReason.LOCAL, "the test is over")

            await().until { fixture.arena.sessions.single().isQuiet() }
            answer.complete("too late")
            assertThat(fixture.arena.continuedOn).isEmpty()
        }
    }

    @Test
    fun returnsFromABlockingThreadThroughTheRoomsQueue() {
        ArenaFixture().use { fixture ->
            val ann = fixture.member("Ann")
            val mayGoOn = CountDownLatch(1)
            val later = fixture.arena.room.sayLater(fixture.arena.sessions.single()) {
                mayGoOn.await()
                "at last"
            }
            ann.send(SayRequest.newBuilder().setText("meanwhile"))
            assertThat(ann.next<ChatMessage>().text).isEqualTo("meanwhile")

            mayGoOn.countDown()
            val message = ann.next<ChatMessage>()
            assertThat(message.text).isEqualTo("at last")
            assertThat(message.sequence).isEqualTo(2)
            later.join()
        }
    }

    private companion object {
        /** The number of texts. It is small enough for the send queues. */
        const val TEXTS = 10
        const val ROUNDS = 50
    }
}
