package dev.headroom.analyze.exposition;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Pages of metrics, good and bad. `ExpositionParserIT` holds a real server to the same.
final class Pages {
    /// A page that is taken, and how many series it has.
    record Good(String page, int series) {}

    /// A page that is refused, and the line that is to blame.
    record Bad(String page, int line) {}

    /// What stands here once a page is bytes: a byte that is no UTF-8.
    private static final char BROKEN = '\uE000';

    static final List<Good> GOOD = List.of(
            new Good("a 1\n", 1),
            new Good("a 1", 1),
            new Good("\n\n a 1\n\t\nb\t2 \n", 2),
            new Good("# a comment\n#another\n#\n# HELP\n# TYPE\n# HELPa b\na 1\n", 1),
            new Good("# HELP a some \\\\ text\n# TYPE a counter\na 1\n# HELP b\nb 1\n# TYPE c untyped\n# EOFx\n", 2),
            new Good("a 1 1700000000000\n", 1),
            new Good("a{} 1\na 2\n", 1),
            new Good("a{b=\"c\"} 1\na{b=\"c\",} 1\na{ b = \"c\" } 1\na {b=\"c\"} 1\na{b=\"c\"}1\n", 1),
            new Good("a{b=\"c\" d=\"e\"} 1\na{d=\"e\",b=\"c\"} 1\n", 1),
            new Good("a{b=\"x\\\"y\\\\z\\nw\\q\"} 1\n", 1),
            new Good("a{b=\"two\nlines\"} 1\nb 1\n", 2),
            new Good("a{b=\"\"} 1\na 1\n", 1),
            new Good("a{b=\"\",c=\"d\"} 1\n", 1),
            new Good("a{b=\"ünï\uD83D\uDE00\"} 1\n", 1),
            new Good("a +Inf\nb -Inf\nc NaN\nd inf\ne 1e5\nf 1.\ng .5\nh -0\n", 8),
            new Good("a:b:c 1\n_a 1\n:a 1\na1 1\n", 4),
            new Good("a{a1=\"x\",_b=\"y\"} 1\n", 1),
            new Good("{\"a\"} 1\na 1\n", 1),
            new Good("{\"my.metric\",\"a.b\"=\"c\"} 1\n{ \"my metric\" , x = \"y\" , } 1\n", 2),
            new Good("{x=\"y\",\"my.metric\"} 1\n", 1),
            new Good("a{\"b.c\"=\"d\"} 1\n", 1),
            new Good("# TYPE \"my.metric\" gauge\n# HELP \"my.metric\" text\n{\"my.metric\"} 1\n", 1),
            new Good("a{job=\"mine\",instance=\"me\"} 1\n", 1),
            new Good("a{job=\"mine\",exported_job=\"other\"} 1\n", 1),
            new Good("""
                # TYPE h histogram
                h_bucket{le="1"} 1
                h_bucket{le="2.50"} 1
                h_bucket{le="1e6"} 1
                h_bucket{le="1e-7"} 1
                h_bucket{le="1e30"} 1
                h_bucket{le="123456789012345678901234"} 1
                h_bucket{le="0.00001"} 1
                h_bucket{le="-0"} 1
                h_bucket{le="x"} 1
                h_bucket{le="+Inf"} 1
                h_sum 1
                h_count 1
                """, 12),
            new Good("# TYPE s summary\ns{quantile=\"0\"} 1\ns{quantile=\"0.5\"} 1\ns{le=\"1\"} 1\ns_sum 1\n", 4),
            new Good("# HELP a 1\n# TYPE a gauge\na 1\n# TYPE a counter\na 1\nb 1\na 1\n", 2),
            // OpenMetrics
            new Good("# EOF\n", 0),
            new Good("a 1\n# EOF", 1),
            new Good("""
                # HELP a help \\"text\\"
                # TYPE a counter
                # UNIT a\s
                a_total 1 1700000000.5
                a_created 1700000000
                # EOF
                """, 2),
            new Good("# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds{b=\"c\",} 1\n# EOF\n", 1),
            new Good("""
                # TYPE h histogram
                h_bucket{le="1"} 1 # {trace_id="x"} 0.5
                h_bucket{le="+Inf"} 1 1700000000 # {trace_id="x",b="y",} 0.5 1700000000.123
                h_count 1 # {} 1
                h_sum 1
                # EOF
                """, 4),
            new Good("""
                # TYPE i info
                i_info{a="b"} 1
                # TYPE s stateset
                s{s="on"} 1
                # TYPE g gaugehistogram
                g_bucket{le="1"} 1
                # TYPE u unknown
                u 1
                # EOF
                """, 4),
            new Good("{\"my.metric\",\"a.b\"=\"c\"} 1\n# EOF\n", 1));

