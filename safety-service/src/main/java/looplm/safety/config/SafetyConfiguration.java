package looplm.safety.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import looplm.safety.assessment.AssessmentLimits;
import looplm.safety.assessment.Assessor;
import looplm.safety.assessment.ScreeningThreads;
import looplm.safety.assessment.Submissions;
import looplm.safety.audit.AuditTable;
import looplm.safety.audit.DecisionLog;
import looplm.safety.classifier.Classifier;
import looplm.safety.classifier.RuleClassifier;
import looplm.safety.policy.PolicyHealth;
import looplm.safety.policy.PolicyReloader;
import looplm.safety.policy.PolicySource;
import looplm.safety.policy.PolicyStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the service's parts from its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SafetyProperties.class)
class SafetyConfiguration {

    @Bean
    PolicyStore policyStore(SafetyProperties properties, MeterRegistry metrics) {
        var file = properties.policyFile();
        return new PolicyStore(file == null ? new PolicySource.BuiltIn() : new PolicySource.OfFile(file), metrics);
    }

    @Bean
    PolicyReloader policyReloader(PolicyStore store, SafetyProperties properties) {
        return new PolicyReloader(store, properties.policyPoll());
    }

    @Bean
    PolicyHealth policyHealthIndicator(PolicyStore store) {
        return new PolicyHealth(store);
    }

    @Bean
    DecisionLog decisionLog(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            SafetyProperties properties,
            MeterRegistry metrics) {
        var table = new AuditTable(jdbc, new TransactionTemplate(transactions), UUID.randomUUID());
        return new DecisionLog(table, properties.auditQueue(), properties.auditTimeout(), metrics);
    }

    @Bean
    Classifier ruleClassifier() {
        return new RuleClassifier();
    }

    @Bean
    ScreeningThreads screeningThreads(SafetyProperties properties, MeterRegistry metrics) {
        Integer threads = properties.screeningThreads();
        return new ScreeningThreads(
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                properties.screeningQueue(),
                properties.screeningLimit(),
                metrics);
    }

    @Bean
    Assessor assessor(
            PolicyStore policies,
            List<Classifier> classifiers,
            ScreeningThreads threads,
            DecisionLog audit,
            MeterRegistry metrics) {
        return new Assessor(policies, classifiers, threads, audit, InstantSource.system(), metrics);
    }

    @Bean
    Submissions submissions(SafetyProperties properties) {
        return new Submissions(new AssessmentLimits(properties.maxInputCharacters(), properties.maxTexts()));
    }
}
