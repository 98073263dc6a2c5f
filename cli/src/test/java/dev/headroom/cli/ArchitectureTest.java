package dev.headroom.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows between the modules, which point one way: cli → replay → analyzer → tsdb-writer → tsdb-reader.
class ArchitectureTest {
    private static final String READER = "dev.headroom.tsdb..";
    private static final String WRITER = "dev.headroom.write..";
    private static final String ANALYZER = "dev.headroom.analyze..";
    private static final String REPLAY = "dev.headroom.replay..";
    private static final String CLI = "dev.headroom.cli..";

    private static final JavaClasses CLASSES = read();

    private static JavaClasses read() {
        // ArchUnit logs through SLF4J, which complains where nobody listens.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // Names are enough of what is not ours.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(
                        "dev.headroom.tsdb",
                        "dev.headroom.write",
                        "dev.headroom.analyze",
                        "dev.headroom.replay",
                        "dev.headroom.cli");
    }

    @Test
    void allModulesAreLookedAt() {
        for (String module : new String[] {READER, ANALYZER, CLI}) {
            assertThat(CLASSES.that(resideInAPackage(module))).hasSizeGreaterThan(5);
        }
    }

    @Test
    void theArrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("cli")
                .definedBy(CLI)
                .layer("replay")
                .definedBy(REPLAY)
                .layer("analyzer")
                .definedBy(ANALYZER)
                .layer("tsdb-writer")
                .definedBy(WRITER)
                .layer("tsdb-reader")
                .definedBy(READER)
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("replay")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("analyzer")
                .mayOnlyBeAccessedByLayers("cli", "replay")
                .whereLayer("tsdb-writer")
                .mayOnlyBeAccessedByLayers("cli", "replay", "analyzer")
                .whereLayer("tsdb-reader")
                .mayOnlyBeAccessedByLayers("cli", "replay", "analyzer", "tsdb-writer")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsHowThingsArePrinted() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..", "org.apache.commons.csv..")
                .check(CLASSES);
    }

    @Test
    void nobodyButTheCommandLineWritesToStandardOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /// What is internal to a module is so for all others.
    @Test
    void internalsStayInTheirModule() {
        for (String module : new String[] {READER, WRITER, ANALYZER, REPLAY, CLI}) {
            String root = module.substring(0, module.length() - 2);
            classes()
                    .that(describe(
                            "are internal to " + root,
                            (JavaClass type) -> type.getPackageName().startsWith(root)
                                    && type.getPackageName().matches(".*\\.internal(\\..*)?")))
                    .should()
                    .onlyHaveDependentClassesThat()
                    .resideInAPackage(module)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void thePackagesOfAModuleFormNoCycles() {
        for (String module : new String[] {"analyze", "replay", "cli"}) {
            slices().matching("dev.headroom." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(CLASSES);
        }
    }
}
