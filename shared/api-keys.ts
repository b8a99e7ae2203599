/** What a key of the HTTP API may do. */
export const apiScopes = [
  ...(["workflows:read", "workflows:write", "executions:read", "executions:write"] as const),
  ...(["credentials:read", "credentials:write", "tables:read", "tables:write"] as const),
  ...(["people:read", "people:write", "settings:read", "settings:write"] as const),
] as const;
export type ApiScope = (typeof apiScopes)[number];

export type ApiKeyInfo = {
  id: string;
  name: string;
  scopes: string[];
  createdBy: string;
  userId: string | null;
  createdAt: number;
  expiresAt: number | null;
  /** To the minute. */
  lastUsedAt: number | null;
  /** Addresses and networks it may be used from; empty: any. */
  addresses: string[];
  /** Id of the key that follows it. */
  replacedBy: string | null;
};

/** How long a key that was replaced may still be used, in hours. */
export const overlapHours = { default: 24, max: 720 } as const;

/** `key` is shown once, and never again. */
export type NewApiKey = ApiKeyInfo & { key: string };
