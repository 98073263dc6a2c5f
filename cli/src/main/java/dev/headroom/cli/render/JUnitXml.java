package dev.headroom.cli.render;

import java.io.PrintWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Verdicts in the XML that CI servers show as test results.
public final class JUnitXml {
    private JUnitXml() {}

    /// What was tested.
    ///
    /// @param failures one line each; none when it passed
    /// @param notes lines that fail nothing
    /// @param skipped why it could not be tested; `null` when it could
    public record Case(String name, List<String> failures, List<String> notes, String skipped) {}

    /// @param suite what all cases are about
    public static void print(String suite, List<Case> cases, PrintWriter out) {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", text(suite));
            count(xml, "tests", cases.size());
            count(
                    xml,
                    "failures",
                    cases.stream().filter(one -> !one.failures().isEmpty()).count());
            count(xml, "errors", 0);
            count(xml, "skipped", cases.stream().filter(JUnitXml::isSkipped).count());
            for (Case one : cases) {
                print(one, suite, xml);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(Case one, String suite, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", text(suite));
        xml.writeAttribute("name", text(one.name()));
        if (!one.failures().isEmpty()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", text(one.failures().getFirst()));
            xml.writeCharacters(text(String.join("\n", one.failures())));
            xml.writeEndElement();
        }
        if (isSkipped(one)) {
            xml.writeEmptyElement("skipped");
            xml.writeAttribute("message", text(one.skipped()));
        }
        if (!one.notes().isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(text(String.join("\n", one.notes())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static boolean isSkipped(Case one) {
        return one.skipped() != null && one.failures().isEmpty();
    }

    private static void count(XMLStreamWriter xml, String name, long value) throws XMLStreamException {
        xml.writeAttribute(name, Long.toString(value));
    }

    /// XML has no room for most control characters, not even escaped.
    private static String text(String text) {
        return text.lines().map(Values::printable).collect(java.util.stream.Collectors.joining("\n"));
    }
}
