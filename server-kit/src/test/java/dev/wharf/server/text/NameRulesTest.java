package dev.wharf.server.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
  private static final NameRules WORDS = new NameRules("a name", 2, 24, 48, false);
  private static final NameRules FREE = new NameRules("a room's name", 1, 32, 64, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "สมชาย", "น้ำฝน", "प्रिया", "தமிழ்", "Nguyễn", "홍길동", "ㅋㅋㅋ", "山田太郎", "やまだタロウ", "Kim홍",
        "ann漢", "Иван", "Ελένη", "مريم", "שָׁלוֹם", "გიორგი", "አበበ", "មករា", "Ünïcode", "၁၂၃",
        "မြွှေ", "a1-_", "ໜູ",
      })
  void takesNamesOfAnyScript(String name) {
    assertThat(WORDS.problemOf(name)).isNull();
    assertThat(FREE.problemOf(name)).isNull();
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
    assertThat(WORDS.problemOf(decomposed)).isNull();
    assertThat(WORDS.normalize(decomposed)).isEqualTo(WORDS.normalize(name));
    assertThat(WORDS.fold(decomposed)).isEqualTo(WORDS.fold(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"René's den", "Москва FC", "🎲 dice", "a & b", "日本 room", "№ 5", "lobby!", "१ २"})
  void takesFreeNamesWithSpacesAndSymbols(String name) {
    assertThat(FREE.problemOf(name)).isNull();
    assertThat(WORDS.problemOf(name)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"аdmin", "admіn", "lοbby", "Ρaul", "раypal", "ann١2", "a٣۴", "𝐚дм", "ᏢᎪul"})
  void refusesWordsOfScriptsOrDigitsThatDoNotGoTogether(String name) {
    assertThat(WORDS.problemOf(name)).startsWith("a name has no word with");
    assertThat(FREE.problemOf(name + " x")).startsWith("a room's name has no word with");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0301ab",
        "a\u0301\u0301b",
        "a\u0300\u0301\u0302\u0303\u0304",
        "ab_\u0301",
        "ก้้",
        "a\u20DDb"
      })
  void refusesMarksThatLeadOrRepeatOrPileUp(String name) {
    assertThat(WORDS.problemOf(name)).startsWith("a name has");
  }

  /// Tests code points of all kinds that a reader does not see, alone and inside a name.
  @Test
  void refusesInvisibleCharacters() {
    List<Integer> hidden =
        List.of(
            0x00, 0x0A, 0x7F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B,
            0x200C, 0x200D, 0x200E, 0x2028, 0x202E, 0x2060, 0x2062, 0x2065, 0x2800, 0x3164, 0xD800,
            0xE000, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0, 0xFFF9, 0x1D159, 0x1D173, 0xE0041,
            0xE0100, 0xFFFFF);
    for (int c : hidden) {
      String shown = Integer.toHexString(c);
      for (String name :
          List.of("lobby" + Character.toString(c), "lob" + Character.toString(c) + "by")) {
        assertThat(WORDS.problemOf(name)).as(shown).isNotNull();
        assertThat(FREE.problemOf(name)).as(shown).isNotNull();
      }
      assertThat(FREE.problemOf(Character.toString(c).repeat(3))).as(shown).isNotNull();
    }
  }

  /// Tests all planes except those of rare ideographs and of private use.
  @Test
  void everyAcceptedCharacterIsAssignedAndMakesAnotherName() {
    String lobby = FREE.fold("lobby");
    List<String> names =
        taken(FREE, "lobby", 1).stream()
            .filter(name -> Character.getType(name.codePointAt(5)) != Character.SPACE_SEPARATOR)
            .toList();
    assertThat(names)
        .hasSizeGreaterThan(50_000)
        .noneMatch(name -> lobby.equals(FREE.fold(name)))
        .noneMatch(name -> Character.isIdentifierIgnorable(name.codePointAt(5)))
        .allMatch(name -> Character.isDefined(name.codePointAt(5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOBBY", "Lobby", " lobby ", "ｌｏｂｂｙ", "lobby\u3000", "𝐥𝐨𝐛𝐛𝐲"})
  void namesThatFoldAlikeAreOne(String name) {
    assertThat(FREE.problemOf(name)).isNull();
    assertThat(FREE.fold(name)).isEqualTo(FREE.fold("lobby"));
  }

  @Test
  void foldsCaseAsItIsWritten() {
    assertThat(WORDS.fold("STRASSE")).isEqualTo(WORDS.fold("Straße"));
    assertThat(WORDS.fold("ΟΔΟΣ")).isEqualTo(WORDS.fold("οδος"));
    assertThat(FREE.normalize("  two \u00A0\u2003 words ")).isEqualTo("two words");
  }

  /// Tests that the length limit is on the raw name. Normalizing doubles the number of these marks.
  @ParameterizedTest
  @ValueSource(strings = {"\u0344", "\u0327", "\u0F73", "a\u0344\u0327"})
  void refusesALongNameByItsRawLength(String marks) {
    String raw = marks.repeat(1000);
    assertThat(WORDS.problemOf(raw))
        .isEqualTo("a name has 2 to 24 characters, not " + raw.length());
    assertThat(FREE.problemOf(raw))
        .isEqualTo("a room's name has 1 to 32 characters, not " + raw.length());
    assertThat(WORDS.fold(raw)).isNull();
    assertThatThrownBy(() -> WORDS.normalize(raw)).isInstanceOf(IllegalArgumentException.class);
  }

  /// Tests a name that is not too long, but has a long run of marks. No real text needs such a run.
  @Test
  void doesNotNormalizeLongRunsOfMarks() {
    String thirty = "a" + "\u0344\u0327".repeat(15);
    assertThat(Canonical.isBounded(thirty)).isTrue();
    assertThat(WORDS.problemOf(thirty)).isNotNull();
    assertThat(WORDS.fold(thirty)).as("more than thirty marks when normalized").isNull();

    String more = thirty + "\u0327";
    assertThat(Canonical.isBounded(more)).isFalse();
    assertThat(WORDS.problemOf(more)).contains("marks");
    assertThat(FREE.problemOf("क" + "\u093E".repeat(31))).contains("marks");
    assertThat(FREE.problemOf("क" + "\u093E".repeat(20))).as("spacing").isNull();
    assertThat(FREE.fold("क" + "\u093E".repeat(20))).isNotNull();
  }

  /// Tests that every name is either refused or can be folded, which makes it possible to store it
  /// and to find it again.
  @Test
  void everyAcceptedNameCanBeFolded() {
    assertThat(taken(FREE, "a", 31)).isNotEmpty().allMatch(name -> FREE.fold(name) != null);
    assertThat(taken(WORDS, "a", 3)).isNotEmpty().allMatch(name -> WORDS.fold(name) != null);
  }

  /// Returns the accepted names among names that consist of `before` and one character, repeated
  /// `times` times.
  private static List<String> taken(NameRules rules, String before, int times) {
    return IntStream.concat(IntStream.range(0, 0x20000), IntStream.range(0xE0000, 0xE1000))
        .mapToObj(c -> before + Character.toString(c).repeat(times))
        .filter(name -> rules.problemOf(name) == null)
        .toList();
  }
}
