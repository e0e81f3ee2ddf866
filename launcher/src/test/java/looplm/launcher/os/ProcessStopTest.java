package looplm.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessStopTest {

    private static final int KILLED = 128 + 9;
    private static final int INTERRUPTED = 128 + 2;

    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void terminate_letsTheProcessFinish() throws Exception {
        ProcessIdentity identity = start("trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done");

        ProcessStop.terminate(identity, Duration.ofSeconds(60));

        assertThat(process.waitFor()).isEqualTo(5);
    }

    @Test
    void terminate_kills_whenTheProcessDoesNotListen() throws Exception {
        ProcessIdentity identity = start("trap '' TERM; echo up; while :; do sleep 0.05; done");

        ProcessStop.terminate(identity, Duration.ofMillis(100));

        assertThat(process.waitFor()).isEqualTo(KILLED);
    }

    @Test
    void terminate_touchesNobody_whenTheIdentityIsAnothers() throws Exception {
        ProcessIdentity identity = start("echo up; while :; do sleep 0.05; done");

        ProcessStop.terminate(new ProcessIdentity(identity.pid(), "1@another-boot"), Duration.ofSeconds(1));
        ProcessStop.interrupt(new ProcessIdentity(identity.pid(), "1@another-boot"), Duration.ofSeconds(1));

        assertThat(identity.isAlive()).isTrue();
    }

    @Test
    void interrupt_sendsSigint() throws Exception {
        // whoever runs the tests in the background may have told their processes to ignore SIGINT
        process = new ProcessBuilder("env", "--default-signal=INT", "sleep", "60").start();
        await().until(() -> commandOf(process).endsWith("sleep"));
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();

        ProcessStop.interrupt(identity, Duration.ofSeconds(60));

        assertThat(process.waitFor()).isEqualTo(INTERRUPTED);
    }

    private static String commandOf(Process process) {
        return process.info().command().orElse("");
    }

    /** Starts a shell script and waits until it said that it is up. */
    private ProcessIdentity start(String script) throws Exception {
        process = new ProcessBuilder("bash", "-c", script).start();
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("up");
        return ProcessIdentity.of(process.pid()).orElseThrow();
    }
}
