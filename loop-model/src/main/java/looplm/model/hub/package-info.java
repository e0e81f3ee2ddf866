/**
 * Fetches a model directory from a hub that speaks Hugging Face's API. The hub and whatever it redirects to are not
 * trusted: names, sizes and bytes are checked against the listing, and the token is shown to the hub alone.
 *
 * <p>Starting points: {@link looplm.model.hub.Pull}, {@link looplm.model.hub.HubListing}.
 */
@NullMarked
package looplm.model.hub;

import org.jspecify.annotations.NullMarked;
