package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A safetensors file taken apart and put together again, right or wrong. */
record SafetensorsBytes(ObjectNode header, byte[] data) {

    static SafetensorsBytes of(byte[] file) {
        int length = Math.toIntExact(length(file));
        var header = (ObjectNode) JsonMapper.shared().readTree(file, Long.BYTES, length);
        return new SafetensorsBytes(header, Arrays.copyOfRange(file, Long.BYTES + length, file.length));
    }

    static boolean headerParses(byte[] file) {
        long length = file.length < Long.BYTES ? -1 : length(file);
        return length >= 0
                && length <= file.length - Long.BYTES
                && Mutant.parses(Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + (int) length));
    }

    List<String> tensors() {
        return header.propertyNames().stream()
                .filter(name -> !name.equals("__metadata__"))
                .toList();
    }

    ObjectNode tensor(String name) {
        return (ObjectNode) header.path(name);
    }

    long offset(String name, int index) {
        return tensor(name).path("data_offsets").path(index).longValue();
    }

    byte[] file() {
        return file(header.toString(), data);
    }

    static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(UTF_8);
        return file(json.length, json, data);
    }

    static byte[] file(long length, byte[] header, byte[] data) {
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .put(data)
                .array();
    }

    private static long length(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }
}
