import { nanoid } from "nanoid";
import type { Json, JsonObject } from "@/shared/item";
import type { StickyNote } from "@/shared/workflow";
import { object, word } from "./params";

/** Cards are larger here than n8n draws them: the same drawing with more room between them. */
const roomier = { x: 1.5, y: 1.25 };

export function positionOf(value: Json | undefined): { x: number; y: number } {
  const [x, y] = Array.isArray(value) ? value : [];
  const place = (given: Json | undefined, factor: number) =>
    Math.round(numberBetween(numberBetween(given, -1_000_000, 1_000_000, 0) * factor, -1_000_000, 1_000_000, 0));
  return { x: place(x, roomier.x), y: place(y, roomier.y) };
}

export function writePosition({ x, y }: { x: number; y: number }): [number, number] {
  return [fine(x / roomier.x), fine(y / roomier.y)];
}

/** Fine enough to come back as the same whole number. */
const fine = (value: number) => Math.round(value * 100) / 100;

/** n8n numbers its colours. */
const colors: { [number: number]: StickyNote["color"] } = {
  3: "pink",
  4: "green",
  5: "blue",
  6: "purple",
  7: "gray",
};

export function readNote(given: JsonObject): StickyNote {
  const params = object(given.parameters);
  return {
    id: nanoid(10),
    text: word(params.content).slice(0, 50_000),
    position: positionOf(given.position),
    size: {
      width: sizeOf(params.width, 240, roomier.x),
      height: sizeOf(params.height, 160, roomier.y),
    },
    color: colors[Number(word(params.color))] ?? "yellow",
  };
}

const sizeOf = (given: Json | undefined, usual: number, factor: number) =>
  Math.round(Math.min(Math.max(numberBetween(given, 0, 20_000, usual) * factor, 40), 20_000));

export function writeNote({ id, text, position, size, color }: StickyNote): JsonObject {
  const number = Object.keys(colors).find((key) => colors[Number(key)] === color);
  return {
    ...{ id, name: `Sticky Note ${id}`, type: "n8n-nodes-base.stickyNote", typeVersion: 1 },
    position: writePosition(position),
    parameters: {
      ...{ content: text, width: fine(size.width / roomier.x), height: fine(size.height / roomier.y) },
      ...(number !== undefined && { color: Number(number) }),
    },
  };
}

/** The nearest number of the range; `otherwise` for what is no number at all. */
export function numberBetween(value: Json | undefined, min: number, max: number, otherwise: number): number {
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? otherwise : Math.min(Math.max(number, min), max);
}
