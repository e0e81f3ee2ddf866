package looplm.launcher.platform;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.service.Drain;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.RunningPrograms;
import looplm.launcher.supervise.StopWait;

/** Tells how a supervisor's stop goes on: each program once, and from time to time which ones still take their time. */
final class StopProgress {

    private final RunningPrograms programs;
    private final Consumer<String> progress;
    private final StopWait wait;
    private final Set<String> told = new HashSet<>();

    StopProgress(DataDirectory data, Consumer<String> progress) {
        this.programs = new RunningPrograms(data);
        this.progress = progress;
        this.wait = new StopWait(Drain.all(data));
    }

    /** @param waited since the stop was begun */
    void look(Duration waited) {
        List<String> stopping = programs.lastState().stream()
                .flatMap(state -> state.programs().stream())
                .filter(program -> program.phase() == ProgramState.Phase.STOPPING)
                .map(ProgramState::name)
                .toList();
        List<String> begun = stopping.stream().filter(told::add).toList();
        if (!begun.isEmpty()) {
            progress.accept("stopping " + String.join(", ", begun));
        }
        wait.news(waited)
                .ifPresent(news -> progress.accept("waiting for what runs to end: "
                        + stopping.stream().collect(Collectors.joining(", ")) + ", " + news));
    }
}
