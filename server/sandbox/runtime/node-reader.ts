import type { SandboxScope } from "../protocol";
import { fail } from "./expression-error";
import { type ItemList, type RuntimeItem, type ShownItem, showItems } from "./show-items";

/** `$('Name')` and its older forms: what the nodes before gave, read from their texts on demand. */

type Branch = number | string;
type KnownNode = SandboxScope["nodes"][number];
type Output = { port: string; list(): ItemList };

export class PastNodes {
  readonly #known = new Map<string, { node: KnownNode; runs: Map<number, Output[]> }>();
  readonly #notExecuted: ReadonlySet<string>;
  readonly #plans: ReadonlyMap<string, unknown>;

  constructor({ nodes, notExecuted, notExecutedParams = [] }: SandboxScope, texts: string[]) {
    this.#notExecuted = new Set(notExecuted);
    this.#plans = new Map(notExecutedParams);
    let at = 0;
    const outputs = (ports: string[]) => ports.map((port) => ({ port, list: listOf(texts[at++] ?? "[]") }));
    for (const node of nodes) {
      const runs = new Map([[node.run ?? 0, outputs(node.ports)]]);
      for (const { run, ports } of node.earlier ?? []) runs.set(run, outputs(ports));
      this.#known.set(node.name, { node, runs });
    }
  }

  names(): string[] {
    return [...this.#known.keys(), ...this.#notExecuted];
  }

  isExecuted(name: string): boolean {
    this.#mustExist(name);
    return this.#known.has(name);
  }

  /** Of a node that has run. */
  node(name: string): KnownNode {
    return this.#need(name).node;
  }

  /** Empty while the node has not run. */
  context(name: string): unknown {
    this.#mustExist(name);
    return this.#known.get(name)?.node.context ?? {};
  }

  params(name: string): unknown {
    this.#mustExist(name);
    return this.#known.get(name)?.node.params ?? this.#plans.get(name) ?? {};
  }

  /** The items of an output of a run; without them those of the last run that lead here. -1 is the last run, too. */
  output(name: string, branch?: Branch, run = -1): ItemList {
    const { node, runs } = this.#need(name);
    const outputs = runs.get(run === -1 ? (node.run ?? 0) : run);
    if (!outputs) return fail(`Run ${run} of node "${name}" not found`);
    if (typeof branch === "number" && branch >= outputs.length && outputs.length > 0) {
      return fail(`Node "${name}" has no branch with index ${branch}`);
    }
    const found =
      typeof branch === "number" ? outputs[branch] : outputs.find(({ port }) => port === (branch ?? node.defaultPort));
    return found?.list() ?? nothing;
  }

  /** The item that an input item came from. */
  paired(name: string, index: number): ShownItem | undefined {
    const { node, runs } = this.#need(name);
    const place = node.paired[index];
    if (place === undefined && index >= node.paired.length && node.paired.length > 0) return undefined;
    if (place === "several")
      return fail(`Item ${index} came from several items of "${name}". Use first(), last() or all()`);
    if (!place) return fail(`It is not known which item of "${name}" belongs to item ${index}`);
    return runs
      .get(node.run ?? 0)
      ?.[place[0]]?.list()
      .at(place[1]);
  }

  #need(name: string) {
    this.#mustExist(name);
    return this.#known.get(name) ?? fail(`Node "${name}" has not been executed`);
  }

  #mustExist(name: string): void {
    if (!this.#known.has(name) && !this.#notExecuted.has(name)) fail(`There is no node "${name}" in this workflow`);
  }
}

const nothing = showItems([], false);

function listOf(text: string): () => ItemList {
  let list: ItemList | undefined;
  return () => {
    list ??= showItems(JSON.parse(text) as RuntimeItem[], false);
    return list;
  };
}

/** What `$('Name')` gives. Its members are on the class, so that it has no fields of its own. */
export class NodeView {
  readonly #nodes: PastNodes;
  readonly #name: string;
  readonly #index: number;
  readonly #copies: boolean;

  constructor(nodes: PastNodes, name: string, index: number, copies: boolean) {
    this.#nodes = nodes;
    this.#name = name;
    this.#index = index;
    this.#copies = copies;
  }

  get item() {
    return this.#nodes.paired(this.#name, this.#index);
  }
  get isExecuted() {
    return this.#nodes.isExecuted(this.#name);
  }
  get params() {
    return this.#nodes.params(this.#name);
  }
  get context() {
    return this.#nodes.context(this.#name);
  }
  itemMatching(index?: number) {
    if (index === undefined) return fail("Missing item index for .itemMatching()");
    return this.#nodes.paired(this.#name, index);
  }
  pairedItem(index: number = this.#index) {
    return this.#nodes.paired(this.#name, index);
  }
  first(branch?: Branch, run?: number) {
    return this.#nodes.output(this.#name, branch, run).at(0);
  }
  last(branch?: Branch, run?: number) {
    const list = this.#nodes.output(this.#name, branch, run);
    return list.at(list.length - 1);
  }
  all(branch?: Branch, run?: number) {
    const items = this.#nodes.output(this.#name, branch, run).all();
    return this.#copies ? items.slice() : items;
  }
}

/** What `$node["Name"]` gives: the item at the same place, else the one this item came from. */
export class LegacyNodeView {
  readonly #nodes: PastNodes;
  readonly #name: string;
  readonly #index: number;

  constructor(nodes: PastNodes, name: string, index: number) {
    this.#nodes = nodes;
    this.#name = name;
    this.#index = index;
  }

  get json() {
    return this.#item()?.json;
  }
  get data() {
    return this.#item()?.json;
  }
  get binary() {
    return this.#item()?.binary ?? {};
  }
  get parameter() {
    return this.#nodes.params(this.#name);
  }
  get context() {
    return this.#nodes.context(this.#name);
  }
  get runIndex() {
    return this.#nodes.node(this.#name).run ?? 0;
  }

  #item(): ShownItem | undefined {
    return this.#nodes.output(this.#name).at(this.#index) ?? this.#nodes.paired(this.#name, this.#index);
  }
}
