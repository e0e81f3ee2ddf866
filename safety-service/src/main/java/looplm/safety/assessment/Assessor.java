package looplm.safety.assessment;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import looplm.safety.audit.AuditEntry;
import looplm.safety.audit.DecisionLog;
import looplm.safety.classifier.Classifier;
import looplm.safety.classifier.Finding;
import looplm.safety.policy.Policy;
import looplm.safety.policy.PolicyStore;
import looplm.safety.policy.Stage;
import looplm.safety.text.Interrupts;
import looplm.safety.text.ScreenedText;
import looplm.safety.text.Windows;
import looplm.wire.safety.Assessment;
import looplm.wire.safety.Assessment.Action;
import looplm.wire.safety.Assessment.Category;
import looplm.wire.safety.Assessment.Verdict;

/** One decision from start to end: classifiers find, the policy decides, the audit records, and only then it is told. */
public final class Assessor {

    private static final String NOTHING_FOUND = "no_rule_matched";

    private final PolicyStore policies;
    private final List<Classifier> classifiers;
    private final ScreeningThreads threads;
    private final DecisionLog audit;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    public Assessor(
            PolicyStore policies,
            List<Classifier> classifiers,
            ScreeningThreads threads,
            DecisionLog audit,
            InstantSource clock,
            MeterRegistry metrics) {
        this.policies = policies;
        this.classifiers = List.copyOf(classifiers);
        this.threads = threads;
        this.audit = audit;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Decides on each submission under one policy.
     *
     * @throws looplm.edge.RefusedException if the caller waits no longer, too many others wait, or the decisions could
     *     not be recorded
     */
    public List<Assessment> assess(Asker asker, List<Submission> submissions) {
        Policy policy = policies.current();
        List<Assessment> assessments = threads.run(
                () -> submissions.stream()
                        .map(submission -> decide(policy, submission.stage(), find(policy, submission)))
                        .toList(),
                asker.left(),
                asker.connection());
        var entries = new ArrayList<AuditEntry>();
        for (int i = 0; i < assessments.size(); i++) {
            entries.add(entry(asker.requestId(), submissions.get(i), assessments.get(i)));
        }
        audit.append(entries);
        for (int i = 0; i < assessments.size(); i++) {
            count(submissions.get(i).stage(), assessments.get(i));
        }
        return assessments;
    }

    private List<Finding> find(Policy policy, Submission submission) {
        var findings = new LinkedHashSet<Finding>();
        for (String view : submission.views()) {
            for (String window : Windows.of(view)) {
                Interrupts.check();
                findings.addAll(find(policy, submission.stage(), ScreenedText.of(window)));
            }
        }
        return List.copyOf(findings);
    }

    private List<Finding> find(Policy policy, Stage stage, ScreenedText text) {
        return classifiers.stream()
                .flatMap(classifier -> classifier.classify(policy, stage, text).stream())
                .toList();
    }

    private static Assessment decide(Policy policy, Stage stage, List<Finding> findings) {
        var highest = new TreeMap<String, Double>();
        findings.forEach(finding -> highest.merge(finding.code(), finding.score(), Math::max));
        List<Category> categories = highest.entrySet().stream()
                .map(entry -> new Category(entry.getKey(), entry.getValue()))
                .toList();
        Action action = policy.decide(stage, categories);
        return new Assessment(
                categories.isEmpty() ? Verdict.ALLOWED : Verdict.FLAGGED,
                action,
                action == Action.DEEPEN ? "high" : null,
                categories,
                List.of(),
                reason(policy, stage, findings),
                policy.version());
    }

    /** The finding that led to the strictest action. */
    private static String reason(Policy policy, Stage stage, List<Finding> findings) {
        return findings.stream()
                .max(Comparator.comparing((Finding finding) ->
                                policy.action(stage, new Category(finding.code(), finding.score())))
                        .thenComparingDouble(Finding::score)
                        .thenComparing(Finding::reason, Comparator.reverseOrder()))
                .map(Finding::reason)
                .orElse(NOTHING_FOUND);
    }

    private AuditEntry entry(String requestId, Submission submission, Assessment assessment) {
        return new AuditEntry(
                clock.instant(),
                requestId,
                submission.stage().word(),
                submission.digest(),
                assessment.verdict().name().toLowerCase(Locale.ROOT),
                assessment.action().name().toLowerCase(Locale.ROOT),
                assessment.categories().stream().map(Category::code).toList(),
                assessment.reason(),
                assessment.policyVersion());
    }

    private void count(Stage stage, Assessment assessment) {
        metrics.counter(
                        "looplm.safety.assessments",
                        "stage",
                        stage.word(),
                        "action",
                        assessment.action().name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
