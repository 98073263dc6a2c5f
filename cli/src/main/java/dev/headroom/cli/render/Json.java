package dev.headroom.cli.render;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;

/// Report records as JSON: fields that are `null` are left out, numbers stay numbers.
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(double.class, new Decimals())
            .registerTypeAdapter(Double.class, new Decimals())
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private Json() {}

    public static void print(Object report, PrintWriter out) {
        GSON.toJson(report, out);
        out.println();
    }

    /// JSON has no number for what is beyond all numbers, as a quotient of a broken baseline may be: it becomes a
    /// string.
    private static final class Decimals extends TypeAdapter<Double> {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
            if (value == null || Double.isFinite(value)) {
                out.value(value);
            } else {
                out.value(value.toString());
            }
        }

        @Override
        public Double read(JsonReader in) {
            throw new UnsupportedOperationException("reports are only written");
        }
    }
}
