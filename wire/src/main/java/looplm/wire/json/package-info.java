/**
 * How a fault in JSON or YAML is named, the same in every module. The only package of this module that knows Jackson's
 * parser: the records need its annotations alone.
 */
@NullMarked
package looplm.wire.json;

import org.jspecify.annotations.NullMarked;
