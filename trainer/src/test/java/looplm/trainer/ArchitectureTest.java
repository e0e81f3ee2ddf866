package looplm.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.trainer", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NO_SPRING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("training is a library: whoever uses it chooses the framework");

    @ArchTest
    static final ArchRule NO_BLOCKS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.nn..")
            .because(
                    "what is trained is the text that is served, loop_lm.py; a second model in Java would drift from it");
}
