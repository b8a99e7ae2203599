/** Problems of the last run by parameter path, such as `fields.0.value`. */
export type Problems = { readonly [path: string]: string };

export const noProblems: Problems = {};

/** The problem of a field. A field that draws no inner fields also shows what is wrong inside its value. */
export function problemAt(problems: Problems, path: string, withInner: boolean): string | undefined {
  if (problems[path] !== undefined) return problems[path];
  if (!withInner) return undefined;
  const inner = Object.keys(problems).find((key) => key.startsWith(`${path}.`));
  return inner === undefined ? undefined : problems[inner];
}

export const hasProblemWithin = (problems: Problems, path: string) => problemAt(problems, path, true) !== undefined;

/** The path with one step less; undefined at the top. */
export function parentPath(path: string): string | undefined {
  const end = path.lastIndexOf(".");
  return end === -1 ? undefined : path.slice(0, end);
}
