package looplm.model.hub;

/**
 * A file as the hub lists it.
 *
 * @param name plain file name
 * @param size bytes
 * @param hash what its bytes add up to
 */
public record HubFile(String name, long size, FileHash hash) {

    /** Where its bytes gather: another version of the file gathers elsewhere. */
    String partName() {
        return name + "." + hash.hex().substring(0, 16) + ".part";
    }
}
