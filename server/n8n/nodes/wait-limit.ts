import type { Json, JsonObject } from "@/shared/item";
import { text, unless } from "../params";

/** How long n8n's waiting nodes wait at most. Ends by a fixed moment are no limits here. */
export function limitHours(params: JsonObject): Json {
  if (params.limitWaitTime !== true || text(params.limitType, "afterTimeInterval") !== "afterTimeInterval") return 0;
  const { resumeAmount = 1 } = params;
  const factor = hours[text(params.resumeUnit, "hours")] ?? 1;
  return typeof resumeAmount === "number" ? resumeAmount * factor : resumeAmount;
}

const hours: { [unit: string]: number } = { seconds: 1 / 3600, minutes: 1 / 60, hours: 1, days: 24 };

export const limitWarnings = ({ limitWaitTime, limitType }: JsonObject): string[] =>
  limitWaitTime === true && limitType === "atSpecifiedTime"
    ? ["The moment at which the wait would end at the latest is left out: set a number of hours"]
    : [];

export function writeLimit(limit: Json | undefined): JsonObject {
  const hoursAtMost = unless(limit, 0);
  return hoursAtMost === undefined ? {} : { limitWaitTime: true, resumeAmount: hoursAtMost };
}
