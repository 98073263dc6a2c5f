package dev.headroom.replay.remote;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// Bytes in the protobuf wire format, in an array that grows. The library's stream writes into it and checks
/// that it does not leave it, so room is made before.
final class WireBuffer {
    /// The most that a tag and a varint take, or a tag and eight bytes.
    static final int FIELD = 15;

    private byte[] bytes;
    private CodedOutputStream out;
    private int start;

    WireBuffer(int capacity) {
        bytes = new byte[capacity];
        clear();
    }

    void clear() {
        start = 0;
        out = CodedOutputStream.newInstance(bytes, 0, bytes.length);
    }

    int length() {
        return start + out.getTotalBytesWritten();
    }

    boolean isEmpty() {
        return length() == 0;
    }

    /// The array that holds the bytes, until something is added.
    byte[] bytes() {
        return bytes;
    }

    /// What to write with, as long as that is no more than this many bytes.
    CodedOutputStream room(int wanted) {
        if (out.spaceLeft() < wanted) {
            int length = length();
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, wanted), 2 * bytes.length));
            out = CodedOutputStream.newInstance(bytes, length, bytes.length - length);
            start = length;
        }
        return out;
    }

    /// The array, with room for this many bytes more. Who writes them says so by [#setLength].
    byte[] reserve(int wanted) {
        room(wanted);
        return bytes;
    }

    /// Bytes were written into the array itself, up to here.
    void setLength(int length) {
        start = length;
        out = CodedOutputStream.newInstance(bytes, length, bytes.length - length);
    }

    void append(WireBuffer other) throws IOException {
        append(other.bytes, other.length());
    }

    void append(byte[] source, int length) throws IOException {
        room(length).write(source, 0, length);
    }

    /// Adds a field that is a message, a string or bytes.
    void field(int number, byte[] content, int length) throws IOException {
        CodedOutputStream to = room(2 * 5 + length);
        to.writeTag(number, com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED);
        to.writeUInt32NoTag(length);
        to.write(content, 0, length);
    }

    void field(int number, WireBuffer content) throws IOException {
        field(number, content.bytes, content.length());
    }

    void field(int number, byte[] content) throws IOException {
        field(number, content, content.length);
    }
}
