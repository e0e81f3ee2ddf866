package looplm.bench;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.inference.InferenceApplication;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.bench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule BENCHES_STAND_ALONE = slices().matching("looplm.bench.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("looplm.bench.measure.."))
            .because("a bench can be read, changed and dropped without the others: what they share is in measure");

    @ArchTest
    static final ArchRule ONLY_ONE_BENCH_STARTS_A_SERVICE = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.bench.serve..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InferenceApplication.class)
            .because("kernel, kv and engine are measured without a service around them");

    @ArchTest
    static final ArchRule THE_SERVICE_IS_MEASURED_FROM_OUTSIDE = noClasses()
            .that()
            .resideInAPackage("looplm.bench.serve..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("looplm.inference.*..", "ai.djl..", "looplm.model.script..", "looplm.model.cache..")
            .because("what it serves is measured as a client sees it: over HTTP");

    @ArchTest
    static final ArchRule BENCHES_SEE_THE_RUNNER_NOT_THE_EDGES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("looplm.inference.http..", "looplm.inference.config..")
            .because("the engine's benches drive the engine itself, with the runner that serves");
}
