package looplm.eval.run;

import looplm.eval.dataset.Item;

/** One item at one depth or threshold. */
record Work(Item item, Variant variant) {}
