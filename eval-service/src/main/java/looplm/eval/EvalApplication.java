package looplm.eval;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs suites against a model at every depth and keeps every item's row and the figures in PostgreSQL. */
@SpringBootApplication(proxyBeanMethods = false)
public class EvalApplication {

    public static void main(String[] args) {
        SpringApplication.run(EvalApplication.class, args);
    }
}
