package looplm.launcher.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether this machine has a GPU that CUDA can use. */
final class Cuda {

    private Cuda() {}

    static boolean isThere() throws InterruptedException {
        try {
            Process list = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectErrorStream(true)
                    .start();
            String devices = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return list.waitFor() == 0 && devices.contains("GPU ");
        } catch (IOException noDriver) {
            return false;
        }
    }
}
