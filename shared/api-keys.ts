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
};

/** `key` is shown once, and never again. */
export type NewApiKey = ApiKeyInfo & { key: string };
