package looplm.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.launcher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule SERVICES_ARE_PROCESSES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "looplm.gateway..",
                    "looplm.inference..",
                    "looplm.safety..",
                    "looplm.eval..",
                    "looplm.edge..",
                    "looplm.model..",
                    "looplm.trainer..",
                    "looplm.bench..")
            .because("the launcher starts services and talks HTTP to them, so each can be built and fail on its own");
}
