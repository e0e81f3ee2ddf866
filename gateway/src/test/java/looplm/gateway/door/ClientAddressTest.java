package looplm.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientAddressTest {

    private final ClientAddress behindProxies =
            new ClientAddress(List.of(AddressBlock.of("10.0.0.0/8"), AddressBlock.of("fd00::/8")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # peer    | X-Forwarded-For                 | Forwarded                          | client
            192.0.2.7 | 203.0.113.9                     | for=203.0.113.9                    | 192.0.2.7
            10.1.1.1  | -                               | -                                  | 10.1.1.1
            10.1.1.1  | 203.0.113.9                     | -                                  | 203.0.113.9
            10.1.1.1  | 198.51.100.1, 203.0.113.9       | -                                  | 203.0.113.9
            10.1.1.1  | 203.0.113.9, 10.2.2.2           | -                                  | 203.0.113.9
            10.1.1.1  | 10.3.3.3, 10.2.2.2              | -                                  | 10.3.3.3
            10.1.1.1  | 203.0.113.9, nonsense, 10.2.2.2 | -                                  | 10.2.2.2
            10.1.1.1  | 203.0.113.9:4711                | -                                  | 203.0.113.9
            fd00::1   | 2001:db8::5                     | -                                  | 2001:db8::5
            10.1.1.1  | -                               | for=192.0.2.60;proto=https;by=x    | 192.0.2.60
            10.1.1.1  | -                               | For="[2001:db8::5]:80", for=10.9.9.9 | 2001:db8::5
            10.1.1.1  | -                               | for=unknown                        | 10.1.1.1
            10.1.1.1  | 203.0.113.9                     | for=198.51.100.1                   | 10.1.1.1
            10.1.1.1  | 203.0.113.9                     | for=203.0.113.9                    | 203.0.113.9
            """)
    void client_isTheNearestAddressThatIsNoTrustedProxy(
            String peer, String forwardedFor, String forwarded, String client) {
        var request = request(peer);
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        if (forwarded != null) {
            request.header("Forwarded", forwarded);
        }

        assertThat(behindProxies.of(request.build())).isEqualTo(InetAddress.ofLiteral(client));
    }

    @Test
    void linesOfTheHeader_countInOrder() {
        var request = request("10.1.1.1").header("X-Forwarded-For", "198.51.100.1", "203.0.113.9");

        assertThat(behindProxies.of(request.build())).isEqualTo(InetAddress.ofLiteral("203.0.113.9"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            10.1.1.1,  https, -,               true
            10.1.1.1,  http,  -,               false
            10.1.1.1,  -,     for=x;proto=https, true
            192.0.2.7, https, proto=https,     false
            """)
    void scheme_isBelieved_whenATrustedProxyTellsIt(String peer, String proto, String forwarded, boolean secure) {
        var request = request(peer);
        if (proto != null) {
            request.header("X-Forwarded-Proto", proto);
        }
        if (forwarded != null) {
            request.header("Forwarded", forwarded);
        }

        assertThat(behindProxies.isSecure(request.build())).isEqualTo(secure);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.1, 192.0.2.1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:192.0.2.1, 192.0.2.1, true"
    })
    void block_holdsItsAddresses(String cidr, String address, boolean holds) {
        assertThat(AddressBlock.of(cidr).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "localhost", "", "fd00::/129"})
    void block_isRefused_whenItIsNoCidr(String cidr) {
        assertThatThrownBy(() -> AddressBlock.of(cidr))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(cidr + " (expected: a CIDR such as 10.0.0.0/8, or an address)");
    }

    private static MockServerHttpRequest.BaseBuilder<?> request(String peer) {
        return MockServerHttpRequest.get("/").remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(peer), 5000));
    }
}
