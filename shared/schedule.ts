import type { ExecutionStatus } from "./execution";

/**
 * A cron pattern in the schedule's time zone, of whose days, weeks or months only every n-th counts; or a period.
 * Weeks begin on Monday.
 */
export type ScheduleRule =
  | { cron: string; every?: { unit: "day" | "week" | "month"; count: number } }
  | { everyMs: number };

/** Of times that were missed: one start for all of them, none, or one for each of the newest. */
export type IfMissed = "once" | "skip" | "all";

/**
 * Why a due time started nothing. `down`: the server did not run. `late`: it ran, and was busy, asleep, or its clock
 * was set forward. `limit`: more were missed than are made up for. `polling`: the look before was still under way.
 * `concurrency`: the workflow's settings leave it out while others run.
 */
export const skipReasons = ["down", "late", "limit", "polling", "concurrency"] as const;
export type SkipReason = (typeof skipReasons)[number];

type Clock = { hour: number; minute: number };

/** What a rule says, for people. `cron`: a pattern that no other has words for. */
export type RuleWords =
  | { is: "seconds" | "minutes"; every: number }
  | { is: "hours"; every: number; minute: number }
  | ({ is: "daily"; every: number } & Clock)
  /** From Sunday, which is 0. */
  | ({ is: "weekly"; every: number; days: number[] } & Clock)
  | ({ is: "monthly"; every: number; day: number } & Clock)
  | { is: "cron"; pattern: string };

export function ruleWords(rule: ScheduleRule): RuleWords {
  if ("everyMs" in rule) {
    const seconds = rule.everyMs / 1_000;
    return seconds % 60 === 0 ? { is: "minutes", every: seconds / 60 } : { is: "seconds", every: seconds };
  }
  const every = rule.every?.count ?? 1;
  const [, minute, hour = "", day = "", month, days = ""] = /^(\d{1,2}) (\S+) (\S+) (\S+) (\S+)$/.exec(rule.cron) ?? [];
  const step = /^\*\/(\d+)$/.exec(hour)?.[1];
  const isAnyDay = day === "*" && days === "*";
  const isFixed = /^\d{1,2}$/.test(hour);
  const clock = { hour: Number(hour), minute: Number(minute) };
  if (minute === undefined || month !== "*" || (!step && !isFixed)) return { is: "cron", pattern: rule.cron };
  if (step && isAnyDay) return { is: "hours", every: Number(step), minute: clock.minute };
  if (isFixed && isAnyDay) return { is: "daily", every, ...clock };
  if (isFixed && day === "*" && /^[0-7](,[0-7])*$/.test(days))
    return { is: "weekly", every, days: days.split(",").map((one) => Number(one) % 7), ...clock };
  if (isFixed && days === "*" && /^\d{1,2}$/.test(day)) return { is: "monthly", every, day: Number(day), ...clock };
  return { is: "cron", pattern: rule.cron };
}

type Place = {
  id: number;
  workflowId: string;
  workflowName: string;
  nodeName: string;
  nodeType: string | null;
  timezone: string;
};

export type UpcomingSchedule = Place & {
  isPoll: boolean;
  rule: RuleWords;
  /** The time it is due at; it starts at most half a period later, by its jitter. */
  dueAt: number;
  startsAt: number;
  /** The due times after it. */
  following: number[];
  ifMissed: IfMissed;
  maxMissed: number;
  /** Of the executions it started, the newest that is still there. */
  lastExecution: { id: number; status: ExecutionStatus; at: number } | null;
};

export type ScheduleSkip = Place & {
  reason: SkipReason;
  fromAt: number;
  toAt: number;
  count: number;
  /** There were more than anybody counted. */
  isAtLeast: boolean;
  at: number;
};

/** The last one of a page, by its time: the next page begins after it. */
export type ScheduleCursor = { at: number; id: number };
