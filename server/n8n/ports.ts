/** n8n numbers the ends of a connection within its kind. What a node of an unknown type calls them is in the port's name. */
export function numberedPort(kind: string, index: number): string {
  return index > 0 ? `${kind} ${index + 1}` : kind;
}

export const isSideKind = (kind: string) => /^ai_\w{1,50}$/.test(kind);

export function readNumberedPort(port: string): { kind: string; index: number } | undefined {
  const [, kind, number] = /^(main|ai_\w{1,50})(?: ([1-9]\d{0,3}))?$/.exec(port) ?? [];
  return kind === undefined ? undefined : { kind, index: Number(number ?? 1) - 1 };
}

/** The highest number of a port that is believed. */
export const maxPort = 999;
