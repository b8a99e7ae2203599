/** What a key of the HTTP API may do. */
export const apiScopes = ["tables:read", "tables:write"] as const;
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
