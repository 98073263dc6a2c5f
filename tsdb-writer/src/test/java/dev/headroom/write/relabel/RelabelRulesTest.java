package dev.headroom.write.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each action does, at its edges too.
class RelabelRulesTest {
    /// @return the labels, or "dropped"
    private static String relabeled(String labels, String... rules) {
        return relabeled(LabelSet.parse(labels), rules);
    }

    private static String relabeled(LabelSet labels, String... rules) {
        return rules(rules).apply(labels).map(LabelSet::toString).orElse("dropped");
    }

    private static RelabelRules rules(String... rules) {
        return RelabelRules.parse("rules.yml", "- " + String.join("\n- ", rules), null);
    }

    @Test
    void replaceSetsTheTargetToTheReplacement() {
        assertThat(relabeled(
                        "{a=\"foo\", b=\"bar\", c=\"baz\"}",
                        "{source_labels: [a], regex: f(.*), target_label: d, replacement: 'ch${1}-ch${1}'}"))
                .isEqualTo("{a=\"foo\", b=\"bar\", c=\"baz\", d=\"choo-choo\"}");
    }

    @Test
    void laterRulesSeeWhatEarlierOnesDid() {
        assertThat(relabeled(
                        "{a=\"foo\", b=\"bar\", c=\"baz\"}",
                        "{source_labels: [a, b], regex: 'f(.*);(.*)r', target_label: a, replacement: 'b${1}${2}m'}",
                        "{source_labels: [c, a], regex: '(b).*b(.*)ba(.*)', target_label: d, replacement: '$1$2$2$3'}"))
                .isEqualTo("{a=\"boobam\", b=\"bar\", c=\"baz\", d=\"boooom\"}");
    }

    @Test
    void nothingIsReplacedWithoutAMatch() {
        assertThat(relabeled("{a=\"boo\"}", "{source_labels: [a], regex: f, target_label: b, replacement: bar}"))
                .isEqualTo("{a=\"boo\"}");
    }

