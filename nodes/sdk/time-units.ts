import { p } from "./params";

const units = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
export type TimeUnit = keyof typeof units;

export const unitParam = (preset: TimeUnit = "seconds") =>
  p.select({ label: "Unit", options: ["seconds", "minutes", "hours", "days"], default: preset });

export const inMs = (amount: number, unit: TimeUnit): number => amount * units[unit];
