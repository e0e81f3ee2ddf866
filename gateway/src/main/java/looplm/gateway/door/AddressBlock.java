package looplm.gateway.door;

import java.net.InetAddress;

/**
 * A block of addresses, as {@code 10.0.0.0/8} or {@code fd00::/8} names it; an address alone is a block of one.
 *
 * @param network any address in it
 * @param bits how many leading bits they share
 */
public record AddressBlock(InetAddress network, int bits) {

    private static final String EXPECTED = " (expected: a CIDR such as 10.0.0.0/8, or an address)";

    public AddressBlock {
        if (bits < 0 || bits > network.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException(network.getHostAddress() + "/" + bits + EXPECTED);
        }
    }

    /**
     * Spring reads settings with it.
     *
     * @throws IllegalArgumentException if it is no CIDR; names are not looked up
     */
    public static AddressBlock of(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            var network = InetAddress.ofLiteral(slash < 0 ? cidr : cidr.substring(0, slash));
            int all = network.getAddress().length * Byte.SIZE;
            return new AddressBlock(network, slash < 0 ? all : Integer.parseInt(cidr.substring(slash + 1)));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(cidr + EXPECTED);
        }
    }

    /** IPv4 and IPv6 addresses are never in one block. */
    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        return own.length == other.length && sharedBits(own, other) >= bits;
    }

    private static int sharedBits(byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            int differing = (one[i] ^ other[i]) & 0xff;
            if (differing != 0) {
                return i * Byte.SIZE + Integer.numberOfLeadingZeros(differing) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return one.length * Byte.SIZE;
    }
}
