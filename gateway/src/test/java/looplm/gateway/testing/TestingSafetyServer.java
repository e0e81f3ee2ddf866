package looplm.gateway.testing;

/** Stands in for safety-service. */
public final class TestingSafetyServer extends TestingServer {

    public static final String PATH = "/v1/assessments";

    public static final Answer ALLOW = assessment("allowed", "allow");
    public static final Answer DEEPEN = assessment("flagged", "deepen");
    public static final Answer BLOCK = assessment("flagged", "block");

    public TestingSafetyServer() {
        always(PATH, ALLOW);
    }

    private static Answer assessment(String verdict, String action) {
        return json("{\"verdict\":\"" + verdict + "\",\"action\":\"" + action
                + "\",\"effort\":null,\"categories\":[],\"by_step\":[],\"reason\":\"rule\",\"policy_version\":\"p1\"}");
    }
}
