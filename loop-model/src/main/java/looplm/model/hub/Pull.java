package looplm.model.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import looplm.model.checkpoint.LoopLmConfig;

/**
 * Fetches a version of a repository into a model directory: lists it once, fetches what is missing, verifies every byte and
 * publishes all files together. Ended at any time, the next run goes on.
 */
public final class Pull {

    private static final int MAX_LISTING_BYTES = 16 << 20;
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final HubEndpoint endpoint;
    private final Optional<String> token;
    private final long maxWeightBytes;
    private final PullListener listener;
    private final Pause pause;
    private final Duration stallLimit;

    /**
     * A pull from one hub.
     *
     * @param token shown to the endpoint alone
     * @param maxWeightBytes size of one weight file at most
     */
    public Pull(HubEndpoint endpoint, Optional<String> token, long maxWeightBytes, PullListener listener) {
        this(endpoint, token, maxWeightBytes, listener, Pause.real(), STALL_LIMIT);
    }

    Pull(
            HubEndpoint endpoint,
            Optional<String> token,
            long maxWeightBytes,
            PullListener listener,
            Pause pause,
            Duration stallLimit) {
        if (token.isPresent() && endpoint.isExposed()) {
            throw new IllegalArgumentException(
                    "--endpoint: " + endpoint.base() + " (expected: https, where a token is sent)");
        }
        this.endpoint = endpoint;
        this.token = token;
        this.maxWeightBytes = maxWeightBytes;
        this.listener = listener;
        this.pause = pause;
        this.stallLimit = stallLimit;
    }

    /**
     * Runs it.
     *
     * @throws HubException where the hub refuses or sends something else than it listed
     * @throws looplm.model.checkpoint.CheckpointException where the listing, or {@code config.json}, is no LoopLM's
     * @throws IllegalArgumentException where the directory holds something else
     */
    public PullResult run(HubRepository repository, Path out) throws IOException {
        try (var client = new HubClient(endpoint, token, pause, listener, InstantSource.system());
                var directory = PullDirectory.open(out, repository)) {
            HubListing listing = list(client, repository);
            Set<HubFile> missing = missing(listing, directory);
            directory.requireSpace(bytesToCome(missing, directory));
            Map<HubFile, Long> fetched = fetch(client, repository, listing, missing, directory);
            directory.publish(repository, listing, missing);
            var entries = new ArrayList<PullResult.Entry>();
            listing.files().forEach(file -> entries.add(new PullResult.Entry(file, fetched.getOrDefault(file, 0L))));
            return new PullResult(out, listing.commit(), entries);
        }
    }

    private HubListing list(HubClient client, HubRepository repository) throws IOException {
        try (HubResponse response = client.get(endpoint.listing(repository), Map.of())) {
            return HubListing.parse(repository, HubClient.body(response, MAX_LISTING_BYTES), maxWeightBytes);
        }
    }

    private static Set<HubFile> missing(HubListing listing, PullDirectory directory) throws IOException {
        var missing = new LinkedHashSet<HubFile>();
        for (HubFile file : listing.files()) {
            if (!Download.isPresent(file, directory.file(file))) {
                missing.add(file);
            }
        }
        return missing;
    }

    private static long bytesToCome(Set<HubFile> missing, PullDirectory directory) throws IOException {
        long bytes = 0;
        for (HubFile file : missing) {
            bytes = Math.addExact(bytes, file.size() - directory.present(file));
        }
        return bytes;
    }

    private Map<HubFile, Long> fetch(
            HubClient client,
            HubRepository repository,
            HubListing listing,
            Set<HubFile> missing,
            PullDirectory directory)
            throws IOException {
        var download = new Download(client, listener, stallLimit);
        var fetched = new HashMap<HubFile, Long>();
        for (HubFile file : missing) {
            long before = directory.present(file);
            try (PartFile part = directory.part(file)) {
                download.fetch(file, endpoint.file(repository, listing.commit(), file.name()), part);
                if (file.name().equals(LoopLmConfig.FILE)) {
                    requireLoopLm(repository, part);
                }
            }
            fetched.put(file, file.size() - before);
        }
        return fetched;
    }

    /** Before gigabytes of weights that nothing here could run. */
    private static void requireLoopLm(HubRepository repository, PartFile part) throws IOException {
        LoopLmConfig.parse(Path.of(repository.toString(), LoopLmConfig.FILE), Files.readAllBytes(part.file()));
    }
}
