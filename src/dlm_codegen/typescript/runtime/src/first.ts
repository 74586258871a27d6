/** What comes first of many things, in memory that does not depend on how many there are. */

/** Returns a number below 0 where one item comes before the other. */
export type Compare<Item> = (one: Item, other: Item) => number;

/** Keeps the `most` items that come first in an order. */
export class First<Item> {
  readonly #compare: Compare<Item>;
  readonly #most: number;
  readonly #items: Item[] = [];
  #last: Item | undefined;

  constructor(compare: Compare<Item>, most: number) {
    this.#compare = compare;
    this.#most = most;
  }

  add(item: Item): void {
    if (this.#last !== undefined && this.#compare(item, this.#last) > 0) {
      return;
    }
    this.#items.push(item);
    if (this.#items.length > 2 * this.#most) {
      this.#items.sort(this.#compare).length = this.#most;
      this.#last = this.#items.at(-1);
    }
  }

  inOrder(): Item[] {
    return this.#items.sort(this.#compare).slice(0, this.#most);
  }
}

export function firstOf<Item>(items: Iterable<Item>, compare: Compare<Item>, most: number): Item[] {
  const first = new First(compare, most);
  for (const item of items) {
    first.add(item);
  }
  return first.inOrder();
}
