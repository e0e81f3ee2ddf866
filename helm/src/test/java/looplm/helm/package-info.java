/** Lints and renders the chart as a cluster's administrator would. */
@NullMarked
package looplm.helm;

import org.jspecify.annotations.NullMarked;
