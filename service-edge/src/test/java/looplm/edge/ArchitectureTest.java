package looplm.edge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.edge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule IT_KNOWS_NO_SERVICE = classes()
            .should()
            .onlyDependOnClassesThat(
                    resideOutsideOfPackage("looplm..").or(resideInAnyPackage("looplm.edge..", "looplm.wire..")))
            .because("what is in front of the services knows none of them");

    @ArchTest
    static final ArchRule THE_GATEWAYS_SHARE_KNOWS_NO_SERVLETS = noClasses()
            .that()
            .resideInAPackage("looplm.edge")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..",
                    "org.apache.catalina..",
                    "org.springframework.web.servlet..",
                    "org.springframework.boot.webmvc..",
                    "looplm.edge.servlet..")
            .because("the gateway is reactive: it uses this package without Spring MVC on its class path");

    @ArchTest
    static final ArchRule THE_SERVICE_WIRES_IT = noClasses()
            .should()
            .beMetaAnnotatedWith("org.springframework.stereotype.Component")
            .because("each service says in one class of its own what stands in front of it, and in which order");
}
