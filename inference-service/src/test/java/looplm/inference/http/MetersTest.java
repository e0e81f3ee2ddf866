package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator sees of a request: meters and one line. */
@ExtendWith(OutputCaptureExtension.class)
class MetersTest {

    @Test
    void request_isCountedAndLogged_withoutItsText(CapturedOutput output) {
        try (var service = TestingInference.ofTinyModel(Map.of())) {
            service.send(service.json("/v1/completions", """
                            {"model":"tiny","prompt":"secret words","max_tokens":5,"ignore_eos":true,"seed":12,
                             "loop":{"min_steps":2,"max_steps":2}}""")
                    .header("x-request-id", "req-1")
                    .header("x-looplm-account", "key-7"));
            String meters = service.get("/actuator/prometheus").body();

            assertThat(meters)
                    .contains("looplm_num_requests_running 0.0")
                    .contains("looplm_num_requests_waiting 0.0")
                    .contains("looplm_prompt_tokens_total 12.0")
                    .contains("looplm_generation_tokens_total 5.0")
                    .contains("looplm_prompt_steps_total 48.0")
                    .contains("looplm_executed_steps_total 8.0")
                    .contains("looplm_saved_steps_total 8.0")
                    .contains("looplm_request_success_total{finished_reason=\"length\"} 1.0")
                    .contains("looplm_exit_steps_bucket{le=\"1.0\"} 0")
                    .contains("looplm_exit_steps_bucket{le=\"2.0\"} 5")
                    .contains("looplm_exit_steps_sum 10.0")
                    .contains("looplm_time_to_first_token_seconds_count 1")
                    .contains("looplm_request_queue_time_seconds_count 1")
                    .contains("looplm_e2e_request_latency_seconds_count 1")
                    .contains("looplm_row_ticks_total 8.0")
                    .contains("looplm_head_ticks_total 4.0")
                    .contains("looplm_wasted_row_ticks_total 0.0")
                    .contains("looplm_decode_exits_total{steps=\"2\"} 4.0")
                    .contains("looplm_prefix_cache_queries_total 0.0")
                    .contains("looplm_kv_cache_usage_perc 0.0")
                    .contains("looplm_kv_blocks_reserved 0.0")
                    .contains("looplm_kv_blocks_capacity 256.0")
                    .contains("looplm_kv_blocks_peak 8.0")
                    .contains("looplm_inter_token_latency_seconds_count 4")
                    .contains("looplm_request_decode_time_seconds_count 1")
                    .contains("looplm_engine_restarts_total 0.0")
                    .containsPattern("looplm_tick_seconds_total [0-9.E-]+");
        }
        assertThat(output)
                .containsPattern("requestId=req-1 attempt=[0-9a-f-]{36} account=key-7 model=tiny@[0-9a-f]{12}"
                        + " outcome=length promptTokens=12 completionTokens=5 meanExecutedSteps=2.000 billedSteps=56"
                        + " seed=12 queueMs=[0-9.]+ ttftMs=[0-9.]+ totalMs=[0-9.]+")
                .doesNotContain("secret words");
    }
}
