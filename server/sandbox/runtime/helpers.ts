import { fail } from "./expression-error";
import { findPath } from "./lazy";

/** The functions of the language that read no data of the execution. Made anew for each call: nothing is shared. */
export function createHelpers(): { [name: string]: unknown } {
  const min = (...numbers: number[]) => Math.min(...numbers.flat());
  const max = (...numbers: number[]) => Math.max(...numbers.flat());
  const average = (...numbers: number[]) => {
    const all = numbers.flat();
    return all.length === 0 ? 0 : all.reduce((total, number) => total + number, 0) / all.length;
  };
  const not = (value: unknown) => !value;
  return {
    $jmespath: findPath,
    $jmesPath: findPath,
    $if: (test: unknown, yes: unknown, no: unknown = false) => (test ? yes : no),
    $ifEmpty,
    $min: min,
    $max: max,
    $average: average,
    $not: not,
    min,
    max,
    average,
    not,
    numberList,
    zip,
  };

  function $ifEmpty(...args: unknown[]): unknown {
    if (args.length !== 2) fail("$ifEmpty(): expected two arguments, the value and what stands in for it");
    const [value, otherwise] = args;
    return isEmpty(value) ? otherwise : value;
  }

  function numberList(start: number, end: number): number[] {
    const size = Math.abs(end - start) + 1;
    const step = end < start ? -1 : 1;
    return Array.from({ length: size }, (_, at) => start + at * step);
  }

  function zip(keys: unknown[], values: unknown[]): unknown {
    if (keys.length !== values.length) fail("zip(): the keys and the values are not equally many");
    return Object.fromEntries(keys.map((key, at) => [String(key), values[at]]));
  }
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && !(value instanceof Date) && Object.keys(value).length === 0;
}
