package looplm.eval.record;

import looplm.eval.dataset.Item;

/** One item at one depth or threshold. */
public record Work(Item item, Variant variant) {}
