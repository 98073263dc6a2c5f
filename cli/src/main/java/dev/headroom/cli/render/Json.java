package dev.headroom.cli.render;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Report records as JSON: fields that are `null` are left out, numbers stay numbers.
public final class Json {
    private Json() {}

    public static void print(Object report, PrintWriter out) {
        JsonMapper mapper = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .build();
        out.println(mapper.writeValueAsString(report));
    }
}
