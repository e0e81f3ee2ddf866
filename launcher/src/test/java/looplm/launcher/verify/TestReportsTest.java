package looplm.launcher.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path root;

    @Test
    void countSince_addsUpAllModulesAndBothKinds() throws Exception {
        report("gateway/target/surefire-reports/TEST-a.xml", 10, 1, 2, 3, BEGIN);
        report("gateway/target/failsafe-reports/TEST-b.xml", 5, 0, 0, 0, BEGIN.plusSeconds(1));
        report("wire/target/surefire-reports/TEST-c.xml", 1, 0, 0, 1, BEGIN.plusSeconds(2));
        Files.writeString(root.resolve("wire/target/surefire-reports/c.txt"), "Tests run: 99");

        assertThat(new TestReports(root).countSince(BEGIN)).isEqualTo(new TestReports.Count(9, 3, 4));
    }

    @Test
    void countSince_ignoresReportsOfAnEarlierRun() throws Exception {
        report("gateway/target/surefire-reports/TEST-a.xml", 10, 0, 0, 0, BEGIN.minusSeconds(1));

        assertThat(new TestReports(root).countSince(BEGIN)).isEqualTo(TestReports.Count.NONE);
    }

    @Test
    void countSince_fails_whenAReportIsCutOff() throws Exception {
        Path report = report("gateway/target/surefire-reports/TEST-a.xml", 1, 0, 0, 0, BEGIN);
        Files.writeString(report, "<testsu");

        assertThatThrownBy(() -> new TestReports(root).countSince(BEGIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TEST-a.xml: not a test report");
    }

    private Path report(String path, int tests, int failures, int errors, int skipped, Instant time)
            throws IOException {
        Path report = root.resolve(path);
        Files.createDirectories(report.getParent());
        Files.writeString(root.resolve(path.substring(0, path.indexOf('/'))).resolve("pom.xml"), "<project/>");
        Files.writeString(report, """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="a" time="0.1" tests="%d" errors="%d" skipped="%d" failures="%d">
                  <testcase name="b"><failure>expected &lt;1&gt;</failure></testcase>
                </testsuite>
                """.formatted(tests, errors, skipped, failures));
        Files.setLastModifiedTime(report, FileTime.from(time));
        return report;
    }
}
