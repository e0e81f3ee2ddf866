package looplm.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HandWritten;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.gateway", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.gateway.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("looplm.gateway.config..")
            .because("features get values and collaborators through their constructors");

    @ArchTest
    static final ArchRule JDBC_STAYS_IN_STORES = classes()
            .that()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .resideOutsideOfPackages("looplm.gateway.config")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("java.sql..", "org.springframework.jdbc..")
            .because("JDBC blocks: it stays in the stores, which are called off the event loop");

    @ArchTest
    static final ArchRule RESILIENCE_STAYS_IN_UPSTREAM = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.gateway.upstream")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..")
            .because("one guard decides what is retried and what opens a breaker");

    @ArchTest
    static final ArchRule NOTHING_BLOCKS_THE_EVENT_LOOP = noClasses()
            .should()
            .callMethod("reactor.core.publisher.Mono", "block")
            .orShould()
            .callMethod("reactor.core.publisher.Flux", "blockLast")
            .because("a blocked event loop stops every request on it");

    @ArchTest
    static final ArchRule NOTHING_IS_A_SERVLET = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "looplm.edge.servlet..")
            .because("the gateway is reactive: of service-edge it takes what knows no servlets");
}
