/** The template language of parameters: `=text {{ code }} text`. Finding its parts needs no evaluation. */

export type TemplatePart = { text: string } | { code: string };

export const isExpression = (value: unknown): value is string => typeof value === "string" && value.startsWith("=");

/** A text that stays as it is when stored as a parameter: a leading `=` is doubled. */
export const literalText = (text: string) => (text.startsWith("=") ? `=${text}` : text);

/**
 * Splits the text after the leading `=`. An unclosed `{{` takes the rest as code. `\\{{` is text, backslash and all;
 * two backslashes before `{{` are one, and then there is code. `\\}}` in code is `}}`.
 */
export function parseTemplate(expression: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  const source = expression.slice(1);
  let text = "";
  let at = 0;
  for (let open = source.indexOf("{{"); open !== -1; open = source.indexOf("{{", at)) {
    const slashes = slashesBefore(source, open, at);
    if (slashes % 2 === 1) {
      text += source.slice(at, open + 2);
      at = open + 2;
      continue;
    }
    text += source.slice(at, open - slashes / 2);
    if (text) parts.push({ text });
    text = "";
    const close = findClose(source, open + 2);
    parts.push({
      code: source
        .slice(open + 2, close)
        .replaceAll("\\}}", "}}")
        .trim(),
    });
    at = close + 2;
  }
  text += source.slice(at);
  if (text) parts.push({ text });
  return parts;
}

/** How many backslashes end right before `end`, none before `start`. */
export function slashesBefore(source: string, end: number, start: number): number {
  let count = 0;
  while (end - count > start && source[end - count - 1] === "\\") count++;
  return count;
}

function findClose(source: string, from: number): number {
  let close = source.indexOf("}}", from);
  while (close !== -1 && source[close - 1] === "\\") close = source.indexOf("}}", close + 2);
  return close === -1 ? source.length : close;
}

/** `$json.a["b c"][0]` as `["a", "b c", "0"]`; undefined when the code is more than a plain path from `$json`. */
export function plainPath(code: string): string[] | undefined {
  if (!code.startsWith("$json")) return undefined;
  const keys: string[] = [];
  let rest = code.slice(5);
  while (rest) {
    const step = pathStep.exec(rest);
    const key = step?.[1] ?? step?.[2] ?? step?.[3] ?? step?.[4];
    if (!step || key === undefined) return undefined;
    if (refusedKeys.has(key)) return undefined;
    keys.push(key);
    rest = rest.slice(step[0].length);
  }
  return keys;
}

/** Left to the sandbox, which says why it refuses them. */
const refusedKeys = new Set(["__proto__", "constructor", "prototype"]);

const pathStep = /^(?:\??\.([A-Za-z_$][\w$]*)|(?:\?\.)?\[(?:(\d+)|"([^"\\]*)"|'([^'\\]*)')\])/;

/** What `{{ code }}` gives inside a longer text: nothing for null, undefined, NaN and the empty string. */
export function stringOf(value: unknown): string {
  if (value || value === 0 || value === false || value === 0n) return String(value);
  return "";
}
