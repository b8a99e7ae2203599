const home = "/workflows";

/** Where to go after signing in: only ever a page of our own. */
export function safeAddress(next: string | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next) || /[\p{Cc}\s]/u.test(next)) return home;
  return /^\/(sign-in|setup|api)\b/.test(next) ? home : next;
}
