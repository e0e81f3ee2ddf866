package looplm.model.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;

/**
 * A TorchScript text, compiled by libtorch, with its methods callable from Java.
 *
 * <p>Threads: the module has no state, so calls may come from several threads as long as their tensors are not shared
 * for writing. Closing it while a call runs ends the process.
 */
public final class ScriptModule implements AutoCloseable {

    /** Arrays of this name are collected into one {@code List[Tensor]} argument by a call with gradients. */
    private static final String LIST_ARGUMENT = "w[]";

    private static final String METHOD_ARGUMENT = "module_method:";

    private final PtSymbolBlock block;

    private ScriptModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Compiles a text from a resource of the class path.
     *
     * @param manager the manager whose device the module runs on
     * @param resource absolute name, for example {@code /looplm/model/loop_lm.py}
     * @throws ai.djl.engine.EngineException when libtorch refuses the text; the message points into it
     */
    public static ScriptModule ofResource(NDManager manager, String resource) {
        try (var in = ScriptModule.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("resource: " + resource + " (expected: a file on the class path)");
            }
            return ofText(manager, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a text. See {@link TorchScriptArchive#of(String)} for its form. */
    public static ScriptModule ofText(NDManager manager, String methods) {
        var archive = new ByteArrayInputStream(TorchScriptArchive.of(methods));
        try {
            return new ScriptModule(JniUtils.loadModule((PtNDManager) manager, archive, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A root manager of the PyTorch engine on the CPU; the caller closes it. */
    public static NDManager newManager() {
        return newManager(Device.cpu());
    }

    /**
     * A root manager of the PyTorch engine; the caller closes it.
     *
     * @throws IllegalArgumentException if the device is not there, or libtorch is of another version
     */
    public static NDManager newManager(Device device) {
        OfflineDjl.require();
        Libtorch.require();
        NativeEnvironment.prepare();
        Engine engine = engine();
        if (device.isGpu()) {
            requireCuda(engine);
        }
        return engine.newBaseManager(device);
    }

    /** Sets how many threads one operator may use, in the whole process. */
    public static void setThreads(int threads) {
        newManager().close();
        JniUtils.setNumThreads(threads);
    }

    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            if (e.getCause() instanceof UnsatisfiedLinkError missing) {
                throw new IllegalArgumentException(
                        "libtorch: " + missing.getMessage()
                                + " (expected: natives that this machine can load; those for"
                                + " CUDA need its driver)",
                        e);
            }
            throw e;
        }
    }

    private static void requireCuda(Engine engine) {
        if (!engine.hasCapability(StandardCapabilities.CUDA)) {
            throw new IllegalArgumentException(
                    "device: cuda: this libtorch is built for the CPU (expected: PYTORCH_LIBRARY_PATH naming the libraries"
                            + " of PyTorch " + Libtorch.VERSION + "+cu128)");
        }
        if (engine.getGpuCount() == 0) {
            throw new IllegalArgumentException("device: cuda: no GPU (expected: one that `nvidia-smi -L` lists)");
        }
    }

    /**
     * Runs a method without gradients.
     *
     * @param manager owner of the results
     * @param method name of a method that returns a tensor or a tuple of tensors
     * @param arguments in the method's order; they stay open
     * @throws ai.djl.engine.EngineException with the traceback of the text
     */
    public NDList call(NDManager manager, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
            return result.toNDList((PtNDManager) manager);
        }
    }

    /** Runs a method without gradients whose result is not for Java's hands; the caller closes it. */
    public IValue callOpaque(String method, IValue... arguments) {
        return IValueUtils.runMethod(block, method, arguments);
    }

    /** As {@link #call(NDManager, String, IValue...)}. */
    public NDList call(NDManager manager, String method, CallArguments arguments) {
        return call(manager, method, arguments.toArray());
    }

    /**
     * Runs a method with gradients: the result's graph reaches every tensor that requires one.
     *
     * <p>Such a call takes tensors only: {@code arguments} as single tensors, then {@code list} as the method's last
     * argument of type {@code List[Tensor]}. Results belong to the manager of the first argument.
     *
     * @param method name of the method
     * @param arguments at least one; their names are overwritten
     * @param list collected into one argument in this order, left out when empty; their names are overwritten
     */
    public NDList train(String method, NDList arguments, Collection<? extends NDArray> list) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("arguments: none (expected: at least one tensor)");
        }
        var inputs = new NDList(arguments.size() + list.size() + 1);
        for (NDArray argument : arguments) {
            argument.setName(null);
            inputs.add(argument);
        }
        for (NDArray element : list) {
            element.setName(LIST_ARGUMENT);
            inputs.add(element);
        }
        try (NDArray selector = arguments.head().getManager().create(0)) {
            selector.setName(METHOD_ARGUMENT + method);
            inputs.add(selector);
            return IValueUtils.forward(block, inputs, true);
        }
    }

    /** One {@code List[Tensor]} argument. Build it once and keep it: a list of 200 tensors costs 32 us per build. */
    public static IValue tensorList(Collection<? extends NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        block.close();
    }
}
