package looplm.model.text.jinja.value;

import org.jspecify.annotations.Nullable;

/** Something a template can call by name: a macro of its own or one of the few built in. */
@FunctionalInterface
public interface Function {

    @Nullable
    Object call(CallValues arguments);
}
