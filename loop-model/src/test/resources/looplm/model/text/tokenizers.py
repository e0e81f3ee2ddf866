"""Makes tokenizers.json: small byte-level BPE tokenizers with published split patterns, and the ids of texts by the
tokenizers library of Python.

    python3 tokenizers.py    (needs tokenizers; run it from another folder than this one, for its name)

The vocabularies are our own, learnt from the texts. The patterns are those of the model families named.
"""

import json
import pathlib
import sys

sys.path = [path for path in sys.path if path and pathlib.Path(path).resolve() != pathlib.Path(__file__).parent.resolve()]

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

FILE = pathlib.Path(__file__).with_name("tokenizers.json")

TEXTS = [
    "",
    " ",
    "a",
    "Hello, world!",
    "The quick brown fox jumps over the lazy dog's tail; it isn't HERS, it's THEIRS.",
    "I'LL say WE'VE done it, don't you'd think I'm right? they're",
    "  leading and trailing  ",
    "tabs\tand\nlines\r\n\r\nand\n\n\nmore   \n  x",
    "1234567890 3.14159 1,000,000 2026-03-05 0x1F",
    "snake_case camelCase PascalCase SCREAMING_CASE XMLHttpRequest iPhone15Pro",
    "def f(x):\n    return x ** 2  # square\n\n\nprint(f(3))\n",
    "{\"key\": [1, 2.5, null], \"nested\": {\"a\": \"b\"}}",
    "<html><body class='x'>&amp;</body></html>",
    "https://example.org/path/to?x=1&y=%20#frag",
    "a/b//c///d\n/e",
    "!!!???...,,,;;;:::---___===+++",
    "$100 €200 £300 ¥400 ₹500 ± × ÷ ≠ ∞ √",
    "Ünïcödé àéîõü ßẞ ŒœÆæ ÅåØø",
    "naïve café résumé coöperate",
    "Cafe\u0301 n\u0303 a\u0308\u0301 \u0301 leading mark",
    "Привет, как дела? ЁЖИК ёжик",
    "Γειά σου Κόσμε ΑΒΓ αβγς",
    "שלום עולם בְּרֵאשִׁית",
    "مرحبا بالعالم السَّلَامُ ١٢٣",
    "नमस्ते दुनिया १२३ क्षत्रिय",
    "สวัสดีชาวโลก ๑๒๓",
    "你好，世界！今天天气很好。",
    "こんにちは世界 カタカナ ひらがな ー々",
    "안녕하세요 세계 한국어",
    "中文English混合123テスト",
    "ⅣⅫ ½ ¾ ² ³ ₁ ①②③",
    "Ǆ ǅ ǆ ǈ ʰ ʲ ªº ﬁ ﬀ İi ıI ſ K",
    "🙂 👍🏽 👨‍👩‍👧‍👦 🇨🇭 ❤️ ☺",
    "\u00a0non\u00a0breaking\u2003em\u200bzero\u3000wide\u2028line",
    "\ufeffbom \u200fmark \u00adsoft",
    "x" * 200,
    "Aa" * 60 + " " * 50 + "B" * 50,
    "\n" * 20 + " " * 20 + "\n" * 5 + "end",
    "<|bos|>written<|eos|> out <|bos|>",
    "𝕳𝖊𝖑𝖑𝖔 𝟙𝟚𝟛 𐐀𐐨 𠀀𠀁",
    "one'two 'three' ''four'' ’five’ 'S 'T 'Re",
    "mixed \t \n \r spaces \x0b\x0c and \x00\x01\x7f controls",
]

O200K = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
DEEPSEEK_V3 = [
    r"\p{N}{1,3}",
    "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
    r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
]
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_2 = LLAMA_3.replace(r"\p{N}{1,3}", r"\p{N}")


def splits(*patterns):
    parts = [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns]
    return pre_tokenizers.Sequence(
        parts + [pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False)]
    )


def bos(tokenizer):
    return processors.TemplateProcessing(
        single="<|bos|> $A",
        pair="<|bos|> $A <|bos|>:1 $B:1",
        special_tokens=[("<|bos|>", tokenizer.token_to_id("<|bos|>"))],
    )


def learnt(pre_tokenizer, normalizer=None, post_processor=None, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=420,
            special_tokens=["<|bos|>", "<|eos|>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    if post_processor is not None:
        tokenizer.post_processor = post_processor(tokenizer)
    return tokenizer


def main():
    byte_level = processors.ByteLevel(trim_offsets=False)
    made = {
        "GPT-2": learnt(pre_tokenizers.ByteLevel(add_prefix_space=False), post_processor=lambda _: byte_level),
        "SmolLM2": learnt(
            pre_tokenizers.Sequence(
                [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
            )
        ),
        "Llama 3": learnt(
            splits(LLAMA_3),
            post_processor=lambda tokenizer: processors.Sequence([byte_level, bos(tokenizer)]),
            ignore_merges=True,
        ),
        "Qwen 2": learnt(splits(QWEN_2), normalizers.NFC(), lambda _: byte_level),
        "DeepSeek V3": learnt(splits(*DEEPSEEK_V3), normalizers.Sequence([]), bos),
        "GPT-4o": learnt(splits(O200K), post_processor=lambda _: byte_level),
    }
    data = {"made_with": "tokenizers.py", "texts": TEXTS, "tokenizers": {}}
    for name, tokenizer in made.items():
        data["tokenizers"][name] = {
            "file": json.loads(tokenizer.to_str()),
            "ids": [tokenizer.encode(text).ids for text in TEXTS],
            "chat_ids": [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS],
        }
    FILE.write_text(json.dumps(data, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")


main()
