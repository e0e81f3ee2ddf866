package looplm.gateway.console;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param user name of the local login
 * @param passwordFile its password; without one nobody can log in
 * @param timeout for what the page asks of each service
 */
public record ConsoleSettings(
        @DefaultValue("admin") @NotBlank @Size(max = 100) String user,
        @Nullable Path passwordFile,
        @DefaultValue("3s") @DurationMin(millis = 1) Duration timeout) {}
