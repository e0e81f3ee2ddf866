package looplm.inference.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.io.File;
import java.time.Duration;
import looplm.edge.servlet.HttpSettings;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.DtypeChoice;
import looplm.model.kernel.MatrixForm;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything an operator can set. Files are {@link File}s because Spring reads a relative {@code Path} as a resource of
 * the web application.
 *
 * @param modelDir Hugging Face directory of the model
 * @param modelName what requests call it; missing: the directory's name
 * @param serviceTokenFile file that holds the secret shared with this service's callers
 * @param rows tokens in flight together; missing: what this machine measures, 4, 8 or 16
 * @param prefillChunk prompt tokens of one call of the model: others wait no longer than for one. Also the grid on which
 *     prompts share their beginnings
 * @param keepPrefixes whether beginnings of prompts are kept for later prompts of the same account
 * @param reservedRows rows that only safety assessments may take, fewer than {@code rows}; 0 while nothing
 *     assesses by the model
 * @param kvMemory bytes for keys and values; missing: what all rows need at full context, at most half of the machine's
 *     memory
 * @param shareAnswers whether a token of an answer keeps one plane in place of all: less memory, other answers
 * @param kvBlock positions in which this memory is counted
 * @param maxSteps the most recurrent steps a request may ask for, up to twice the trained; missing: the trained
 * @param dtype what weight matrices are held in; auto: the fastest here that keeps the model's measured accuracy
 * @param kernel the one form of the matrices to use; missing: the fastest of the dtype's on this machine
 * @param device where the model is computed
 * @param nativeThreads threads of libtorch
 * @param queueLength requests that may wait for a row
 * @param queueTokens prompt tokens that may wait for a row
 * @param scoringQueue scoring tasks that may wait
 * @param waitLimit time a request may wait for a row
 * @param answerLimit time a request may take, waiting included
 * @param retryAfter what a refused client is told to wait
 * @param maxBody bytes of a request's body
 * @param http what the server puts up with
 * @param probePort where {@code /actuator/**} is served, too
 * @param stopTexts stop texts of a request
 * @param stopLength characters of a stop text
 * @param answers answers to one prompt, n
 * @param countsKept how long the final count of an attempt is kept
 * @param countsKeptAtMost final counts that are kept
 * @param accountsAtMost accounts whose billed steps are counted apart
 * @param keepAlive silence after which a stream gets a comment
 * @param drainLimit time for running requests to end when the service stops
 * @param stallLimit time without a tick after which the service counts as dead; longer than one prefill call
 */
@Validated
@ConfigurationProperties(value = "looplm.inference", ignoreUnknownFields = false)
public record InferenceProperties(
        @NotNull File modelDir,
        @Nullable String modelName,
        @NotNull File serviceTokenFile,
        @Nullable @Min(1) @Max(1024) Integer rows,
        @DefaultValue("64") @Min(1) @Max(1 << 20) int prefillChunk,
        @DefaultValue("true") boolean keepPrefixes,
        @DefaultValue("0") @Min(0) @Max(1023) int reservedRows,
        @Nullable DataSize kvMemory,
        @DefaultValue("false") boolean shareAnswers,
        @DefaultValue("16") @Min(1) @Max(4096) int kvBlock,
        @Nullable @Min(1) Integer maxSteps,
        @DefaultValue("auto") DtypeChoice dtype,
        @Nullable MatrixForm kernel,
        @DefaultValue("cpu") ComputeDevice device,
        @DefaultValue("1") @Min(1) @Max(1024) int nativeThreads,
        @DefaultValue("64") @Min(1) @Max(100_000) int queueLength,
        @DefaultValue("1000000") @Min(1) long queueTokens,
        @DefaultValue("16") @Min(1) @Max(10_000) int scoringQueue,
        @DefaultValue("60s") Duration waitLimit,
        @DefaultValue("30m") Duration answerLimit,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("2MB") DataSize maxBody,
        @DefaultValue HttpSettings http,
        @Nullable @Min(1) @Max(65_535) Integer probePort,
        @DefaultValue("4") @Min(0) @Max(64) int stopTexts,
        @DefaultValue("256") @Min(1) @Max(4096) int stopLength,
        @DefaultValue("8") @Min(1) @Max(128) int answers,
        @DefaultValue("10m") Duration countsKept,
        @DefaultValue("20000") @Min(1) @Max(10_000_000) int countsKeptAtMost,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int accountsAtMost,
        @DefaultValue("15s") Duration keepAlive,
        @DefaultValue("30s") Duration drainLimit,
        @DefaultValue("60s") Duration stallLimit) {

    public InferenceProperties {
        requirePositive("retry-after", retryAfter);
        requirePositive("wait-limit", waitLimit);
        requirePositive("answer-limit", answerLimit);
        requirePositive("counts-kept", countsKept);
        requirePositive("keep-alive", keepAlive);
        requirePositive("drain-limit", drainLimit);
        requirePositive("stall-limit", stallLimit);
        if (rows != null && reservedRows >= rows) {
            throw new IllegalArgumentException(
                    "reserved-rows: " + reservedRows + " (expected: fewer than the " + rows + " rows)");
        }
        if (kvMemory != null && kvMemory.toBytes() < 1) {
            throw new IllegalArgumentException("kv-memory: " + kvMemory + " (expected: at least 1 byte)");
        }
        if (maxBody.toBytes() < 1) {
            throw new IllegalArgumentException("max-body: " + maxBody + " (expected: at least 1 byte)");
        }
    }

    private static void requirePositive(String key, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(key + ": " + duration + " (expected: above 0)");
        }
    }
}
