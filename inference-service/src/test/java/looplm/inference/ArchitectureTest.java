package looplm.inference;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.model.SerialGenerator;
import looplm.testing.HandWritten;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.inference", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule ENGINE_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage("..inference.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "tools.jackson..",
                    "com.fasterxml..",
                    "ai.djl..",
                    "io.micrometer..",
                    "looplm.model..",
                    "looplm.edge..",
                    "looplm.wire..")
            .because("the engine is tested tick by tick without a model, and its backends are exchangeable");

    @ArchTest
    static final ArchRule TENSORS_STAY_IN_THE_RUNNER = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.runner..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "looplm.model.cache..", "looplm.model.script..", "looplm.model.weights..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("looplm.model.LoopLm")
            .because("one thread owns the model: freeing a tensor that another one reads ends the process");

    @ArchTest
    static final ArchRule NOBODY_SERVES_WITH_THE_ORACLE = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SerialGenerator.class)
            .because("answers come from the engine's ticks; the serial generator is what tests compare them with");

    @ArchTest
    static final ArchRule OUTER_PACKAGES_ARE_NOT_IMPORTED = noClasses()
            .that()
            .resideOutsideOfPackages("..inference.config..", "..inference.http..", "..inference.runner..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inference.http..", "..inference.runner..", "..inference.config..")
            .because("http, runner and config are the edges: config alone wires them");

    @ArchTest
    static final ArchRule EDGES_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("..inference.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inference.runner..", "..inference.config..")
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("ai.djl.."))
            .because("HTTP speaks to the door and the engine: which model is behind them is none of its business");

    @ArchTest
    static final ArchRule THE_MODELS_SEAM_IS_PLAIN = noClasses()
            .that()
            .resideInAnyPackage("..engine.model..", "..engine.token..")
            .should()
            .dependOnClassesThat(resideInAPackage("looplm..")
                    .and(resideOutsideOfPackages("..inference.engine.model..", "..inference.engine.token..")))
            .because("whoever runs a model for the engine, or reads what it tells, needs none of its inside");
}
