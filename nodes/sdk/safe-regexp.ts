import { createContext, Script } from "node:vm";
import { NodeError } from "./node-error";

/**
 * Tests a text with a user's regular expression. One that backtracks for ever is an error instead of a worker that
 * hears nothing any more: what could do that runs under a time limit.
 */
export function matches(pattern: string, text: string): boolean {
  const expression = toRegExp(pattern);
  if (isHarmless(expression.source) && text.length <= shortText) return expression.test(text);
  if (Date.now() - (tooSlow.get(pattern) ?? 0) < rememberMs) throw slow(pattern);
  context.expression = expression;
  context.text = text;
  try {
    return Boolean(withinCpuTime(maxMs, () => test.runInContext(context, { timeout: maxMs })));
  } catch {
    if (tooSlow.size > 100) tooSlow.clear();
    tooSlow.set(pattern, Date.now());
    throw slow(pattern);
  } finally {
    context.text = "";
  }
}

/** The clock of the time limit goes on while other processes have the processor: what did not get its time tries again. */
function withinCpuTime<T>(ms: number, work: () => T): T {
  for (let tries = 1; ; tries++) {
    const before = process.threadCpuUsage();
    try {
      return work();
    } catch (thrown) {
      const { user, system } = process.threadCpuUsage(before);
      const isOver = tries >= 20 || (user + system) / 1_000 > ms / 2;
      if (isOver || (thrown as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw thrown;
    }
  }
}

/** Where a node goes on after errors, each of many items would cost the whole limit again. */
const tooSlow = new Map<string, number>();
const rememberMs = 10_000;

const slow = (pattern: string) =>
  new NodeError(`The regular expression "${pattern.slice(0, 80)}" took too long`, {
    code: "CONDITION_REGEX",
    hint: "Repetitions within repetitions, such as (a+)+, are slow: write it in another way",
  });

const maxMs = 250;
const shortText = 2_000;
const context = createContext({ expression: /x/, text: "" });
const test = new Script("expression.test(text)");

/** At most one repetition, and not of a group: its time cannot explode. */
const isHarmless = (source: string) => (source.match(/[*+?{]/g)?.length ?? 0) <= 1 && !/\)[*+?{]/.test(source);

/** `/pattern/flags` or the bare pattern. */
function toRegExp(text: string): RegExp {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return new RegExp(source ?? text, flags ?? "");
  } catch {
    throw new NodeError(`"${text}" is not a valid regular expression`, { code: "CONDITION_REGEX" });
  }
}

type Replacing = { pattern: string; replacement: string; ignoreCase: boolean; param: string };

/** Replaces the first match in each text. Throws `NodeError`, also for an expression that takes too long. */
export function replacer({ pattern, replacement, ignoreCase, param }: Replacing): (texts: string[]) => string[] {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, ignoreCase ? "i" : "");
  } catch {
    throw new NodeError(`"${pattern}" is not a valid regular expression`, { code: "PATTERN_INVALID", param });
  }
  const replacing = createContext({ expression, replacement, texts: [] as string[] });
  return (texts) => {
    replacing.texts = texts;
    try {
      return withinCpuTime(maxMs, () => replace.runInContext(replacing, { timeout: maxMs }) as string[]);
    } catch {
      throw new NodeError(`The regular expression "${pattern.slice(0, 80)}" took too long`, {
        code: "PATTERN_SLOW",
        hint: "Repetitions within repetitions, such as (a+)+, are slow: write it in another way",
        param,
      });
    }
  };
}

const replace = new Script("texts.map((text) => text.replace(expression, replacement))");

/** What work gives that may run a user's regular expressions, or `undefined` when it takes longer than `ms`. */
export function withinTime<T>(ms: number, work: () => T): { value: T } | undefined {
  const place: { result?: { value: T } } = {};
  working.work = () => {
    place.result = { value: work() };
  };
  try {
    withinCpuTime(ms, () => call.runInContext(working, { timeout: ms }));
    return place.result;
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw thrown;
  } finally {
    working.work = () => {};
  }
}

const working = createContext({ work: () => {} });
const call = new Script("work()");
