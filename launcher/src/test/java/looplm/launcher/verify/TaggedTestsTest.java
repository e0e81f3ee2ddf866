package looplm.launcher.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggedTestsTest {

    @TempDir
    private Path root;

    /** Copies the compiled samples below into a checkout of their own. */
    @BeforeEach
    void checkout() throws Exception {
        Path classes = root.resolve("module/target/test-classes");
        Files.createDirectories(classes);
        Files.writeString(root.resolve("module/pom.xml"), "<project/>");
        for (Class<?> sample : new Class<?>[] {Mixed.class, Whole.class, Whole.Inner.class}) {
            String file = sample.getName().substring(sample.getPackageName().length() + 1) + ".class";
            try (var bytes = sample.getResourceAsStream(file)) {
                Files.copy(bytes, classes.resolve(file));
            }
        }
    }

    @Test
    void count_findsTagsOfMethodsClassesAndEnclosingClasses() throws Exception {
        assertThat(new TaggedTests(root).count("sample-tag")).isEqualTo(4);
        assertThat(new TaggedTests(root).count("second-tag")).isEqualTo(1);
        assertThat(new TaggedTests(root).count("none")).isZero();
    }

    /** Not run: Surefire looks for classes by name. */
    static class Mixed {

        @Test
        @Tag("sample-tag")
        void tagged() {}

        @Test
        @Tag("sample-tag")
        @Tag("second-tag")
        void taggedTwice() {}

        @Test
        void untagged() {}

        @Tag("sample-tag")
        void noTest() {}
    }

    @Tag("sample-tag")
    static class Whole {

        @Test
        void inClass() {}

        @Nested
        class Inner {

            @Test
            void inNestedClass() {}
        }
    }
}
