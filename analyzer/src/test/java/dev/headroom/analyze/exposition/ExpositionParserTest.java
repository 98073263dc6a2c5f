package dev.headroom.analyze.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExpositionParserTest {
    static Stream<Pages.Good> good() {
        return Pages.GOOD.stream();
    }

    static Stream<Pages.Bad> bad() {
        return Pages.BAD.stream();
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatPrometheusTakesIsTaken(Pages.Good good) throws Exception {
        assertThat(ExpositionParser.parse("page", Pages.bytes(good.page()))).hasSize(good.series());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatPrometheusRefusesIsRefusedWithTheLine(Pages.Bad bad) {
        assertThatThrownBy(() -> ExpositionParser.parse("page", Pages.bytes(bad.page())))
                .isInstanceOf(ExpositionException.class)
                .hasMessageStartingWith("page:" + bad.line() + ": ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void labelsAreUnescaped() throws Exception {
        assertThat(ExpositionParser.parse("page", Pages.bytes("a{b=\"x\\\"y\\\\z\\nw\\q\",\"c.d\"=\"e\"} 1\n")))
                .containsExactly(new java.util.TreeMap<>(Map.of("__name__", "a", "b", "x\"y\\z\nw\\q", "c.d", "e")));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1.0", "0,0.0", "-0,0.0", "2.50,2.5", "1e6,1e+06", "100000,100000.0", "123456789,1.23456789e+08",
                "1e-7,1e-07",
        "0.0001,0.0001", "0.00001,1e-05", "1.5e30,1.5e+30", "1e20,1e+20", "+Inf,+Inf", "inf,+Inf", "NaN,NaN", "x,x",
    })
    void boundsHaveOneSpelling(String written, String bound) throws Exception {
        String page = "# TYPE h histogram\nh_bucket{le=\"" + written + "\",x=\"1\"} 1\n";
        assertThat(ExpositionParser.parse("page", Pages.bytes(page)).iterator().next())
                .containsEntry("le", bound)
                .containsEntry("x", "1");
    }

    @Test
    void aTargetsLabelsComeFirst() throws Exception {
        ExpositionPage page = new ExpositionPage(
                "shop",
                ExpositionParser.parse("page", Pages.bytes("a{job=\"x\",exported_job=\"y\",instance=\"z\"} 1\n")));
        List<Map<String, String>> scraped = page.scraped("host:1");
        assertThat(scraped).hasSize(6);
        assertThat(scraped.getFirst())
                .isEqualTo(Map.of(
                        "__name__", "a",
                        "job", "shop",
                        "instance", "host:1",
                        "exported_job", "y",
                        "exported_exported_job", "x",
                        "exported_instance", "z"));
    }

    /// Whatever the bytes are: series or a line that says why not.
    @Property
    void anyBytesAreAPageOrNone(@ForAll byte[] bytes) {
        try {
            ExpositionParser.parse("page", bytes);
        } catch (ExpositionException e) {
            assertThat(e).hasMessageStartingWith("page:");
        }
    }

    /// A good page of which a byte has changed.
    @Property
    void aChangedByteDoesNoHarm(@ForAll int where, @ForAll byte what) {
        for (Pages.Good good : Pages.GOOD) {
            byte[] bytes = Pages.bytes(good.page());
            bytes[Math.floorMod(where, bytes.length)] = what;
            anyBytesAreAPageOrNone(bytes);
        }
    }
}
