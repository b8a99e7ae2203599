"use client";

import { useSyncExternalStore } from "react";

const query = "(min-width: 64rem)";

/** Whether three panes fit side by side. */
export const useWide = () =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => true,
  );

function subscribe(listener: () => void) {
  const list = window.matchMedia(query);
  list.addEventListener("change", listener);
  return () => list.removeEventListener("change", listener);
}
