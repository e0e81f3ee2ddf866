package looplm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import looplm.model.checkpoint.CheckpointException;
import looplm.trainer.recipe.RecipeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is cut off and goes on is the run that was not cut off. */
class ResumeTest {

    @TempDir
    private Path directory;

    @Test
    void resume_endsInTheSameBytes_whenTheRunWasStopped() throws IOException {
        Path whole = directory.resolve("whole");
        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), whole)) {
            trainer.train(Optional.empty(), new StopSignal(), report -> {});
        }
        Path cut = directory.resolve("cut");
        int parts = 0;
        for (boolean complete = false; !complete; parts++) {
            try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), cut)) {
                if (parts > 0) {
                    trainer.resume();
                }
                complete = trainer.train(Optional.empty(), stopAfter(37, trainer), report -> {})
                        .complete();
            }
        }

        assertThat(parts).isGreaterThan(2);
        Path end = newest(whole);
        assertThat(newest(cut)).hasFileName(end.getFileName().toString());
        for (String name : new String[] {"model.safetensors", "optimizer.safetensors"}) {
            assertThat(Files.readAllBytes(newest(cut).resolve(name))).isEqualTo(Files.readAllBytes(end.resolve(name)));
        }
        assertThat(withoutTimes(cut)).isEqualTo(withoutTimes(whole));
    }

    @Test
    void resume_dropsLaterCurves_whenTheProcessWasKilledAfterACheckpoint() throws IOException {
        Path out = directory.resolve("out");
        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), out)) {
            trainer.train(Optional.empty(), stopAfter(60, trainer), report -> {});
        }
        Files.writeString(
                out.resolve("metrics.jsonl"),
                Files.readString(out.resolve("metrics.jsonl")) + "{\"update\":75}\n{\"update\":1");

        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), out)) {
            trainer.resume();

            assertThat(trainer.updates()).isEqualTo(60);
            assertThat(trainer.metrics().lines())
                    .extracting(line -> line.path("update").intValue())
                    .containsExactly(25, 50);
        }
    }

    @Test
    void resume_refuses_whenThereIsNoCheckpoint_orItIsOfAnotherRecipe() throws IOException {
        Path out = directory.resolve("out");
        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), out)) {
            assertThatThrownBy(trainer::resume)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--resume: no checkpoint (expected: one of this run)");
            trainer.train(Optional.empty(), stopAfter(1, trainer), report -> {});
        }
        try (var other = TinyRecipe.trainer(recipe("beta1: 0.9", "beta1: 0.8"), out)) {
            assertThatThrownBy(other::resume).hasMessageContaining("update-000000001 is of another recipe");
        }
        try (var gate = TinyRecipe.trainer(recipe("gamma: 0.05", "gamma: 0.5"), out)) {
            gate.resume();
            assertThat(gate.updates()).isEqualTo(1);
        }
    }

    @Test
    void resume_namesTheFile_whenACheckpointIsDamaged() throws IOException {
        Path out = directory.resolve("out");
        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), out)) {
            trainer.train(Optional.empty(), stopAfter(1, trainer), report -> {});
        }
        Files.writeString(newest(out).resolve("optimizer.safetensors"), "cut off");
        try (var trainer = TinyRecipe.trainer(recipe("tiny", "tiny"), out)) {
            assertThatThrownBy(trainer::resume)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("optimizer.safetensors");
        }
    }

    private RecipeFile recipe(String old, String replacement) throws IOException {
        return TinyRecipe.read(directory, old, replacement);
    }

    /** Asks to stop once so many more updates were made. */
    private static StopSignal stopAfter(int updates, Trainer trainer) {
        long until = trainer.updates() + updates;
        return new StopSignal(() -> trainer.updates() >= until);
    }

    private static Path newest(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out.resolve("checkpoints"))) {
            return files.sorted().toList().getLast();
        }
    }

    private static String withoutTimes(Path out) throws IOException {
        return Files.readString(out.resolve("metrics.jsonl")).replaceAll("\"wall_seconds\":[0-9.E-]+", "");
    }
}
