"""Runs the archive that `looplm inspect --export-archive F` writes in plain PyTorch (2.7 or newer), and compares it with
golden vectors. No code of this repository is needed beside the archive: it is the whole forward pass.

    python docs/archive_parity.py F.pt golden/tiny-a --device cpu
    python docs/archive_parity.py F.pt golden/tiny-a --device cuda
"""

import argparse
import json
import pathlib
import struct
import sys

import torch

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
LAYER = [
    "input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
    "input_layernorm_2", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
    "post_attention_layernorm_2",
]


def read(file):
    """Tensors of a safetensors file by name."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            raw = bytearray(data[8 + length + begin : 8 + length + end])
            tensors[name] = torch.frombuffer(raw, dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def weights(checkpoint, config):
    """The forward text's list: five weights of the model, then eleven of each layer, in float32."""
    named = {}
    for file in sorted(checkpoint.glob("*.safetensors")):
        named.update(read(file))
    embedding = named["model.embed_tokens.weight"]
    model = [embedding, named["model.norm.weight"], named["model.early_exit_gate.weight"],
             named["model.early_exit_gate.bias"], named.get("lm_head.weight", embedding)]
    layers = [named[f"model.layers.{layer}.{part}.weight"]
              for layer in range(config["num_hidden_layers"]) for part in LAYER]
    return [weight.float() for weight in model + layers]


def rotary(config, positions):
    """Cosines and sines [positions, D], the two halves of a row equal."""
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    frequency = 1.0 / config["rope_theta"] ** (torch.arange(0, size, 2).float() / size)
    angle = torch.outer(torch.arange(positions).float(), frequency)
    return torch.cat([angle, angle], 1).cos(), torch.cat([angle, angle], 1).sin()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("golden", type=pathlib.Path)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    device = options.device  # the only word that differs between a CPU and a GPU

    checkpoint = options.golden / "checkpoint"
    config = json.loads((checkpoint / "config.json").read_text())
    expected = read(options.golden / "expected.safetensors")
    text = torch.jit.load(options.archive, map_location=device)
    w = [weight.to(device) for weight in weights(checkpoint, config)]
    ids = expected["prefill.input_ids"].to(device)
    positions = torch.arange(ids.size(1), device=device).expand_as(ids).contiguous()
    cos, sin = (table.to(device) for table in rotary(config, ids.size(1)))
    none = torch.zeros([ids.size(0), 0], device=device)
    steps = torch.tensor(config["total_ut_steps"])
    eps = torch.tensor(config["rms_norm_eps"], dtype=torch.float64)
    with torch.inference_mode():
        hidden, gates = text.forward(ids, positions, none, steps, eps, cos, sin, w)
        logits = text.head(hidden, w)
    worst = 0.0
    for name, actual in {"hidden": hidden, "gate_logits": gates, "logits": logits}.items():
        error = (actual.cpu() - expected["prefill." + name]).abs().max().item()
        worst = max(worst, error)
        print(f"{options.golden.name} {name} on {device}: largest error {error:.2e}")
    return 0 if worst <= 1e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
