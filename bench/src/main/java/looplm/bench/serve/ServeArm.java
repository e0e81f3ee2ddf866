package looplm.bench.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.trainer.task.TaskItem;
import tools.jackson.databind.JsonNode;

/**
 * The same questions asked by several clients, each waiting for its answer before the next.
 *
 * @param effort {@code reasoning_effort} of every request
 * @param clients that ask at once
 * @param tokens of every answer, its end ignored; 0 lets answers end
 */
record ServeArm(String effort, int clients, int tokens) {

    /** More than any right answer has. */
    private static final int MAX_TOKENS = 16;

    /**
     * What came of it.
     *
     * @param right answers that are right, word for word
     * @param tokens completion tokens
     * @param decoded those that came from a tick
     * @param executedSteps recurrent steps of ticks
     * @param exitSteps sum of exit steps of all completion tokens, the first ones included
     * @param milliseconds of each answer
     */
    record Result(
            int answers,
            int right,
            long tokens,
            long decoded,
            @JsonProperty("executed_steps") long executedSteps,
            @JsonProperty("exit_steps") long exitSteps,
            long nanos,
            List<Double> milliseconds) {

        static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0, List.of());

        Result {
            milliseconds = List.copyOf(milliseconds);
        }

        /** As if one had run after the other. */
        Result then(Result other) {
            return plus(other, nanos + other.nanos);
        }

        private Result beside(Result other) {
            return plus(other, Math.max(nanos, other.nanos));
        }

        private Result plus(Result other, long duration) {
            var all = new ArrayList<>(milliseconds);
            all.addAll(other.milliseconds);
            return new Result(
                    answers + other.answers,
                    right + other.right,
                    tokens + other.tokens,
                    decoded + other.decoded,
                    executedSteps + other.executedSteps,
                    exitSteps + other.exitSteps,
                    duration,
                    all);
        }

        private Result lasting(long duration) {
            return new Result(answers, right, tokens, decoded, executedSteps, exitSteps, duration, milliseconds);
        }

        double tokensPerSecond() {
            return tokens * 1e9 / nanos;
        }
    }

    Result run(LocalService service, List<TaskItem> items) throws InterruptedException {
        var next = new AtomicInteger();
        long begun = System.nanoTime();
        var running = new ArrayList<Future<Result>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Result> client = () -> {
                Result sum = Result.NONE;
                for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                    sum = sum.beside(ask(service, items.get(i)));
                }
                return sum;
            };
            for (int i = 0; i < clients; i++) {
                running.add(executor.submit(client));
            }
        }
        Result all = Result.NONE;
        for (Future<Result> one : running) {
            try {
                all = all.beside(one.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed: " + e.getCause(), e.getCause());
            }
        }
        return all.lasting(System.nanoTime() - begun);
    }

    private Result ask(LocalService service, TaskItem item) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        JsonNode answer = service.chat(body(item));
        double milliseconds = (System.nanoTime() - begun) / 1e6;
        String text = answer.at("/choices/0/message/content").asString("");
        JsonNode usage = answer.path("usage");
        JsonNode loop = usage.path("loop");
        long tokens = usage.path("completion_tokens").longValue();
        long exits = 0;
        for (Map.Entry<String, JsonNode> exit :
                loop.path("exit_steps_histogram").properties()) {
            exits += Long.parseLong(exit.getKey()) * exit.getValue().longValue();
        }
        return new Result(
                1,
                text.strip().equals(item.answerText()) ? 1 : 0,
                tokens,
                Math.max(0, tokens - 1),
                loop.path("executed_steps").longValue(),
                exits,
                0,
                List.of(milliseconds));
    }

    private Map<String, Object> body(TaskItem item) {
        var body = new LinkedHashMap<String, Object>();
        body.put("model", "bench");
        body.put("messages", List.of(Map.of("role", "user", "content", item.promptText())));
        body.put("temperature", 0);
        body.put("max_tokens", tokens == 0 ? MAX_TOKENS : tokens);
        body.put("ignore_eos", tokens > 0);
        body.put("reasoning_effort", effort);
        return body;
    }
}
