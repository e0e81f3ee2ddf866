package looplm.trainer.profile;

import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import tools.jackson.databind.json.JsonMapper;

/**
 * A depth profile with what it was chosen by.
 *
 * @param profile as it is written; it holds the measurements as plain values
 * @param measurements the same, typed
 */
public record TunedProfile(DepthProfile profile, Measurements measurements) {

    /**
     * A profile as it was read from a file that {@link ProfileTuner} made.
     *
     * @throws IllegalArgumentException if an earlier one did, which chose otherwise
     */
    public static TunedProfile of(DepthProfile profile) {
        if (profile.figures(Effort.MINIMAL).isEmpty()) {
            throw new IllegalArgumentException(DepthProfile.FILE
                    + ": of an earlier trainer, without standard errors (expected: one that `looplm profile` measured"
                    + " anew)");
        }
        return new TunedProfile(profile, JsonMapper.shared().convertValue(profile.measured(), Measurements.class));
    }
}
