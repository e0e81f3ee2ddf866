package looplm.launcher.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What Surefire and Failsafe wrote about the tests of all modules. */
record TestReports(Path root) {

    private static final List<String> FOLDERS = List.of("surefire-reports", "failsafe-reports");

    /** @param failed assertions and errors */
    record Count(int passed, int failed, int skipped) {

        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }

    /** Counts the tests in reports that were written after {@code begin}; older ones tell of an earlier run. */
    Count countSince(Instant begin) throws IOException {
        Count sum = Count.NONE;
        for (String folder : FOLDERS) {
            for (Path directory : Modules.outputs(root, folder)) {
                sum = sum.plus(count(directory, begin));
            }
        }
        return sum;
    }

    private static Count count(Path directory, Instant begin) throws IOException {
        Count sum = Count.NONE;
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, "TEST-*.xml")) {
            for (Path report : reports) {
                if (!Files.getLastModifiedTime(report).toInstant().isBefore(begin)) {
                    sum = sum.plus(read(report));
                }
            }
        }
        return sum;
    }

    private static Count read(Path report) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream input = Files.newInputStream(report)) {
            XMLStreamReader suite = factory.createXMLStreamReader(input);
            suite.nextTag();
            int failed = number(suite, "failures") + number(suite, "errors");
            int skipped = number(suite, "skipped");
            return new Count(number(suite, "tests") - failed - skipped, failed, skipped);
        } catch (XMLStreamException | NumberFormatException e) {
            throw new IOException(report + ": not a test report", e);
        }
    }

    private static int number(XMLStreamReader suite, String attribute) {
        String value = suite.getAttributeValue(null, attribute);
        return value == null ? 0 : Integer.parseInt(value);
    }
}
