package looplm.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.MessageDigest;

/**
 * Architecture rules that hold in every module. A module's own test lists them with {@code @ArchTest static final
 * ArchTests HOUSE = ArchTests.in(HouseRules.class)} beside its own rules.
 */
public final class HouseRules {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("looplm.(**)")
            .should()
            .beFreeOfCycles()
            .because("a cycle makes two packages one: move the shared type to the package both may use");

    @ArchTest
    static final ArchRule SETTINGS_COME_FROM_PROPERTIES = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.launcher..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .because("settings arrive as a validated properties record, so that a misspelt key fails the start")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule COMMANDS_WRITE_TO_THEIR_WRITER = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("commands write to picocli's writer and services log through SLF4J, so that tests can read both");

    @ArchTest
    static final ArchRule NO_VALUE_ANNOTATION = fields().should()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .because("a properties record checks its keys and ranges at start")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = fields().should()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .because("constructor parameters show what a class needs")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_MOCKING_LIBRARY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.mockito..")
            .because("tests use real parts, and hand-written fakes for what cannot run");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = classes()
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl")
            .because("such names hide the idea: name the class after what it does");

    @ArchTest
    static final ArchRule NOBODY_SERVES_THE_TRAINER_OR_A_BENCH = noClasses()
            .that()
            .resideOutsideOfPackages("looplm.trainer..", "looplm.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("looplm.trainer..", "looplm.bench..")
            .because("a served jar holds nothing that only trains or measures")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule DIGESTS_COME_FROM_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages("looplm.wire", "looplm.model.hub", "looplm.inference.engine.prefix")
            .should()
            .callMethod(MessageDigest.class, "getInstance", String.class)
            .because("wire's Sha256 is for everybody; only git's hashes and the engine, which knows no wire, differ");

    @ArchTest
    static final ArchRule FIELDS_AT_FAULT_ARE_NAMED_IN_ONE_WAY = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.wire.json")
            .should()
            .callMethod("tools.jackson.core.JacksonException$Reference", "getPropertyName")
            .because("wire's FieldPath writes the path: messages[0].content");

    @ArchTest
    static final ArchRule YAML_IS_READ_IN_ONE_WAY = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.edge")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.yaml..")
            .because("service-edge's StrictYaml refuses what others guess: an unknown key, a key twice, another type");

    private HouseRules() {}
}
