package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.testpackets.Bag;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.NewerHello;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.testpackets.Welcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketRouterTest {
  private static final PacketCatalog CATALOG = PacketCatalog.of(TestPackets.getDescriptor());

  enum Stage implements PacketState {
    LOGIN,
    PLAYING
  }

  enum OtherStage implements PacketState {
    ONLY
  }

  private static final class NoEnum implements PacketState {}

  private final PacketRouter.Builder<TestSession> server = PacketRouter.forServer(CATALOG);

  @Test
  void namesAllProblemsAtOnce() {
    server
        .on(Hello.class, TestSession::note)
        .on(Hello.class, TestSession::note)
        .on(Welcome.class, TestSession::note)
        .on(NewerHello.class, TestSession::note)
        .onRaw(2, (session, body) -> {})
        .onRaw(0, (session, body) -> {})
        .onRaw(65_536, (session, body) -> {});
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "wharf.test.Hello (id 1) has more than one handler",
            "wharf.test.Welcome (id 2) has a handler, but is SERVER_TO_CLIENT: it never reaches the"
                + " SERVER",
            "wharf.test.Welcome (id 2) has a handler, but is SERVER_TO_CLIENT: it never reaches the"
                + " SERVER",
            NewerHello.class.getName() + " is not a packet of the catalog",
            "a raw handler for packet id 0, the header takes 1 to 65535",
            "a raw handler for packet id 65536, the header takes 1 to 65535",
            "wharf.test.Ping (id 3) has no handler",
            "wharf.test.Bag (id 11) has no handler");
  }

  @Test
  void namesTheRouter() {
    RouterException thrown = catchThrowableOfType(RouterException.class, server::build);
    assertThat(thrown)
        .hasMessage(
            """
            the SERVER's packet router has 3 problems:
              - wharf.test.Hello (id 1) has no handler
              - wharf.test.Ping (id 3) has no handler
              - wharf.test.Bag (id 11) has no handler\
            """);
  }

  @Test
  void needsHandlersForThePacketsThatAServerSends() {
    RouterException thrown =
        catchThrowableOfType(
            RouterException.class, () -> PacketRouter.<TestSession>forClient(CATALOG).build());
    assertThat(thrown.problems())
        .containsExactly(
            "wharf.test.Welcome (id 2) has no handler",
            "wharf.test.Ping (id 3) has no handler",
            "wharf.test.Position (id 4) has no handler",
            "wharf.test.Effect (id 5) has no handler");
  }

  @Test
  void countsRawAndIgnoredPacketsAsHandled() {
    server.onRaw(1, (session, body) -> {}).ignore(Ping.class).ignore(Bag.class);
    assertThatNoException().isThrownBy(server::build);
  }

  @Test
  void ignoresTheRestWhenAsked() {
    assertThatNoException().isThrownBy(() -> server.ignoreTheRest().build());
  }

  @Test
  void rejectsStatesOfTwoEnums() {
    server
        .ignoreTheRest()
        .initialState(Stage.LOGIN)
        .on(Hello.class, OtherStage.ONLY, TestSession::note);
    assertThat(problems())
        .containsExactly(
            "states of more than one enum: [" + Stage.class + ", " + OtherStage.class + "]");
  }

  @Test
  void rejectsStatesThatAreNoEnum() {
    server.ignoreTheRest().initialState(new NoEnum());
    assertThat(problems())
        .containsExactly("state " + NoEnum.class.getName() + " is not an enum constant");
  }

  @Test
  void rejectsStatesWithoutAnInitialState() {
    server.ignoreTheRest().on(Hello.class, Stage.LOGIN, TestSession::note);
    assertThat(problems()).containsExactly("handlers name states, but no initialState is set");
  }

  @Test
  void rejectsAHandlerForNoState() {
    server.ignoreTheRest().initialState(Stage.LOGIN).on(Hello.class, List.of(), TestSession::note);
    assertThat(problems())
        .containsExactly("wharf.test.Hello (id 1) names no state: it could never be accepted");
  }

  private List<String> problems() {
    return catchThrowableOfType(RouterException.class, server::build).problems();
  }
}
