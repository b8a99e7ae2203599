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
    for (const part of insideOf(luxon)) onLoad(part);
  }
  return luxon;
}

/** Its classes, those it does not export but hands out, and the zones it keeps. */
function insideOf({ DateTime, IANAZone, FixedOffsetZone, SystemZone, ...others }: Luxon): object[] {
  const create = IANAZone.create.bind(IANAZone);
  IANAZone.create = (name) => Object.freeze(create(name));
  const moment = DateTime.fromMillis(0, { zone: "utc" });
  const { loc } = moment as unknown as { loc: Locale };
  const made = [loc, loc.dtFormatter(moment, {}), loc.numberFormatter({}), loc.relFormatter({})];
  return [
    ...[DateTime, IANAZone, FixedOffsetZone, SystemZone, FixedOffsetZone.utcInstance, SystemZone.instance],
    ...Object.values(others).filter((part) => typeof part === "function"),
    ...made.map((instance) => Object.getPrototypeOf(instance) as object),
  ];
}

type Locale = {
  dtFormatter(moment: unknown, options: object): object;
  numberFormatter(options: object): object;
  relFormatter(options: object): object;
};

export function findPath(value: unknown, query: string): unknown {
  const { search } = require("jmespath") as { search(value: unknown, query: string): unknown };
  return search(value, query);
}
