const home = "/workflows";

/** Where to go after signing in: only ever a page of our own. */
export function safeAddress(next: string | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next) || /[\p{Cc}\s\\]/u.test(next)) return home;
  if (!URL.canParse(next, "http://own.invalid") || new URL(next, "http://own.invalid").host !== "own.invalid")
    return home;
  return /^\/(sign-in|setup|api|invite|reset|two-factor)\b/.test(next) ? home : next;
}
