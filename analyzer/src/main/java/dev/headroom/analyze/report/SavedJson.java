package dev.headroom.analyze.report;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;

/// Reads JSON that Headroom is said to have written; it may be anything.
public final class SavedJson {
    /// Of a path in a message: names in a broken file may be of any length.
    private static final int MAX_PATH = 100;

    private static final Gson GSON = new Gson();

    private SavedJson() {}

    /// @param failing begins the line that says where the text is broken
    /// @return `null` of an empty text
    /// @throws IllegalArgumentException when it is no JSON, or not that of the type
    public static <T> T read(String text, Class<T> type, String failing) {
        if (text.startsWith("\ufeff")) {
            throw new IllegalArgumentException(failing + ": begins with a byte order mark");
        }
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        try {
            T value = GSON.fromJson(json, type);
            if (value != null && json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("more than one value");
            }
            return value;
        } catch (JsonParseException | NumberFormatException | IOException e) {
            // Its message is for programmers: it names classes, and tells how not to be strict.
            String path = json.getPath();
            throw new IllegalArgumentException(
                    failing + ": broken at " + path.substring(0, Math.min(path.length(), MAX_PATH)), e);
        }
    }
}
