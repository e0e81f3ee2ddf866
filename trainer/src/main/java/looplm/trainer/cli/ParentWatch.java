package looplm.trainer.cli;

/**
 * Tells when the program that started this one is gone. The launcher waits for its child and passes signals on; one that
 * is killed outright can do neither, and nobody would know of the training that goes on.
 */
final class ParentWatch {

    private ParentWatch() {}

    /**
     * Calls back when the parent ends, if it is a Java program as the launcher is. A shell may well leave a training
     * behind.
     */
    static void onEnd(Runnable ended) {
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.info().command().orElse("").endsWith("/java"))
                .ifPresent(parent -> Thread.ofVirtual().name("parent-watch").start(() -> {
                    parent.onExit().join();
                    ended.run();
                }));
    }
}
