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
    applyClock(luxon);
  }
  return luxon;
}

let clock = { now: 0, zone: "utc" };

/** The zone and the moment of the step under way, for all dates that name none. */
export function setClock(now: number, zone: string): void {
  clock = { now, zone };
  if (luxon) applyClock(luxon);
}

function applyClock({ Settings }: Luxon): void {
  const { now, zone } = clock;
  Settings.defaultZone = zone;
  Settings.now = () => now;
}

/** Without luxon there are no such dates. */
export const isLuxonDate = (value: unknown): boolean => luxon?.DateTime.isDateTime(value) ?? false;

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

type Hash = (bytes: Uint8Array) => Uint8Array;
type Hashes = { [name: string]: Hash };

export function findHash(algorithm: string): Hash | undefined {
  switch (algorithm) {
    case "md5":
    case "sha1":
      return (require("@noble/hashes/legacy.js") as Hashes)[algorithm];
    case "sha224":
    case "sha256":
    case "sha384":
    case "sha512":
      return (require("@noble/hashes/sha2.js") as Hashes)[algorithm];
    case "sha3":
      return (require("@noble/hashes/sha3.js") as Hashes).sha3_512;
    default:
      return undefined;
  }
}
