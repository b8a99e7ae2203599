/** Libraries inside the isolate, evaluated on first use: most expressions need none. */

declare const require: (name: string) => unknown;

type Luxon = typeof import("luxon");

let luxon: Luxon | undefined;
let onLoad: (value: object) => void = () => {};

/** Called with each library when it is loaded, so that a shared context can freeze it. */
export const whenLoaded = (listener: (value: object) => void) => {
  onLoad = listener;
};

export function loadLuxon(): Luxon {
  if (!luxon) {
    luxon = require("luxon") as Luxon;
    for (const part of [luxon.DateTime, luxon.Duration, luxon.Interval, luxon.Settings, luxon.Info]) onLoad(part);
  }
  return luxon;
}

export function findPath(value: unknown, query: string): unknown {
  const { search } = require("jmespath") as { search(value: unknown, query: string): unknown };
  return search(value, query);
}
