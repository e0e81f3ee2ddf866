package looplm.model.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one file into its part file, however often the connection drops, until it is there and adds up.
 *
 * <p>It goes on where it stopped ({@code Range}), only if the server still has the same bytes ({@code If-Range}); where it
 * has others, or knows no ranges, it begins anew.
 */
final class Download {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/[0-9*]{1,18}");
    private static final int BUFFER = 1 << 16;

    /** Attempts in a row that bring no byte. */
    private static final int FRUITLESS = 5;

    private final HubClient client;
    private final PullListener listener;
    private final Duration stallLimit;

    Download(HubClient client, PullListener listener, Duration stallLimit) {
        this.client = client;
        this.listener = listener;
        this.stallLimit = stallLimit;
    }

    /**
     * Completes {@code part}.
     *
     * @throws HubException where the bytes are not those the listing promised
     */
    void fetch(HubFile file, URI uri, PartFile part) throws IOException {
        if (part.length() > file.size()) {
            part.restart(Optional.empty());
        }
        boolean resumed = part.length() > 0;
        listener.begin(file, part.length());
        complete(file, uri, part);
        String actual = file.hash().of(part.file());
        if (!actual.equals(file.hash().hex()) && resumed) {
            // The bytes of an earlier run may be of another upload.
            listener.retry(file.name() + ": the resumed bytes do not add up", Duration.ZERO);
            part.restart(Optional.empty());
            complete(file, uri, part);
            actual = file.hash().of(part.file());
        }
        if (!actual.equals(file.hash().hex())) {
            part.restart(Optional.empty());
            throw new HubException(file.name() + ": " + file.hash().algorithm() + ": " + actual + " (expected: "
                    + file.hash().hex() + ")");
        }
        part.force();
    }

    private void complete(HubFile file, URI uri, PartFile part) throws IOException {
        int fruitless = 0;
        while (part.length() < file.size()) {
            long before = part.length();
            String reason = attempt(file, uri, part);
            if (part.length() < file.size()) {
                fruitless = part.length() > before ? 0 : fruitless + 1;
                if (fruitless == FRUITLESS) {
                    throw new HubException(file.name() + ": " + reason + " (given up after " + FRUITLESS
                            + " attempts; run the command again to go on)");
                }
                client.pause(file.name() + ": " + reason, Duration.ofSeconds(1L << fruitless));
            }
        }
    }

    /** Returns why it ended, where it ended too early. */
    private String attempt(HubFile file, URI uri, PartFile part) throws IOException {
        try (HubResponse response = client.get(uri, range(part))) {
            if (!isNext(response, part)) {
                part.restart(Optional.empty());
                return "the file has changed";
            }
            if (response.status() == 200) {
                requireSize(file, response);
                part.restart(response.strongEtag());
            }
            return copy(file, response, part);
        }
    }

    private static Map<String, String> range(PartFile part) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        if (part.length() > 0) {
            headers.put("Range", "bytes=" + part.length() + "-");
            part.etag().ifPresent(etag -> headers.put("If-Range", etag));
        }
        return headers;
    }

    /** Whether the body goes on where the part ends, or is the whole file. */
    private static boolean isNext(HubResponse response, PartFile part) throws IOException {
        if (response.status() == 200) {
            return true;
        }
        Matcher range = CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
        boolean sameBytes = part.etag().isEmpty()
                || response.strongEtag().isEmpty()
                || part.etag().equals(response.strongEtag());
        return response.status() == 206
                && range.matches()
                && Long.parseLong(range.group(1)) == part.length()
                && sameBytes;
    }

    private static void requireSize(HubFile file, HubResponse response) {
        String length = response.header("Content-Length").orElse(Long.toString(file.size()));
        if (!length.equals(Long.toString(file.size()))) {
            throw new HubException(
                    file.name() + ": " + length + " bytes (expected: " + file.size() + ", as the hub lists it)");
        }
    }

    /** A failure to read is the connection's and worth another attempt; one to write is the disk's and is thrown. */
    private String copy(HubFile file, HubResponse response, PartFile part) throws IOException {
        var buffer = new byte[BUFFER];
        try (var watch = new StallWatch(response.body(), stallLimit)) {
            while (part.length() < file.size()) {
                int read;
                try {
                    read = response.body().read(buffer, 0, (int) Math.min(BUFFER, file.size() - part.length()));
                } catch (IOException e) {
                    return "connection lost: " + e.getMessage();
                }
                if (read < 0) {
                    return "ended after " + part.length() + " of " + file.size() + " bytes";
                }
                watch.alive();
                part.append(buffer, read);
                listener.progress(file, part.length());
            }
        }
        return "complete";
    }

    /** Whether a file of the directory is already what the listing promises. */
    static boolean isPresent(HubFile file, Path path) throws IOException {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == file.size()
                && file.hash().of(path).equals(file.hash().hex());
    }
}
