import { createHash } from "node:crypto";

/** Stands for a value of any length where only equality matters: SHA-256, in base64. */
export const valueHash = (value: string): string => createHash("sha256").update(value).digest("base64");
