package looplm.safety;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Screens prompts and answers, decides by policy whether to allow, deepen or block them, and records every decision. */
@SpringBootApplication(proxyBeanMethods = false)
public class SafetyApplication {

    public static void main(String[] args) {
        SpringApplication.run(SafetyApplication.class, args);
    }
}
