/** The values of the `:name` segments of a webhook's path. `undefined`: the called path is another. */
export function matchPath(path: string, called: string): { [name: string]: string } | undefined {
  return path === called ? {} : matchSegments(path.split("/"), called.split("/"));
}

export function matchSegments(segments: string[], wanted: string[]): { [name: string]: string } | undefined {
  if (segments.length !== wanted.length) return undefined;
  const params: { [name: string]: string } = {};
  for (const [index, segment] of segments.entries()) {
    const value = wanted[index] ?? "";
    if (segment.startsWith(":") && value) params[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return Object.values(params).length ? params : undefined;
}

/** Of an address that was called: what a webhook or a form calls its path. */
export function calledPath(path: string): string {
  const called = path.replace(/^\/(webhook|form)(-test)?\//, "").replace(/\/+$/, "");
  try {
    return decodeURIComponent(called);
  } catch {
    return called;
  }
}
