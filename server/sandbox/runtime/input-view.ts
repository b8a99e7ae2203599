import { fail } from "./expression-error";
import type { ItemList } from "./show-items";

/** What `$input` gives. Made for each item, so its members are on the class. */
export class InputView {
  readonly #list: ItemList;
  readonly #index: number;
  readonly #params: unknown;
  readonly #copies: boolean;

  constructor(list: ItemList, index: number, params: unknown, copies: boolean) {
    this.#list = list;
    this.#index = index;
    this.#params = params;
    this.#copies = copies;
  }

  get item() {
    return this.#list.at(this.#index);
  }
  get params() {
    return this.#params;
  }
  get context() {
    return {};
  }
  first(...args: unknown[]) {
    takesNothing("first", args);
    return this.#list.at(0);
  }
  last(...args: unknown[]) {
    takesNothing("last", args);
    return this.#list.at(this.#list.length - 1);
  }
  all(...args: unknown[]) {
    takesNothing("all", args);
    return this.#copies ? this.#list.all().slice() : this.#list.all();
  }
}

function takesNothing(name: string, args: unknown[]): void {
  if (args.length > 0) fail(`$input.${name}() should have no arguments`);
}
