package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.CorruptionException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordInputTest {
    /// Whatever the bytes are: the same place, or the same complaint.
    @Test
    void steppingOverVarintsIsReadingThem() {
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            int share = 1 + random.nextInt(12);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(share) == 0 ? random.nextInt(128) : random.nextInt());
            }
            int count = random.nextInt(8);
            String expected = read(bytes, count);
            assertThat(stepOver(bytes, count)).isEqualTo(expected);
            refused += expected.startsWith("position") ? 0 : 1;
        }
        assertThat(refused).isBetween(2_000, 15_000);
    }

    private static String read(byte[] bytes, int count) {
        RecordInput in = input(bytes);
        try {
            for (int i = 0; i < count; i++) {
                in.uvarint();
            }
            return "position " + in.position();
        } catch (CorruptionException e) {
            return e.getMessage();
        }
    }

    private static String stepOver(byte[] bytes, int count) {
        RecordInput in = input(bytes);
        try {
            in.skipUvarints(count);
            return "position " + in.position();
        } catch (CorruptionException e) {
            return e.getMessage();
        }
    }

    /// Something stands before and behind.
    private static RecordInput input(byte[] bytes) {
        byte[] all = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, all, 3, bytes.length);
        return new RecordInput().reset(all, 3, bytes.length);
    }
}
