package looplm.safety;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import looplm.testing.HandWritten;
import looplm.testing.HouseRules;

@AnalyzeClasses(packages = "looplm.safety", importOptions = HandWritten.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.safety.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("looplm.safety.config..")
            .because("parts get values, so that they can be made and tested without Spring");

    @ArchTest
    static final ArchRule DECISIONS_NEED_NO_WEB = noClasses()
            .that()
            .resideInAnyPackage("looplm.safety.policy..", "looplm.safety.classifier..", "looplm.safety.text..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.jdbc..")
            .because("what is decided does not depend on how it was asked");

    @ArchTest
    static final ArchRule OPERATORS_PATTERNS_ARE_LINEAR = noClasses()
            .that()
            .resideInAnyPackage("looplm.safety.policy..", "looplm.safety.classifier..", "looplm.safety.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex..")
            .because("a backtracking pattern can be made to run for ever by the text it reads: use RE2/J");
}
