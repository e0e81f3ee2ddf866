package looplm.eval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HandWritten;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.eval", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.eval.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("looplm.eval.config..")
            .because("parts get values, so that they can be made and tested without Spring");

    @ArchTest
    static final ArchRule ONLY_CONFIG_IMPORTS_HTTP = noClasses()
            .that()
            .resideOutsideOfPackages("looplm.eval.http..", "looplm.eval.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("looplm.eval.http..")
            .because("a run does not depend on how it was ordered");

    @ArchTest
    static final ArchRule FIGURES_NEED_NEITHER_WEB_NOR_DATABASE = noClasses()
            .that()
            .resideInAnyPackage("looplm.eval.suite..", "looplm.eval.dataset..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..", "jakarta.persistence..", "org.springframework.web..", "java.net.http..")
            .because("what is asked and how it is scored does not depend on who answers or where it is kept");

    @ArchTest
    static final ArchRule ONLY_THE_CLIENT_TALKS_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.eval.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..")
            .because("time limits, retries and the token stand in one place");

    @ArchTest
    static final ArchRule ONLY_RUNS_ARE_KEPT = noClasses()
            .that()
            .resideOutsideOfPackages("looplm.eval.record..", "looplm.eval.order..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.springframework.data..")
            .because("every write goes through RunLog, which checks the lease");
}
