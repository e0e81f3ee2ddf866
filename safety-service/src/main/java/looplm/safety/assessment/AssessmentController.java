package looplm.safety.assessment;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import looplm.wire.safety.Assessment;
import looplm.wire.safety.AssessmentRequest;
import looplm.wire.safety.Moderation;
import looplm.wire.safety.ModerationRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The service's API: the platform's own assessments, and OpenAI's moderations over the same decision. */
@RestController
public final class AssessmentController {

    private final Submissions submissions;
    private final Assessor assessor;

    public AssessmentController(Submissions submissions, Assessor assessor) {
        this.submissions = submissions;
        this.assessor = assessor;
    }

    @PostMapping("/v1/assessments")
    Assessment assess(@RequestBody AssessmentRequest body, HttpServletRequest request) {
        var submission = submissions.of(body);
        return assessor.assess(Asker.of(request), List.of(submission)).getFirst();
    }

    @PostMapping("/v1/moderations")
    Moderation moderate(@RequestBody ModerationRequest body, HttpServletRequest request) {
        return Moderations.of(assessor.assess(Asker.of(request), submissions.of(body)));
    }
}
