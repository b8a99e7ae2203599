import { fail } from "../expression-error";
import { momentOf } from "./moment";

type Methods<T> = { [name: string]: (value: T, args: unknown[]) => unknown };

export const numberMethods: Methods<number> = {
  abs: (value) => Math.abs(value),
  ceil: (value) => Math.ceil(value),
  floor: (value) => Math.floor(value),
  format: (value, [locale = "en-US", options]) =>
    new Intl.NumberFormat(String(locale), options as Intl.NumberFormatOptions | undefined).format(value),
  isEmpty: () => false,
  isEven: (value) => whole(value, "isEven") % 2 === 0,
  isInteger: (value) => Number.isInteger(value),
  isNotEmpty: () => true,
  isOdd: (value) => Math.abs(whole(value, "isOdd")) % 2 === 1,
  round,
  toBoolean: (value) => value !== 0,
  toDateTime: (value, [format]) => momentOf(value, format),
  toFloat: (value) => value,
  toInt: (value) => round(value, []),
  toNumber: (value) => value,
};

export const booleanMethods: Methods<boolean> = {
  isEmpty: () => false,
  isNotEmpty: () => true,
  toBoolean: (value) => value,
  toFloat: Number,
  toInt: Number,
  toNumber: Number,
};

const whole = (value: number, method: string) =>
  Number.isInteger(value) ? value : fail(`${method}() is only callable on integers`);

function round(value: number, [places = 0]: unknown[]): number {
  return Number(value.toFixed(Number(places)));
}
