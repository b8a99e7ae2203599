import type { Source } from "@/server/engine/schedule";
import type { Item, Origin, Ports } from "@/shared/item";
import { originsOf, sourceOf } from "@/shared/lineage";

/** What has happened in an execution so far, for `$('Node')` and for finding out which item came from which. */
export type PastStep = {
  nodeId: string;
  run: number;
  sources: { [port: string]: Source };
  outputs: Ports;
  /** Its outputs are what came in: how many such steps in a row lead to the items. */
  passes?: number;
};

/** Characters of JSON that earlier runs of nodes may take in memory, before those unused for longest are let go. */
const keptCharacters = 8 * 1024 * 1024;
/** Outputs below this are not worth reading again, however many there are. */
const smallCharacters = 256;

export class History {
  /** `start`: what the first step began with. `reload` reads the outputs of a step that are on disk. */
  constructor(
    private readonly start: Item[] = [],
    private readonly reload?: (index: number) => Ports,
  ) {}

  private readonly steps: (PastStep | undefined)[] = [];
  private readonly stepsOf = new Map<string, number[]>();
  /** Characters of the outputs that are here and on disk, too; those unused for longest come first. */
  private readonly sizes = new Map<number, number>();
  private total = 0;

  add(index: number, step: PastStep): void {
    this.steps[index] = step;
    const known = this.stepsOf.get(step.nodeId);
    if (known) known.push(index);
    else this.stepsOf.set(step.nodeId, [index]);
  }

  /** What is stored at the source of a step's items. */
  earlier(source: Source | undefined): { items: readonly Item[]; passes: number } {
    if (!source) return { items: this.start, passes: 0 };
    const step = this.steps[source.step];
    return { items: step?.outputs[source.port] ?? [], passes: step?.passes ?? 0 };
  }

  /** Characters of the outputs of a step, where they are here and on disk, and not small. */
  charactersOf(index: number): number {
    return this.sizes.get(index) ?? 0;
  }

  /** The outputs of a step are on disk: they may leave the memory once its node has run again. */
  stored(index: number, characters: number): void {
    if (!this.reload || characters < smallCharacters) return;
    this.count(index, characters);
    this.shrink(index);
  }

  private count(index: number, characters: number): void {
    this.total += characters - (this.sizes.get(index) ?? 0);
    this.sizes.set(index, characters);
  }

  private shrink(except: number): void {
    if (this.total <= keptCharacters) return;
    for (const [index, characters] of this.sizes) {
      if (this.total <= keptCharacters) return;
      const step = this.steps[index];
      if (!step || index === except || this.last(step.nodeId) === step) continue;
      this.sizes.delete(index);
      this.total -= characters;
      this.steps[index] = this.letGo(index, step, characters);
    }
  }

  private letGo(index: number, { nodeId, run, sources, passes }: PastStep, characters: number): PastStep {
    const { steps, reload } = this;
    const shrink = () => {
      this.count(index, characters);
      this.shrink(index);
    };
    return {
      ...{ nodeId, run, sources, passes },
      get outputs() {
        const now = steps[index];
        if (now && now !== this) return now.outputs;
        const outputs = reload?.(index) ?? {};
        steps[index] = { nodeId, run, sources, passes, outputs };
        shrink();
        return outputs;
      },
    };
  }

  step(index: number): PastStep | undefined {
    return this.steps[index];
  }

  /** The latest run of a node. */
  last(nodeId: string): PastStep | undefined {
    const index = this.stepsOf.get(nodeId)?.at(-1);
    return index === undefined ? undefined : this.steps[index];
  }

  /** All runs of a node, in their order. */
  runs(nodeId: string): PastStep[] {
    return (this.stepsOf.get(nodeId) ?? []).flatMap((index) => this.steps[index] ?? []);
  }

  /** What came to the first input of a run of a node. */
  inputOf(nodeId: string, run: number): { items: Item[]; originOf(item: number): Origin } {
    const sources = this.steps[this.stepsOf.get(nodeId)?.[run] ?? -1]?.sources ?? {};
    const [first] = Object.keys(sources).sort();
    const source = first === undefined ? undefined : sources[first];
    if (!source) return { items: this.start, originOf: (item) => ({ item }) };
    const items = this.steps[source.step]?.outputs[source.port] ?? [];
    return { items, originOf: (item) => ({ item, source }) };
  }

  /**
   * The item of `nodeId` that an item at `source` descends from; "several" when it descends from more than one.
   * Undefined when the two are not connected.
   */
  trace(source: Source | undefined, item: number, nodeId: string): Traced {
    const seen = new Set<string>();
    const open: { source: Source | undefined; item: number }[] = [{ source, item }];
    let found: { port: string; item: number } | undefined;
    for (let place = open.pop(); place; place = open.pop()) {
      if (!place.source) continue;
      const { step: index, port } = place.source;
      const key = `${index}:${port}:${place.item}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const step = this.steps[index];
      if (!step) continue;
      if (step.nodeId === nodeId) {
        if (!step.outputs[port]?.[place.item]) continue;
        if (found && (found.port !== port || found.item !== place.item)) return "several";
        found = { port, item: place.item };
        continue;
      }
      const from = step.outputs[port]?.[place.item]?.from;
      // Backwards: the first origin is looked at first.
      for (const origin of originsOf(from).toReversed()) {
        open.push({ source: sourceOf(step.sources, origin), item: origin.item });
      }
    }
    return found;
  }
}

export type Traced = { port: string; item: number } | "several" | undefined;
