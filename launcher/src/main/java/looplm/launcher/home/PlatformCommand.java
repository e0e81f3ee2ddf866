package looplm.launcher.home;

import java.util.concurrent.Callable;
import looplm.launcher.terminal.Output;
import picocli.CommandLine.Mixin;

/** A command about one platform: {@code --data} says about which. Returns its exit code. */
public abstract class PlatformCommand implements Callable<Integer> {

    @Mixin
    protected DataOption data;

    @Mixin
    protected Output output;
}