    @Test
    void theExpressionMatchesTheWholeValue() {
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], regex: f|o, action: drop}"))
                .isEqualTo("{a=\"foo\"}");
        assertThat(relabeled("{a=\"o\"}", "{source_labels: [a], regex: f|o, action: drop}"))
                .isEqualTo("dropped");
        assertThat(relabeled("{a=\"foo\\n\"}", "{source_labels: [a], regex: foo, action: keep}"))
                .isEqualTo("dropped");
    }

    @Test
    void aDotMatchesANewline() {
        assertThat(relabeled(
                        "{a=\"line1\\nline2\"}",
                        "{source_labels: [a], regex: 'line1.*line2', target_label: d, replacement: 'match${1}'}"))
                .isEqualTo("{a=\"line1\\nline2\", d=\"match\"}");
    }

    @Test
    void anExpressionMayBreakOutOfItsAnchors() {
        String rule = "{source_labels: [a], regex: 'x)|(?:y', action: keep}";
        assertThat(relabeled("{a=\"xz\"}", rule)).isEqualTo("{a=\"xz\"}");
        assertThat(relabeled("{a=\"zy\"}", rule)).isEqualTo("{a=\"zy\"}");
        assertThat(relabeled("{a=\"zx\"}", rule)).isEqualTo("dropped");
    }

    @Test
    void anEmptyReplacementRemovesTheTarget() {
        assertThat(relabeled(
                        "{a=\"foo\", f=\"baz\"}",
                        "{source_labels: [a], regex: (f).*, target_label: $1, replacement: $2}"))
                .isEqualTo("{a=\"foo\"}");
        assertThat(relabeled("{a=\"foo\", f=\"baz\"}", "{target_label: f, replacement: ''}"))
                .isEqualTo("{a=\"foo\"}");
        assertThat(relabeled("{a=\"foo\", f=\"baz\"}", "{source_labels: [missing], target_label: f}"))
                .isEqualTo("{a=\"foo\"}");
    }

    @Test
    void aTargetThatIsNoNameIsLeftAlone() {
        assertThat(relabeled(
                        "{a=\"some-name-0\"}",
                        "{source_labels: [a], regex: 'some-([^-]+)-([^,]+)', target_label: '${3}', replacement: '$1'}"))
                .isEqualTo("{a=\"some-name-0\"}");
        String legacy = "metric_name_validation_scheme: legacy\nmetric_relabel_configs:\n"
                + "- {source_labels: [a], target_label: '$1', replacement: x}";
        RelabelRules rules = RelabelRules.parse("rules.yml", legacy, null);
        assertThat(rules.apply(LabelSet.of("a", "1b"))).contains(LabelSet.of("a", "1b"));
        assertThat(rules.apply(LabelSet.of("a", "b1"))).contains(LabelSet.of("a", "b1", "b1", "x"));
        assertThat(relabeled("{a=\"1b\"}", "{source_labels: [a], target_label: '$1', replacement: x}"))
                .isEqualTo("{\"1b\"=\"x\", a=\"1b\"}");
    }

    @Test
    void aMissingSourceLabelIsEmpty() {
        assertThat(relabeled("{a=\"1\"}", "{source_labels: [a, b, c], target_label: d}"))
                .isEqualTo("{a=\"1\", d=\"1;;\"}");
        assertThat(relabeled("{a=\"1\"}", "{source_labels: [b], regex: '', action: drop}"))
                .isEqualTo("dropped");
        assertThat(relabeled("{a=\"1\"}", "{source_labels: [b], regex: '.+', action: keep}"))
                .isEqualTo("dropped");
    }

    @Test
    void withoutSourceLabelsTheValueIsEmpty() {
        assertThat(relabeled("{a=\"1\"}", "{target_label: b, replacement: static}"))
                .isEqualTo("{a=\"1\", b=\"static\"}");
        assertThat(relabeled("{a=\"1\"}", "{regex: '', action: drop}")).isEqualTo("dropped");
        assertThat(relabeled("{a=\"1\"}", "{target_label: b, replacement: static, regex: .+}"))
                .isEqualTo("{a=\"1\"}");
        assertThat(relabeled("{a=\"1\"}", "{target_label: b, replacement: '', regex: null}"))
                .isEqualTo("{a=\"1\"}");
    }

    @Test
    void separatorsStandBetweenTheValues() {
        assertThat(relabeled("{a=\"1\", b=\"2\"}", "{source_labels: [a, b], separator: '', target_label: c}"))
                .isEqualTo("{a=\"1\", b=\"2\", c=\"12\"}");
        assertThat(relabeled("{a=\"1\", b=\"2\"}", "{source_labels: [a, b], separator: ' é ', target_label: c}"))
                .isEqualTo("{a=\"1\", b=\"2\", c=\"1 é 2\"}");
        assertThat(relabeled("{a=\"1\", b=\"2\"}", "{source_labels: [a, b], separator: null, target_label: c}"))
                .isEqualTo("{a=\"1\", b=\"2\", c=\"12\"}");
        assertThat(relabeled("{a=\"1\"}", "{source_labels: [a, a], target_label: c}"))
                .isEqualTo("{a=\"1\", c=\"1;1\"}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "$1, one",
                "${1}x, onex",
                // A name is as long as it goes: the group "1x" does not exist.
                "$1x, \"\"",
                "$1-$2, one-two",
                "$1$2, onetwo",
                "$$1, $1",
                "$$$1, $one",
                "$, $",
                "a$, a$",
                "$-, $-",
                "${, ${",
                "${}, ${}",
                "${1, ${1",
                "${1-}, ${1-}",
                "$word, one",
                "${word}!, one!",
                "$words, \"\"",
                "$0, one-two",
                "$3, \"\"",
                "$01, \"\"",
                "$999999999999, \"\"",
                "${ 1}, ${ 1}",
                "é$1-é, éone-é",
                // Letters are not only those of ASCII.
                "$1é, \"\"",
                "${1}é, oneé",
            })
    void dollarsAreGosRegexpExpand(String replacement, String expected) {
        RelabelRule rule = RelabelRule.of(Action.REPLACE)
                .sourceLabels("a")
                .regex("(?P<word>.*)-(.*)")
                .targetLabel("b")
                .replacement(replacement)
                .build();
        String value = new String(
                new RelabelRules(List.of(rule))
                        .apply(LabelSet.of("a", "one-two"))
                        .orElseThrow()
                        .value("b"),
                StandardCharsets.UTF_8);
        assertThat(value).isEqualTo(expected);
    }

    @Test
    void bothWaysToNameAGroupWork() {
        assertThat(relabeled(
                        "{a=\"line1\\nline2\"}",
                        "{source_labels: [a], regex: '(line1).*(?<second>line2)', target_label: 'label_$1',"
                                + " replacement: 'val_$second'}"))
                .isEqualTo("{a=\"line1\\nline2\", label_line1=\"val_line2\"}");
    }

    @Test
    void keepAndDropDecideOnTheSeries() {
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], regex: .*o.*, action: drop}", "{target_label: x}"))
                .isEqualTo("dropped");
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], regex: no-match, action: drop}"))
                .isEqualTo("{a=\"foo\"}");
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], regex: no-match, action: keep}"))
                .isEqualTo("dropped");
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], regex: f.*, action: keep}"))
                .isEqualTo("{a=\"foo\"}");
        assertThat(relabeled("{a=\"foo\"}", "{source_labels: [a], action: drop}"))
                .isEqualTo("dropped");
    }

    @Test
    void keepequalAndDropequalCompareWithTheTarget() {
        String labels = "{__tmp_port=\"1234\", __port1=\"1234\", __port2=\"5678\"}";
        String same = "{source_labels: [__tmp_port], target_label: __port1, action: ";
        String other = "{source_labels: [__tmp_port], target_label: __port2, action: ";
        assertThat(relabeled(labels, same + "keepequal}")).isNotEqualTo("dropped");
        assertThat(relabeled(labels, other + "keepequal}")).isEqualTo("dropped");
        assertThat(relabeled(labels, same + "dropequal}")).isEqualTo("dropped");
        assertThat(relabeled(labels, other + "DropEqual}")).isNotEqualTo("dropped");
        // Two labels that are not there are equal.
        assertThat(relabeled(labels, "{source_labels: [x], target_label: y, action: dropequal}"))
                .isEqualTo("dropped");
        assertThat(relabeled(
                        "{a=\"1\", b=\"2\", c=\"1;2\"}", "{source_labels: [a, b], target_label: c, action: keepequal}"))
                .isNotEqualTo("dropped");
    }

    @Test
    void hashmodIsTheLastHalfOfTheMd5() {
        String rule = "{source_labels: [c], target_label: d, modulus: 1000, action: hashmod}";
        assertThat(relabeled("{c=\"baz\"}", rule)).isEqualTo("{c=\"baz\", d=\"976\"}");
        assertThat(relabeled("{c=\"foo\\nbar\"}", rule)).isEqualTo("{c=\"foo\\nbar\", d=\"734\"}");
        assertThat(relabeled("{c=\"baz\"}", rule.replace("1000", "18446744073709551615")))
                .isEqualTo("{c=\"baz\", d=\"16450797887570275976\"}");
        assertThat(relabeled("{c=\"baz\"}", "{target_label: d, modulus: 7, action: hashmod}"))
                .matches("\\{c=\"baz\", d=\"[0-6]\"}");
    }

    /// A source label that is missing is an empty value for every action that looks at values.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{source_labels: [no], target_label: b} | {a=\"1\"}",
                "{source_labels: [no], target_label: c} | {a=\"1\", b=\"2\"}",
                "{source_labels: [no], target_label: b, regex: (.*), replacement: 'x${1}$$'} | {a=\"1\", b=\"x$\"}",
                "{source_labels: [no], regex: '', action: keep} | {a=\"1\", b=\"2\"}",
                "{source_labels: [no], regex: .+, action: drop} | {a=\"1\", b=\"2\"}",
                "{source_labels: [no], target_label: neither, action: keepequal} | {a=\"1\", b=\"2\"}",
                "{source_labels: [no], target_label: b, action: keepequal} | dropped",
                "{source_labels: [no], target_label: b, action: dropequal} | {a=\"1\", b=\"2\"}",
                "{source_labels: [no], target_label: b, modulus: 1000, action: hashmod} | {a=\"1\", b=\"958\"}",
                "{source_labels: [no], target_label: b, action: lowercase} | {a=\"1\"}",
                "{source_labels: [no], target_label: b, action: uppercase} | {a=\"1\"}",
                "{regex: no(.*), action: labelmap} | {a=\"1\", b=\"2\"}",
                "{regex: (a), replacement: 'x-${1}$$', action: labelmap} | {a=\"1\", b=\"2\", \"x-a$\"=\"1\"}",
                "{regex: no, action: labeldrop} | {a=\"1\", b=\"2\"}",
                "{regex: '[an]o?', action: labelkeep} | {a=\"1\"}",
            })
    void everyActionTakesWhatIsMissing(String rule, String expected) {
        assertThat(relabeled("{a=\"1\", b=\"2\"}", rule)).isEqualTo(expected);
    }

    @Test
    void labelmapCopiesUnderANewName() {
        assertThat(relabeled(
                        "{a=\"foo\", b1=\"bar\", b2=\"baz\"}",
                        "{regex: '(b.*)', replacement: 'bar_${1}', action: labelmap}"))
                .isEqualTo("{a=\"foo\", b1=\"bar\", b2=\"baz\", bar_b1=\"bar\", bar_b2=\"baz\"}");
    }

    @Test
    void theLastLabelThatIsMappedToANameWins() {
        assertThat(relabeled("{p_x=\"1\", q_x=\"2\"}", "{regex: '[pq]_(.*)', action: labelmap}"))
                .isEqualTo("{p_x=\"1\", q_x=\"2\", x=\"2\"}");
        // Labels that rules have set come after all others.
        assertThat(relabeled(
                        "{q_x=\"2\"}",
                        "{target_label: p_x, replacement: '1'}",
                        "{regex: '[pq]_(.*)', action: labelmap}"))
                .isEqualTo("{p_x=\"1\", q_x=\"2\", x=\"1\"}");
        assertThat(relabeled(
                        "{p_x=\"1\", q_x=\"2\"}",
                        "{source_labels: [p_x], target_label: p_x}",
                        "{regex: '[pq]_(.*)', action: labelmap}"))
                .isEqualTo("{p_x=\"1\", q_x=\"2\", x=\"1\"}");
    }

    @Test
    void aLabelThatIsMappedDoesNotComeAgain() {
        assertThat(relabeled("{a=\"1\", aa=\"2\"}", "{regex: 'a(a*)', replacement: 'aa$1', action: labelmap}"))
                .isEqualTo("{a=\"1\", aa=\"1\", aaa=\"2\"}");
    }

    @Test
    void labeldropAndLabelkeepLookAtNames() {
        String labels = "{a=\"foo\", b1=\"bar\", b2=\"baz\"}";
        assertThat(relabeled(labels, "{regex: (b.*), action: labeldrop}")).isEqualTo("{a=\"foo\"}");
        assertThat(relabeled(labels, "{regex: (b.*), action: labelkeep}")).isEqualTo("{b1=\"bar\", b2=\"baz\"}");
        assertThat(relabeled(labels, "{regex: b, action: labeldrop}")).isEqualTo(labels);
    }

    @Test
    void aSeriesWithoutLabelsIsDropped() {
        assertThat(relabeled("{a=\"foo\"}", "{action: labeldrop}")).isEqualTo("dropped");
        assertThat(relabeled("{a=\"foo\"}", "{regex: b, action: labelkeep}")).isEqualTo("dropped");
    }

    @Test
    void aLabelThatWasDroppedCanComeBack() {
        assertThat(relabeled(
                        "{port=\"foo\", annotation=\"9091\"}",
                        "{regex: ^port$, action: labeldrop}",
                        "{source_labels: [annotation], regex: (.+), target_label: port, replacement: metrics}",
                        "{source_labels: [port], regex: ^metrics$, action: keep}"))
                .isEqualTo("{annotation=\"9091\", port=\"metrics\"}");
    }

    @Test
    void temporaryLabelsAreLabels() {
        assertThat(relabeled(
                        "{a=\"foo\"}",
                        "{source_labels: [a], target_label: __tmp_x}",
                        "{source_labels: [__tmp_x], target_label: b}"))
                .isEqualTo("{__tmp_x=\"foo\", a=\"foo\", b=\"foo\"}");
    }

    @Test
    void lettersChangeCaseOneByOne() {
        assertThat(relabeled("{a=\"bAr123Foo\"}", "{source_labels: [a], target_label: u, action: uppercase}"))
                .isEqualTo("{a=\"bAr123Foo\", u=\"BAR123FOO\"}");
        assertThat(relabeled("{a=\"ÉİßǅΣ\"}", "{source_labels: [a], target_label: l, action: lowercase}"))
                .isEqualTo("{a=\"ÉİßǅΣ\", l=\"éißǆσ\"}");
        assertThat(relabeled("{a=\"éıßǅς\"}", "{source_labels: [a], target_label: u, action: uppercase}"))
                .isEqualTo("{a=\"éıßǅς\", u=\"ÉIßǄΣ\"}");
        assertThat(relabeled("{u=\"x\"}", "{source_labels: [missing], target_label: u, action: uppercase}"))
                .isEqualTo("dropped");
    }

    @Test
    void bytesThatAreNoUtf8Survive() {
        byte[] broken = {'a', (byte) 0xFF, 'b', (byte) 0xC3};
        LabelSet labels = LabelSet.of(List.of(new byte[] {'x'}, broken));
        assertThat(relabeled(labels, "{source_labels: [x], regex: 'a(.)b(.*)', target_label: y, replacement: '$1-$2'}"))
                .isEqualTo("{x=\"a\\xffb\\xc3\", y=\"\\xff-\\xc3\"}");
        assertThat(relabeled(labels, "{source_labels: [x], regex: '.{4}', action: keep}"))
                .isEqualTo("{x=\"a\\xffb\\xc3\"}");
        assertThat(relabeled(labels, "{source_labels: [x], regex: 'a\\x{fffd}b\\x{fffd}', action: keep}"))
                .isEqualTo("{x=\"a\\xffb\\xc3\"}");
        // What is no name in UTF-8 is no target.
        assertThat(relabeled(labels, "{source_labels: [x], target_label: $1}")).isEqualTo("{x=\"a\\xffb\\xc3\"}");
        assertThat(relabeled(labels, "{source_labels: [x], target_label: y, action: uppercase}"))
                .isEqualTo("{x=\"a\\xffb\\xc3\", y=\"A\\ufffdB\\ufffd\"}");
    }

    @Test
    void groupsAreCutAtCharacters() {
        assertThat(relabeled(
                        "{a=\"é😀x\"}",
                        "{source_labels: [a], regex: '(.)(.)(.)', target_label: b, replacement: $3$2$1}"))
                .isEqualTo("{a=\"é😀x\", b=\"x😀é\"}");
        assertThat(relabeled("{\"é.x\"=\"1\"}", "{regex: '(.)\\.(.)', replacement: '$2.$1', action: labelmap}"))
                .isEqualTo("{\"x.é\"=\"1\", \"é.x\"=\"1\"}");
    }

    @Test
    void labelsAreDroppedByName() {
        RelabelRules rules = RelabelRules.droppingLabels(List.of("pod", "my.label"));
        assertThat(rules.apply(LabelSet.of("a", "1", "pod", "2", "pods", "3", "my.label", "4", "my_label", "5")))
                .isEqualTo(Optional.of(LabelSet.of("a", "1", "my_label", "5", "pods", "3")));
    }

    @Test
    void aTraceTellsEachStep() {
        List<RelabelStep> steps = rules(
                        "{source_labels: [a, b], target_label: a, replacement: x}",
                        "{regex: b, action: labeldrop}",
                        "{source_labels: [a], regex: nothing, action: replace, target_label: c}",
                        "{source_labels: [a], regex: x, action: drop}",
                        "{target_label: never, replacement: reached}")
                .trace(LabelSet.of("a", "1", "b", "2"));
        assertThat(steps).hasSize(4);
        assertThat(steps.get(0).joined()).isEqualTo("1;2");
        assertThat(steps.get(0).changes()).hasSize(1);
        assertThat(steps.get(0).changes().getFirst().after()).hasToString("a=\"x\"");
        assertThat(steps.get(1).joined()).isNull();
        assertThat(steps.get(1).changes().getFirst().after()).isNull();
        assertThat(steps.get(2).matched()).isFalse();
        assertThat(steps.get(2).changes()).isEmpty();
        assertThat(steps.get(3).dropped()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{action: hashmod, target_label: a}#rules.yml: line 1, column 12: action hashmod needs a modulus",
                "{action: replace}#rules.yml: line 1, column 12: action replace needs a target_label",
                "{action: uppercase}#action uppercase needs a target_label",
                "{action: keepequal, source_labels: [a]}#action keepequal needs a target_label",
                "{action: keepequal, target_label: a, regex: (.*)}#takes source_labels and target_label and nothing",
                "{action: dropequal, target_label: a, separator: x}#takes source_labels and target_label and nothing",
                "{action: lowercase, target_label: a, replacement: x}#action lowercase takes no replacement",
                "{action: labeldrop, source_labels: [a]}#action labeldrop takes a regex and nothing else",
                "{action: labelkeep, replacement: x}#action labelkeep takes a regex and nothing else",
                "{action: labelmap, replacement: ''}#replacement \"\" makes no name of a label",
                "{action: ''}#line 1, column 12: an empty action",
                "{action: null}#an empty action",
                "{action: labeldorp}#line 1, column 12: unknown action \"labeldorp\"; did you mean \"labeldrop\"?",
                "{action: explode}#unknown action \"explode\"",
                "{sourcelabels: [a]}#line 1, column 4: unknown field \"sourcelabels\"; did you mean \"source_labels\"?",
                "{colour: red}#unknown field \"colour\"",
                "{regex: 'a(', action: drop}#line 1, column 11: regex: missing closing )",
                "{regex: 'a**', action: drop}#regex: invalid nested repetition operator: **",
                "{regex: [a], action: drop}#regex: expected a text",
                "{source_labels: a, action: drop}#line 1, column 19: source_labels: expected a list",
                "{source_labels: [''], action: drop}#source_labels: \"\" is no name of a label",
                "{modulus: -1, target_label: a, action: hashmod}#modulus: expected a whole number, not \"-1\"",
                "{modulus: '8', target_label: a, action: hashmod}#modulus: expected a whole number",
                "{regex: a, regex: b, action: drop}#line 1, column 14: field \"regex\" is there twice",
                "null#an empty rule",
                "drop#expected a rule",
                "{regex: [#not YAML",
            })
    void rulesThatPrometheusRefusesAreRefused(String rule, String message) {
        assertThatThrownBy(() -> rules(rule))
                .isInstanceOf(RelabelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "-label, false",
        "label, true",
        "label${1}, true",
        "${1}label, true",
        "${1}, true",
        "${, false",
        "$, false",
        "${}, false",
        "foo${, false",
        "$1, true",
        "asd$2asd, true",
        "-foo${1}bar-, false",
        "bar.foo${1}bar, false",
        "_${1}_, true",
        "foo${bar}foo, true",
        "1a, false",
        "a1, true",
        "$1 , true",
        "${1}1, true",
    })
    void theLegacySchemeAllowsVariablesInNames(String target, boolean valid) {
        RelabelRule.Builder rule = RelabelRule.of(Action.REPLACE)
                .names(NameScheme.LEGACY)
                .targetLabel(target.strip())
                .replacement("x");
        if (valid) {
            assertThat(rule.build().targetLabel()).isEqualTo(target.strip());
        } else {
            assertThatThrownBy(rule::build).hasMessageContaining("is no name of a label");
        }
        assertThat(rule.names(NameScheme.UTF8).build().targetLabel()).isEqualTo(target.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"$$", "$x", "${3}"})
    void otherActionsTakeNamesAsTheyAre(String target) {
        RelabelRule.Builder rule = RelabelRule.of(Action.LOWERCASE).targetLabel(target);
        assertThat(new RelabelRules(List.of(rule.build()))
                        .apply(LabelSet.of("a", "1"))
                        .orElseThrow()
                        .toString())
                .isEqualTo("{a=\"1\"}");
        assertThatThrownBy(rule.names(NameScheme.LEGACY)::build).hasMessageContaining("is no name of a label");
    }

    @Test
    void aRuleIsPrintedAsYaml() {
        String text = "{source_labels: [a, 'b.c', 'null'], separator: '''', regex: '(.*)', modulus: 7,"
                + " target_label: d, replacement: '', action: hashmod}";
        RelabelRule rule = rules(text).rules().getFirst();
        assertThat(rule.toString()).isEqualTo(text);
        assertThat(rules("{separator: \"\\n\\\"\", target_label: a}").rules().getFirst())
                .hasToString("{separator: \"\\x0a\\\"\", target_label: a}");
    }
}
