/**
 * Filters live in the address: a list can be reloaded, and shown to somebody. Written at once, and onto what is in the address
 * by then: a text that is typed comes later than a choice that is made meanwhile, and must not take it back.
 */
export function replaceInAddress(changes: { [name: string]: string | null | undefined }) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  window.history.replaceState(null, "", address);
}
