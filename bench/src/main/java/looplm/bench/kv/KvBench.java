package looplm.bench.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import looplm.bench.kv.KvQuestions.Level;
import looplm.bench.kv.KvQuestions.Question;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.LoopLm;
import looplm.model.SerialDecoder;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;

/**
 * What keeping less of past tokens costs: every KV policy with the serial generator on looplm-nano's held-out questions,
 * greedily, and on long generations.
 */
public final class KvBench {

    private static final int MAX_ANSWER = 12;
    private static final int QUESTIONS_FOR_A_ROW = 5;
    private static final int QUESTIONS_OF_A_ROW = 24;

    private final LoopLm model;
    private final ExitPolicy exit;
    private final int longTokens;
    private final int rows;
    private final KvQuestions questions;
    private final List<int[]> fullDepthAnswers;
    private final List<int[]> fullDepthLong;

    /** Decode steps of the policy that is measured. */
    private long executedSteps;

    private long decodedTokens;

    /**
     * Runs FULL_DEPTH, which the others are compared with.
     *
     * @param exit the step tokens are read at
     * @param questionsPerLevel at most
     * @param longTokens tokens of a long generation
     * @throws IllegalArgumentException where the model has another vocabulary than looplm-nano
     */
    public KvBench(LoopLm model, ExitPolicy exit, int questionsPerLevel, int longTokens) {
        var tasks = new NanoTasks();
        int words = tasks.vocabulary().words().size();
        if (model.config().vocabSize() != words) {
            throw new IllegalArgumentException("vocab_size: " + model.config().vocabSize() + " (expected: " + words
                    + ", a model of looplm-nano's tasks)");
        }
        this.model = model;
        this.exit = exit;
        this.longTokens = longTokens;
        this.rows = Math.max(1, questionsPerLevel / QUESTIONS_FOR_A_ROW);
        this.questions = new KvQuestions(tasks, questionsPerLevel);
        this.fullDepthAnswers = answers(KvPolicy.FULL_DEPTH);
        this.fullDepthLong = questions.oneOfEach().stream().map(this::runOn).toList();
    }

    /** Questions that are asked one by one. */
    public int questions() {
        return fullDepthAnswers.size();
    }

    /** Measures every policy. */
    public List<KvResult> run(Consumer<KvPolicy> progress) {
        var results = new ArrayList<KvResult>();
        for (KvPolicy policy : KvPolicy.values()) {
            progress.accept(policy);
            results.add(run(policy));
        }
        return results;
    }

    private KvResult run(KvPolicy policy) {
        executedSteps = 0;
        decodedTokens = 0;
        List<int[]> answers = answers(policy);
        long equal = IntStream.range(0, answers.size())
                .filter(i -> Arrays.equals(answers.get(i), fullDepthAnswers.get(i)))
                .count();
        double meanSteps = (double) executedSteps / decodedTokens;
        return new KvResult(
                policy,
                KvResult.promptBytes(model.config(), policy),
                KvResult.generatedBytes(model.config(), policy),
                accuracy(answers),
                (double) equal / answers.size(),
                rowAccuracy(policy),
                longAgreement(policy),
                meanSteps);
    }

    /** Every answer, level by level. */
    private List<int[]> answers(KvPolicy policy) {
        var generator = new SerialGenerator(model);
        var request =
                new GenerationRequest(exit, policy, SamplingParams.GREEDY, MAX_ANSWER, Set.of(NanoVocabulary.EOS));
        var answers = new ArrayList<int[]>();
        for (Level level : questions.levels()) {
            for (Question question : level.questions()) {
                Generation answer = generator.generate(question.prompt(), request, (token, logits) -> {});
                executedSteps += answer.executedSteps();
                decodedTokens += answer.tokens().size() - 1;
                answers.add(answer.ids());
            }
        }
        return answers;
    }

    /** By task, each level counting once. */
    private Map<String, Double> accuracy(List<int[]> answers) {
        var byTask = new LinkedHashMap<String, List<Double>>();
        int at = 0;
        for (Level level : questions.levels()) {
            int right = 0;
            for (Question question : level.questions()) {
                right += Arrays.equals(answers.get(at++), question.answer()) ? 1 : 0;
            }
            byTask.computeIfAbsent(level.task(), task -> new ArrayList<>())
                    .add((double) right / level.questions().size());
        }
        var accuracy = new LinkedHashMap<String, Double>();
        byTask.forEach((task, levels) -> accuracy.put(
                task, levels.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
        return accuracy;
    }

    /** Questions one after another in one sequence; only the first prompt is prefilled. */
    private double rowAccuracy(KvPolicy policy) {
        int right = 0;
        int asked = 0;
        for (List<Question> row : questions.rows(rows, QUESTIONS_OF_A_ROW)) {
            try (KvCache cache = model.newCache(
                    model.config().recurrentSteps(), model.config().contextLength())) {
                var decoder = new SerialDecoder(model, cache, exit, policy);
                for (Question question : row) {
                    if (decoder.position() + question.prompt().length + MAX_ANSWER > cache.positions()) {
                        break;
                    }
                    asked++;
                    right += answersRight(decoder, question) ? 1 : 0;
                }
            }
        }
        return (double) right / asked;
    }

    private boolean answersRight(SerialDecoder decoder, Question question) {
        SerialDecoder.Reading reading = feed(decoder, question.prompt());
        var answer = new ArrayList<Integer>();
        do {
            int id = Sampler.argmax(model.logits(reading.state()));
            answer.add(id);
            reading = decoder.next(id);
        } while (answer.getLast() != NanoVocabulary.EOS && answer.size() < MAX_ANSWER);
        return Arrays.equals(answer.stream().mapToInt(Integer::intValue).toArray(), question.answer());
    }

    private static SerialDecoder.Reading feed(SerialDecoder decoder, int[] prompt) {
        if (decoder.position() == 0) {
            return decoder.start(prompt);
        }
        SerialDecoder.Reading reading = decoder.next(prompt[0]);
        for (int i = 1; i < prompt.length; i++) {
            reading = decoder.next(prompt[i]);
        }
        return reading;
    }

    /** What FULL_DEPTH generates when no end token stops it. */
    private int[] runOn(Question question) {
        var request = new GenerationRequest(exit, KvPolicy.FULL_DEPTH, SamplingParams.GREEDY, longTokens, Set.of());
        return new SerialGenerator(model)
                .generate(question.prompt(), request, (token, logits) -> {})
                .ids();
    }

    private double longAgreement(KvPolicy policy) {
        long equal = 0;
        long compared = 0;
        List<Question> prompts = questions.oneOfEach();
        for (int i = 0; i < prompts.size(); i++) {
            int[] prompt = prompts.get(i).prompt();
            int[] expected = fullDepthLong.get(i);
            try (KvCache cache = model.newCache(model.config().recurrentSteps(), prompt.length + expected.length)) {
                var decoder = new SerialDecoder(model, cache, exit, policy);
                decoder.start(prompt);
                for (int t = 1; t < expected.length; t++) {
                    SerialDecoder.Reading reading = decoder.next(expected[t - 1]);
                    equal += Sampler.argmax(model.logits(reading.state())) == expected[t] ? 1 : 0;
                    compared++;
                }
            }
        }
        return (double) equal / compared;
    }
}
