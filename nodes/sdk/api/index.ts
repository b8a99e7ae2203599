export type { ApiDraft, ApiNode, ApiOperation } from "./api-node";
export { defineApiNode } from "./define-api-node";
export { apart, asBody, asFile, inBody, inHeader, inPath, inQuery, maybe } from "./place";
