package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteSinkTest {
    @Property
    void numbersAreThoseOfJava(@ForAll long value) {
        ByteSink sink = ByteSink.inMemory();
        sink.appendDecimal(value);
        sink.append(' ');
        sink.appendUnsigned(value);

        assertThat(text(sink)).isEqualTo(value + " " + Long.toUnsignedString(value));
    }

    @Test
    void handsOnEverythingOnceAndInOrder() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteSink sink = new ByteSink(out);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            sink.appendAscii("line ");
            sink.appendDecimal(i);
            sink.append('\n');
            sink.flushWhenFull();
            expected.append("line ").append(i).append('\n');
        }
        assertThat(out.size()).as("bytes that left before the end").isPositive();
        sink.flush();
        sink.flush();

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(expected.toString());
    }

    @Test
    void oneAppendMayBeLargerThanTheBuffer() {
        ByteSink sink = ByteSink.inMemory();
        byte[] large = new byte[1_000_000];
        large[999_999] = 7;
        sink.append(large);

        assertThat(sink.toByteArray()).isEqualTo(large);
        sink.clear();
        assertThat(sink.toByteArray()).isEmpty();
    }

    private static String text(ByteSink sink) {
        return new String(sink.toByteArray(), StandardCharsets.US_ASCII);
    }
}
