import { and, asc, eq, gt } from "drizzle-orm";
import { steps } from "@/server/db/schema";
import { outputsIn } from "@/server/db/step-outputs";
import type { Source } from "@/server/engine/schedule";
import type { ItemLineage, RelatedItems } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { Item, Ports } from "@/shared/item";
import { itemPreview } from "@/shared/item-preview";
import { originsOf, sourceOf } from "@/shared/lineage";
import type { ServiceContext } from "./context";
import { Marks } from "./marks";
import { requireData } from "./status-only";

/** One walk tells of this many places, reads this much of the stored items, and follows this many items. */
const maxPlaces = 100;
const maxCharacters = 64_000_000;
const maxMarks = 50_000;
/** Of one place. */
const maxItems = 10;
/** Looked through for what became of an item; only those that took it are read. */
const maxLaterSteps = 5_000;

/** Where an item came from, back to the start of the execution, and what became of it. */
export function itemLineage(
  ctx: Pick<ServiceContext, "store" | "actor">,
  { id, ...place }: { id: number; step: number; port: string; item: number },
): ItemLineage {
  requireData(ctx, id);
  const { store } = ctx;
  const stored = storedSteps(store, id);
  const asked = stored.read(place.step);
  if (!asked?.outputs[place.port]?.[place.item]) {
    throw new AppError("NOT_FOUND", "This item is not stored", { hint: "The execution may have been deleted" });
  }
  return { ...before(stored, asked, place), ...after(storedSteps(store, id), asked, place) };
}

type Place = { step: number; port: string; item: number };
type Sources = { [port: string]: Source };
type StoredStep = { step: number; nodeId: string; run: number; sources: Sources; outputs: Ports };
type StoredSteps = ReturnType<typeof storedSteps>;

/** An origin always lies in an earlier step, so the latest step that is still open has all its marks: it is read once. */
function before(stored: StoredSteps, asked: StoredStep, place: Place) {
  const marks = new Marks(maxMarks);
  const found: RelatedItems[] = [];
  const end = follow(asked, place.port, [place.item]);
  let isCut = false;
  for (let index = marks.lastStep(); index !== undefined; index = marks.lastStep()) {
    const step = found.length < maxPlaces ? stored.read(index) : undefined;
    if (!step) {
      isCut = true;
      break;
    }
    for (const [port, items] of marks.take(index)) {
      found.push({ ...related(step, port, items), ...follow(step, port, items) });
    }
  }
  return { before: found, ...end, beforeIsCut: isCut || marks.isFull };

  function follow(step: StoredStep, port: string, items: number[]): Pick<RelatedItems, "end"> {
    if (Object.keys(step.sources).length === 0) return { end: "start" };
    let isUnknown = false;
    for (const item of items) {
      const origins = placesOf(step, step.outputs[port]?.[item]?.from);
      isUnknown ||= origins.length === 0;
      for (const origin of origins) marks.add(origin.step, origin.port, origin.item);
    }
    return isUnknown ? { end: "unknown" } : {};
  }
}

/** A step is read when it took from a place with marks, or an earlier run of its node did and may have kept it. */
function after(stored: StoredSteps, asked: StoredStep, place: Place) {
  const marks = new Marks(maxMarks);
  marks.add(place.step, place.port, place.item);
  const found: RelatedItems[] = [];
  const nodesThatTook = new Set<string>();
  for (const { step: index, nodeId, sources } of stored.later(asked.step)) {
    if (Object.values(sources).some(({ step, port }) => marks.isAt(step, port))) nodesThatTook.add(nodeId);
    if (!nodesThatTook.has(nodeId)) continue;
    const step = found.length < maxPlaces ? stored.read(index) : undefined;
    if (!step) return { after: found, afterIsCut: true };
    for (const [port, items] of Object.entries(step.outputs)) {
      const descendants = items.flatMap(({ from }, item) =>
        placesOf(step, from).some((origin) => marks.has(origin.step, origin.port, origin.item)) ? [item] : [],
      );
      if (descendants.length === 0) continue;
      for (const item of descendants) marks.add(index, port, item);
      found.push(related(step, port, descendants));
    }
  }
  return { after: found, afterIsCut: marks.isFull || stored.isCut() };
}

function related({ step, nodeId, run, outputs }: StoredStep, port: string, items: number[]): RelatedItems {
  const shown = items.toSorted((a, b) => a - b).slice(0, maxItems);
  return {
    ...{ step, nodeId, run, port },
    total: items.length,
    items: shown.flatMap((item) => {
      const stored = outputs[port]?.[item];
      return stored ? [{ item, preview: itemPreview(stored) }] : [];
    }),
  };
}

/** Only what lies before the step: whatever is stored, a walk ends. */
function placesOf({ step, sources }: StoredStep, from: Item["from"]): Place[] {
  return originsOf(from).flatMap((origin) => {
    const source = sourceOf(sources, origin);
    return source && source.step < step ? [{ ...source, item: origin.item }] : [];
  });
}

function storedSteps(store: ServiceContext["store"], executionId: number) {
  const { step, nodeId, run, sources, outputs } = steps;
  let readCharacters = 0;
  const outputsOf = outputsIn(store.rawRead, executionId, (characters) => {
    readCharacters += characters;
  });
  let isCut = false;
  return {
    isCut: () => isCut,

    /** Undefined when it is not stored, or when too much was read already. */
    read(index: number): StoredStep | undefined {
      if (readCharacters > maxCharacters) return undefined;
      const row = store.read
        .select({ step, nodeId, run, sources, outputs })
        .from(steps)
        .where(and(eq(steps.executionId, executionId), eq(step, index)))
        .get();
      if (!row) return undefined;
      return { ...row, sources: parseSources(row.sources), outputs: outputsOf(row) };
    },

    later(index: number) {
      const rows = store.read
        .select({ step, nodeId, sources })
        .from(steps)
        .where(and(eq(steps.executionId, executionId), gt(step, index)))
        .orderBy(asc(step))
        .limit(maxLaterSteps + 1)
        .all();
      isCut = rows.length > maxLaterSteps;
      return rows.slice(0, maxLaterSteps).map((row) => ({ ...row, sources: parseSources(row.sources) }));
    },
  };
}

const parseSources = (text: string | null): Sources => (text ? (JSON.parse(text) as Sources) : {});
