package looplm.eval.suite;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import looplm.edge.SettingException;
import looplm.edge.StrictYaml;
import looplm.eval.dataset.DataFiles;
import looplm.eval.dataset.DatasetReader;

/** All suites there are, by name. */
public final class Suites {

    private final List<Suite> all;

    private Suites(List<Suite> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Reads every suite with its data.
     *
     * @throws SettingException naming the file at fault
     */
    public static Suites read(DataFiles files) {
        var compiler = new SuiteCompiler(new DatasetReader(files));
        return new Suites(files.names(".yaml").stream()
                .map(name -> compiler.compile(name, StrictYaml.read(name, files.read(name), SuiteFile.class)))
                .toList());
    }

    /** In the order of their names. */
    public List<Suite> all() {
        return all;
    }

    public Optional<Suite> find(String name) {
        return all.stream().filter(suite -> suite.name().equals(name)).findFirst();
    }

    /** For messages. */
    public String names() {
        return all.stream().map(Suite::name).collect(Collectors.joining(", "));
    }
}
