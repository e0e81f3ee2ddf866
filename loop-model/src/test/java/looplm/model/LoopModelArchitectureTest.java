package looplm.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.model", importOptions = DoNotIncludeTests.class)
class LoopModelArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NO_SPRING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("the model is a library: whoever uses it chooses the framework");

    @ArchTest
    static final ArchRule NO_BLOCKS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.nn..")
            .because("the forward pass is one text, loop_lm.py; a second model in Java would drift from it");

    @ArchTest
    static final ArchRule PURE_JAVA = noClasses()
            .that()
            .resideInAnyPackage("looplm.model.exit..", "looplm.model.sample..", "looplm.model.checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..")
            .because(
                    "exit policies, sampling and configuration decide on plain numbers, so they test without libtorch");

    @ArchTest
    static final ArchRule SERVING_NEEDS_NO_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.model.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("looplm.model.cli..")
            .because("commands are one caller among others: what they need, a service needs without them");
}
