import type { JsonObject } from "@/shared/item";

/** Links and hashtags are plain text to Bluesky unless a post says where they are, counted in bytes of UTF-8. */
export function facetsOf(text: string): JsonObject[] {
  return [
    ...found(text, /https?:\/\/[^\s<>"'”’)]+[^\s<>"'”’).,;:!?]/gu, (uri) => ({
      $type: "app.bsky.richtext.facet#link",
      uri,
    })),
    ...found(text, /(?<=^|\s)#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu, (tag) => ({
      $type: "app.bsky.richtext.facet#tag",
      tag: tag.slice(1),
    })),
  ];
}

function found(text: string, pattern: RegExp, featureOf: (match: string) => JsonObject): JsonObject[] {
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => {
    const byteStart = Buffer.byteLength(text.slice(0, index));
    return { index: { byteStart, byteEnd: byteStart + Buffer.byteLength(match) }, features: [featureOf(match)] };
  });
}