    static final List<Bad> BAD = List.of(
            new Bad("a\n", 1),
            new Bad("a 1\nb\n", 2),
            new Bad("a 1\n\n\n# ok\nb x\n", 5),
            new Bad("a 1 2 3\n", 1),
            new Bad("a 1 -1\n", 1),
            new Bad("a 1 1.5\n", 1),
            new Bad("a 1 99999999999999999999\n", 1),
            new Bad("a 1e999\n", 1),
            new Bad("a 0x10\n", 1),
            new Bad("a 0x1p4\n", 1),
            new Bad("a 1_000\n", 1),
            new Bad("a +NaN\n", 1),
            new Bad("a e5\n", 1),
            new Bad("a .\n", 1),
            new Bad("1a 1\n", 1),
            new Bad("a-b 1\n", 1),
            new Bad("ä 1\n", 1),
            new Bad("a{b} 1\n", 1),
            new Bad("a{b=} 1\n", 1),
            new Bad("a{b=c} 1\n", 1),
            new Bad("a{b='c'} 1\n", 1),
            new Bad("a{b=\"c} 1\n", 1),
            new Bad("a{b=\"c\",,} 1\n", 1),
            new Bad("a{,} 1\n", 1),
            new Bad("a{b=\"c\"\n", 1),
            new Bad("a{b=\"c\"} 1{\n", 1),
            new Bad("a{b.c=\"d\"} 1\n", 1),
            new Bad("a{b:c=\"d\"} 1\n", 1),
            new Bad("a{1=\"d\"} 1\n", 1),
            new Bad("a{b=\"c\",b=\"d\"} 1\n", 1),
            new Bad("a{b=\"c\"} 1\na{b=\"c\",b=\"c\"} 1\n", 2),
            new Bad("a{__name__=\"b\"} 1\n", 1),
            new Bad("{} 1\n", 1),
            new Bad("{b=\"c\"} 1\n", 1),
            new Bad("{\"a\",\"b\"} 1\n", 1),
            new Bad("a{\"b\"} 1\n", 1),
            new Bad("{\"\"} 1\n", 1),
            new Bad("a{\"\"=\"b\"} 1\n", 1),
            new Bad("a{b=\"" + BROKEN + "\"} 1\n", 1),
            new Bad("{\"" + BROKEN + "\"} 1\n", 1),
            new Bad("# HELP a " + BROKEN + "\n", 1),
            new Bad("# TYPE a thing\na 1\n", 1),
            new Bad("# TYPE a  counter\na 1\n", 1),
            new Bad("# TYPE a counter \na 1\n", 1),
            new Bad("# TYPE a info\na 1\n", 1),
            new Bad("# TYPE a\na 1\n", 1),
            new Bad("# HELP 1 text\n", 1),
            new Bad("# HELP \"a text\n", 1),
            new Bad("a 1 # {b=\"c\"} 1\n", 1),
            // OpenMetrics
            new Bad("a 1\n\n# EOF\n", 2),
            new Bad(" a 1\n# EOF\n", 1),
            new Bad("a  1\n# EOF\n", 1),
            new Bad("a 1 \n# EOF\n", 1),
            new Bad("a\t1\n# EOF\n", 1),
            new Bad("a {b=\"c\"} 1\n# EOF\n", 1),
            new Bad("a{b=\"c\", d=\"e\"} 1\n# EOF\n", 1),
            new Bad("a{b=\"c\"d=\"e\"} 1\n# EOF\n", 1),
            new Bad("a{b=\"c\"}1\n# EOF\n", 1),
            new Bad("a{b=\"two\nlines\"} 1\n# EOF\n", 1),
            new Bad("# a comment\n# EOF\n", 1),
            new Bad("#HELP a b\n# EOF\n", 1),
            new Bad("# TYPE a untyped\n# EOF\n", 1),
            new Bad("# HELP a\n# EOF\n", 1),
            new Bad("# UNIT a seconds\n# EOF\n", 1),
            new Bad("a 1 NaN\n# EOF\n", 1),
            new Bad("a 1 x\n# EOF\n", 1),
            new Bad("a 1 # {b=\"c\"}\n# EOF\n", 1),
            new Bad("a 1 # {b=\"c\"} x\n# EOF\n", 1),
            new Bad("a 1 # {\"b\"} 1\n# EOF\n", 1),
            new Bad("a 1 # {b=\"c\"} 1 NaN\n# EOF\n", 1),
            new Bad("a 1 # {b=\"c\"} 1 1 1\n# EOF\n", 1),
            new Bad("a 1\n# EOF\n# EOF\n", 2));

    private Pages() {}

    static byte[] bytes(String page) {
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        byte[] stand = Character.toString(BROKEN).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + stand.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + stand.length, stand, 0, stand.length)) {
                java.util.Arrays.fill(bytes, i, i + stand.length, (byte) 0xFF);
            }
        }
        return bytes;
    }

    /// Whether the page is told for OpenMetrics.
    static boolean isOpenMetrics(String page) {
        return page.endsWith("# EOF\n") || page.endsWith("# EOF");
    }
}
