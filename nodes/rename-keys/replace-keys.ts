import { createContext, Script } from "node:vm";
import { NodeError } from "@/nodes/sdk";

type Pattern = { search: string; replace: string; ignoreCase: boolean; param: string };

/** Renames keys with a user's regular expression. One that backtracks for ever is stopped. */
export function keyReplacer({ search, replace, ignoreCase, param }: Pattern): (keys: string[]) => string[] {
  let expression: RegExp;
  try {
    expression = new RegExp(search, ignoreCase ? "i" : "");
  } catch {
    throw new NodeError(`"${search}" is not a valid regular expression`, { code: "PATTERN_INVALID", param });
  }
  return (keys) => {
    const context = createContext({ expression, keys, replacement: replace });
    try {
      return script.runInContext(context, { timeout: maxMs }) as string[];
    } catch {
      throw new NodeError(`The regular expression "${search.slice(0, 80)}" took too long`, {
        code: "PATTERN_SLOW",
        hint: "Repetitions within repetitions, such as (a+)+, are slow: write it in another way",
        param,
      });
    }
  };
}

const maxMs = 250;
const script = new Script("keys.map((key) => key.replace(expression, replacement))");
