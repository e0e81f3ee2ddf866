package looplm.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The module that all others rest on; the shared house rules rest on it too, so it names its own. */
@AnalyzeClasses(packages = "looplm.wire", importOptions = ImportOption.DoNotIncludeTests.class)
class WireArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("looplm.wire.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a cycle makes two packages one: move the shared record to the package both may use");

    @ArchTest
    static final ArchRule RECORDS_ONLY_NEED_ANNOTATIONS = noClasses()
            .that()
            .resideOutsideOfPackage("looplm.wire.json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "tools.jackson..", "com.fasterxml.jackson.databind..")
            .because("every service and the launcher use these records, whatever they parse them with");
}
