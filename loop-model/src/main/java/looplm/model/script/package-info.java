/**
 * Runs TorchScript texts written in this repository on libtorch, without files and without another language.
 *
 * <p>Starting points: {@link looplm.model.script.ScriptModule}, {@link looplm.model.script.TorchScriptArchive}.
 */
@NullMarked
package looplm.model.script;

import org.jspecify.annotations.NullMarked;
