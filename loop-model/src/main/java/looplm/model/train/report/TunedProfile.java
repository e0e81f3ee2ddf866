package looplm.model.train.report;

import looplm.model.exit.DepthProfile;

/**
 * A depth profile with what it was chosen by.
 *
 * @param profile as it is written; it holds the measurements as plain values
 * @param measurements the same, typed
 */
public record TunedProfile(DepthProfile profile, Measurements measurements) {}
