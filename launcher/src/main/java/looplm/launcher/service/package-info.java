/**
 * The four services as processes: their names, ports and heaps, their settings, their program files.
 *
 * <p>Starting points: {@link looplm.launcher.service.Service}, {@link looplm.launcher.service.Settings}.
 */
@NullMarked
package looplm.launcher.service;

import org.jspecify.annotations.NullMarked;
