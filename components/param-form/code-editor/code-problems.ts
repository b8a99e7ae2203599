import { javascriptLanguage } from "@codemirror/lang-javascript";
import { type Options, parse } from "acorn";
import { expressionVariables } from "@/shared/expression-variables";
import type { Texts } from "../../messages/texts";
import { codeRegions } from "./code-regions";
import { nearestName } from "./nearest-name";

/** What is wrong with expressions and code, as far as it shows before they run. Places are offsets in the text. */

export type CodeProblem = {
  from: number;
  to: number;
  severity: "error" | "warning";
  message: string;
  /** What to write there instead. */
  fix?: string;
};

/** Of the whole workflow; `undefined` where nobody knows them. */
type NodeNames = readonly string[] | undefined;

/** The text of an expression field: every `{{ code }}` in it. */
export function expressionProblems(text: string, nodeNames: NodeNames, t: Texts): CodeProblem[] {
  return codeRegions(text).flatMap(({ from, codeFrom, codeTo, to }) => {
    if (to === codeTo) {
      const message = t("forms.codeEditor.problems.unclosedBraces");
      return [{ from, to: codeFrom, severity: "warning" as const, message }];
    }
    // `\}}` is `}}` in code; a space keeps all places as they are.
    const code = text.slice(codeFrom, codeTo).replaceAll("\\}}", " }}");
    if (code.trim() === "") return [];
    const found = [...single(expressionFault(code, t)), ...nameProblems(code, nodeNames, expressionNames, t)];
    return found.map((problem) => ({ ...problem, from: codeFrom + problem.from, to: codeFrom + problem.to }));
  });
}

/** The body of an asynchronous function, as the Code node runs it. */
export function scriptProblems(text: string, nodeNames: NodeNames, t: Texts): CodeProblem[] {
  const fault = faultOf(text, { allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true }, t);
  return [...single(fault), ...nameProblems(text, nodeNames, scriptNames, t)];
}

const single = (problem: CodeProblem | undefined) => (problem ? [problem] : []);

/** Code that starts with a brace is an object. */
function expressionFault(code: string, t: Texts): CodeProblem | undefined {
  const start = code.length - code.trimStart().length;
  if (code[start] !== "{") return faultOf(code, {}, t);
  const fault = faultOf(`${code.slice(0, start)}(${code.slice(start)}\n)`, {}, t);
  const inside = (place: number) => Math.min(Math.max(place - 1, 0), code.length);
  return fault && marked(code, inside(fault.from), fault.message);
}

function faultOf(source: string, options: Partial<Options>, t: Texts): CodeProblem | undefined {
  try {
    parse(source, { ecmaVersion: "latest", sourceType: "script", ...options });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RangeError) return marked(source, 0, t("forms.codeEditor.problems.tooDeep"));
    if (!(thrown instanceof SyntaxError) || !("pos" in thrown) || typeof thrown.pos !== "number") return undefined;
    return marked(source, thrown.pos, plainMessage(thrown.message, source, thrown.pos, t));
  }
}

/** Marks a word or a sign; at the end of the code, the last sign. */
function marked(source: string, place: number, message: string): CodeProblem {
  const end = source.trimEnd().length;
  const from = Math.max(0, Math.min(place, end - 1));
  const word = /^[\w$]+/.exec(source.slice(from, from + 100))?.[0] ?? "";
  return { from, to: Math.min(from + Math.max(word.length, 1), source.length), severity: "error", message };
}

function plainMessage(message: string, source: string, place: number, t: Texts): string {
  const text = message.replace(/ \(\d+:\d+\)$/, "");
  if (text === "Unterminated string constant") return t("forms.codeEditor.problems.unclosedQuote");
  if (text === "Unterminated template") return t("forms.codeEditor.problems.unclosedBacktick");
  if (text !== "Unexpected token") return t("forms.codeEditor.problems.other", { reason: text });
  if (place >= source.trimEnd().length) return t("forms.codeEditor.problems.endsTooEarly");
  const sign = /^(?:[\w$]+|.)/su.exec(source.slice(place, place + 100))?.[0] ?? "";
  return t("forms.codeEditor.problems.wrongSign", { sign });
}

const known = expressionVariables.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
const offered = expressionVariables.filter(({ legacy }) => !legacy).map(({ name }) => name);

type Names = { known: ReadonlySet<string>; offered: readonly string[] };
const expressionNames: Names = { known: new Set(known), offered };
const scriptNames: Names = {
  known: new Set([...known, "$getWorkflowStaticData"]),
  offered: [...offered, "$getWorkflowStaticData"],
};

/** Without their dollar sign these are no names of the language. */
const bare = new Set(["json", "input", "vars", "execution", "workflow", "now", "today", "binary"]);

function nameProblems(code: string, nodeNames: NodeNames, names: Names, t: Texts): CodeProblem[] {
  const problems: CodeProblem[] = [];
  const own = new Set<string>();
  const used: { name: string; from: number; to: number }[] = [];
  javascriptLanguage.parser.parse(code).iterate({
    enter(node) {
      if (node.name === "VariableDefinition") own.add(code.slice(node.from, node.to));
      if (node.name !== "VariableName") return;
      const name = code.slice(node.from, node.to);
      if (name === "$") problems.push(...single(nodeProblem(code, node.node, nodeNames, t)));
      else used.push({ name, from: node.from, to: node.to });
    },
  });
  for (const { name, from, to } of used) {
    if (own.has(name)) continue;
    if (bare.has(name)) {
      const message = t("forms.codeEditor.problems.unknownName", { name });
      problems.push(unknown({ from, to }, message, `$${name}`, t));
    } else if (/^\$[A-Za-z]/.test(name) && !names.known.has(name)) {
      const message = t("forms.codeEditor.problems.unknownVariable", { name });
      problems.push(unknown({ from, to }, message, nearestName(name, names.offered), t));
    }
  }
  return problems.sort((a, b) => a.from - b.from);
}

type SyntaxNode = ReturnType<typeof javascriptLanguage.parser.parse>["topNode"];

/** `$('Name')` of a node that is not there. */
function nodeProblem(code: string, node: SyntaxNode, nodeNames: NodeNames, t: Texts): CodeProblem | undefined {
  const text = node.parent?.name === "CallExpression" ? node.parent.getChild("ArgList")?.getChild("String") : null;
  if (!text || !nodeNames) return undefined;
  const quote = code[text.from] ?? "";
  if (text.to - text.from < 2 || code[text.to - 1] !== quote) return undefined;
  const name = code.slice(text.from + 1, text.to - 1).replace(/\\(.)/g, "$1");
  if (nodeNames.includes(name)) return undefined;
  const message =
    name === "" ? t("forms.codeEditor.problems.noNodeName") : t("forms.codeEditor.problems.unknownNode", { name });
  const nearest = nearestName(name, nodeNames);
  const written = nearest?.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
  return {
    ...unknown({ from: text.from, to: text.to }, message, nearest, t),
    ...(written !== undefined && { fix: quote + written + quote }),
  };
}

function unknown(
  place: { from: number; to: number },
  problem: string,
  meant: string | undefined,
  t: Texts,
): CodeProblem {
  if (meant === undefined) return { ...place, severity: "warning", message: problem };
  const message = t("forms.codeEditor.problems.didYouMean", { problem, meant });
  return { ...place, severity: "warning", message, fix: meant };
}
