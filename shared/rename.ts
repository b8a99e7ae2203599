/** New names by old ones. All are applied at once, so that two nodes can swap their names. */
export type Renames = ReadonlyMap<string, string>;

const quoted = /(\$\(\s*|\$items\(\s*|\$node\[\s*)(["'`])((?:\\.|(?!\2)[^\\])*)\2/g;
const identifier = "[\\p{ID_Start}_$][\\p{ID_Continue}$]*";
const dotted = new RegExp(`\\$node\\.(${identifier})`, "gu");
const wholeIdentifier = new RegExp(`^${identifier}$`, "u");

/** `$('Old')`, `$items("Old"`, `$node["Old"]` and `$node.Old`. */
export function renameInCode(code: string, renames: Renames): string {
  return code
    .replace(quoted, (whole, opening: string, quote: string, text: string) => {
      const name = renames.get(text.replace(/\\(.)/g, "$1"));
      if (name === undefined) return whole;
      return `${opening}${quote}${name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;
    })
    .replace(dotted, (whole, text: string) => {
      const name = renames.get(text);
      if (name === undefined) return whole;
      return wholeIdentifier.test(name) ? `$node.${name}` : `$node[${JSON.stringify(name)}]`;
    });
}
