package looplm.testing;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.regex.Pattern;

/** Main code that somebody wrote: rules are not about what Spring's ahead-of-time processing adds to a service's classes. */
public final class HandWritten implements ImportOption {

    /** {@code GatewayApplication__BeanDefinitions.class}, {@code X$$SpringCGLIB$$0.class} */
    private static final Pattern GENERATED = Pattern.compile(".*(__|\\$\\$)[^/]*\\.class");

    private final ImportOption main = new DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
        return main.includes(location) && !location.matches(GENERATED);
    }
}
