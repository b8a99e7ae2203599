/** Between an ISO time and what a `datetime-local` input holds, which has no zone. */

export function localTime(iso: string): string | undefined {
  const date = new Date(iso);
  if (iso === "" || Number.isNaN(date.getTime())) return undefined;
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function isoTime(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
}
