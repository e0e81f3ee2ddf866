package looplm.launcher.verify;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Counts test methods by tag in the compiled classes: reports don't tell of tests that were left out. */
record TaggedTests(Path root) {

    private static final String TAG = "Lorg/junit/jupiter/api/Tag;";
    private static final String TAGS = "Lorg/junit/jupiter/api/Tags;";
    private static final Set<String> TESTS = Set.of(
            "Lorg/junit/jupiter/api/Test;",
            "Lorg/junit/jupiter/api/RepeatedTest;",
            "Lorg/junit/jupiter/api/TestFactory;",
            "Lorg/junit/jupiter/api/TestTemplate;",
            "Lorg/junit/jupiter/params/ParameterizedTest;");

    /** Methods that carry the tag, or whose class or enclosing class does. A method with parameters counts once. */
    int count(String tag) throws IOException {
        int count = 0;
        for (Path classes : Modules.outputs(root, "test-classes")) {
            count += count(classes, tag);
        }
        return count;
    }

    private static int count(Path classes, String tag) throws IOException {
        Map<String, ClassModel> models = new HashMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                models.put(model.thisClass().asInternalName(), model);
            }
        }
        return models.values().stream()
                .mapToInt(model -> count(model, classHasTag(model.thisClass().asInternalName(), tag, models), tag))
                .sum();
    }

    private static int count(ClassModel model, boolean classTagged, String tag) {
        return (int) model.methods().stream()
                .filter(method -> annotations(method).stream()
                        .anyMatch(annotation ->
                                TESTS.contains(annotation.className().stringValue())))
                .filter(method -> classTagged || hasTag(method, tag))
                .count();
    }

    private static boolean classHasTag(String name, String tag, Map<String, ClassModel> models) {
        ClassModel model = models.get(name);
        int nested = name.lastIndexOf('$');
        if (model != null && hasTag(model, tag)) {
            return true;
        }
        return nested > 0 && classHasTag(name.substring(0, nested), tag, models);
    }

    private static boolean hasTag(AttributedElement element, String tag) {
        return annotations(element).stream().anyMatch(annotation -> isTag(annotation, tag));
    }

    private static boolean isTag(Annotation annotation, String tag) {
        String type = annotation.className().stringValue();
        Stream<AnnotationValue> values = annotation.elements().stream().map(AnnotationElement::value);
        if (TAG.equals(type)) {
            return values.anyMatch(value -> value instanceof AnnotationValue.OfString text
                    && text.stringValue().equals(tag));
        }
        return TAGS.equals(type)
                && values.flatMap(value -> value instanceof AnnotationValue.OfArray array
                                ? array.values().stream()
                                : Stream.empty())
                        .anyMatch(value ->
                                value instanceof AnnotationValue.OfAnnotation one && isTag(one.annotation(), tag));
    }

    private static List<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(attribute -> attribute.annotations())
                .orElse(List.of());
    }
}
