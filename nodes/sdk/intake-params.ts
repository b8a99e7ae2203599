import type { IntakeRate } from "./define-node";
import { p } from "./params";

/** What every trigger that others call is limited by. */
const advanced = { advanced: true, expression: false } as const;

export const rateParams = {
  perMinute: p.number({
    label: "Most calls a minute",
    help: "More are answered with 429 and start nothing. 0: as many as the server lets through",
    default: 0,
    min: 0,
    max: 1_000_000,
    integer: true,
    ...advanced,
  }),
  burst: p.number({
    label: "Of these at once",
    help: "After a while of quiet. 0: all",
    default: 0,
    min: 0,
    max: 1_000_000,
    integer: true,
    ...advanced,
  }),
};

export const rateOf = ({ perMinute, burst }: IntakeRate): { rate?: IntakeRate } =>
  perMinute > 0 ? { rate: { perMinute, burst: burst || perMinute } } : {};

export const callersParam = p.text({
  label: "Network addresses that may call it",
  help: "Such as 203.0.113.7 or 10.0.0.0/8, with commas between. Empty: all. Behind a proxy the server must trust it: ISLEWIRE_TRUST_PROXY",
  ...advanced,
});

/** What was given with commas between. */
export const entriesOf = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
