package looplm.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ChartTest {

    private static final List<String> SERVICES = List.of("gateway", "inference", "safety", "eval");

    private final Helm chart = new Helm(Path.of("looplm"));

    @Test
    void chart_lintsStrictly() {
        var result = chart.lint().strict().quiet().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void template_rendersEveryService() {
        var objects = render(template());

        assertThat(names(objects, "Deployment"))
                .containsExactly(
                        "prod-looplm-eval", "prod-looplm-gateway", "prod-looplm-inference", "prod-looplm-safety");
        assertThat(names(objects, "Service")).hasSize(4);
        assertThat(names(objects, "ConfigMap")).hasSize(4);
        assertThat(names(objects, "NetworkPolicy"))
                .as("every service but the public door")
                .containsExactly("prod-looplm-eval", "prod-looplm-inference", "prod-looplm-safety");
        assertThat(names(objects, "PodDisruptionBudget"))
                .as("only where a pod can be spared")
                .containsExactly("prod-looplm-gateway", "prod-looplm-safety");
    }

    @Test
    void configuration_namesTheOtherServices() {
        var objects = render(template());

        assertThat(properties(objects, "gateway"))
                .containsEntry("inference-url", "http://prod-looplm-inference:8081")
                .containsEntry("safety-url", "http://prod-looplm-safety:8082")
                .containsEntry("eval-url", "http://prod-looplm-eval:8083")
                .containsEntry("fail-mode", "CLOSED")
                .containsEntry("audit", Map.of("spill-file", "/tmp/gateway-unwritten.jsonl"));
        assertThat(properties(objects, "eval")).containsEntry("inference-url", "http://prod-looplm-inference:8081");
        assertThat(properties(objects, "inference")).containsEntry("model-dir", "/var/lib/looplm/model");
    }

    /** Whoever starts a service by hand opens no port to the network; in a pod the kubelet and the others must reach it. */
    @Test
    void services_listenOnLoopbackByDefault_andToTheirPodInTheChart() throws IOException {
        for (String folder : List.of("gateway", "inference-service", "safety-service", "eval-service")) {
            Path defaults = Path.of("..", folder, "src/main/resources/application.yaml");
            Map<?, ?> settings = new Yaml().load(Files.readString(defaults));
            assertThat(map(settings, "server").get("address")).as(folder).isEqualTo("127.0.0.1");
            assertThat(settings.toString()).as("one address, actuator's too").doesNotContain("management.server");
        }
        assertThat(template().call().split("address: 0.0.0.0", -1)).hasSize(SERVICES.size() + 1);
    }

    @Test
    void operatorsProperties_winOverTheCharts() {
        var objects = render(template()
                .set("gateway.properties.fail-mode", "DEEPEN")
                .set("gateway.properties.eval-url", "http://elsewhere:1"));

        assertThat(properties(objects, "gateway"))
                .containsEntry("fail-mode", "DEEPEN")
                .containsEntry("eval-url", "http://elsewhere:1");
    }

    @Test
    void secrets_areFilesOnly() {
        String rendered = template().set("console.user", "admin").call();

        assertThat(rendered).doesNotContain("secretKeyRef", "kind: Secret\n");
        for (String service : SERVICES) {
            assertThat(properties(render(rendered), service))
                    .containsEntry("service-token-file", "/etc/looplm/service-token/service-token");
        }
    }

    @Test
    void databases_areMigratedByTheirOwners() {
        String rendered = template().call();

        for (String service : List.of("gateway", "safety", "eval")) {
            assertThat(rendered)
                    .contains(
                            "username: looplm_" + service + "\n",
                            "user: looplm_" + service + "_owner\n",
                            "{ key: " + service + ", path: spring.datasource.password }",
                            "{ key: " + service + "-owner, path: spring.flyway.password }");
        }
    }

    @Test
    void probes_askAPortThatClientsDoNotCrowd() {
        var objects = render(template());

        for (int i = 0; i < SERVICES.size(); i++) {
            assertThat(properties(objects, SERVICES.get(i))).containsEntry("probe-port", 9080 + i);
        }
        for (var deployment : ofKind(objects, "Deployment")) {
            var pod = map(map(map(deployment, "spec"), "template"), "spec");
            var container = Objects.requireNonNull((Map<?, ?>) ((List<?>) pod.get("containers")).getFirst());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(map(map(container, probe), "httpGet").get("port"))
                        .as(probe)
                        .isEqualTo("probes");
            }
        }
    }

    @Test
    void pods_runUnprivileged() {
        var objects = render(template());

        for (var deployment : ofKind(objects, "Deployment")) {
            var pod = map(map(map(deployment, "spec"), "template"), "spec");
            var container = Objects.requireNonNull((Map<?, ?>) ((List<?>) pod.get("containers")).getFirst());
            assertThat(map(pod, "securityContext").get("runAsNonRoot")).isEqualTo(true);
            assertThat(map(container, "securityContext").get("readOnlyRootFilesystem"))
                    .isEqualTo(true);
            assertThat(container.get("startupProbe")).isNotNull();
        }
    }

    @Test
    void values_areRefused_whenTheSchemaForbidsThem() {
        assertThatThrownBy(() -> template().set("gateway.replicas", 0).call()).hasMessageContaining("replicas");
        assertThatThrownBy(() -> template().set("gatway.replicas", 1).call()).hasMessageContaining("gatway");
    }

    private TemplateCommand template() {
        return chart.template().withName("prod");
    }

    private static List<Map<?, ?>> render(TemplateCommand template) {
        return render(template.call());
    }

    private static List<Map<?, ?>> render(String manifests) {
        return StreamSupport.stream(new Yaml().loadAll(manifests).spliterator(), false)
                .filter(Objects::nonNull)
                .<Map<?, ?>>map(document -> (Map<?, ?>) document)
                .toList();
    }

    private static List<Map<?, ?>> ofKind(List<Map<?, ?>> objects, String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .toList();
    }

    private static Set<String> names(List<Map<?, ?>> objects, String kind) {
        var names = new TreeSet<String>();
        ofKind(objects, kind)
                .forEach(object -> names.add((String) map(object, "metadata").get("name")));
        return names;
    }

    /** The part of a service's application.yaml under {@code looplm.<service>}. */
    private static Map<String, Object> properties(List<Map<?, ?>> objects, String service) {
        var configMap = ofKind(objects, "ConfigMap").stream()
                .filter(object -> ("prod-looplm-" + service)
                        .equals(map(object, "metadata").get("name")))
                .findFirst()
                .orElseThrow();
        Map<?, ?> application = new Yaml().load((String) map(configMap, "data").get("application.yaml"));
        var properties = new java.util.TreeMap<String, Object>();
        map(map(application, "looplm"), service).forEach((key, value) -> properties.put((String) key, value));
        return properties;
    }

    private static Map<?, ?> map(Map<?, ?> parent, String key) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(key), key);
    }
}
