/**
 * What the launcher asks of the operating system: which process is which, who holds a port, signals.
 *
 * <p>Starting points: {@link looplm.launcher.os.ProcessIdentity}, which is why no process of somebody else is ever
 * killed; {@link looplm.launcher.os.PortCheck}.
 */
@NullMarked
package looplm.launcher.os;

import org.jspecify.annotations.NullMarked;
