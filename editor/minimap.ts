const key = "islewire.minimap";

/** Whether the overview is shown, as it was left in this browser. Unit tests and servers have no memory: it is. */
export function remembersMinimap(): boolean {
  try {
    return globalThis.localStorage?.getItem(key) !== "hidden";
  } catch {
    return true;
  }
}

export function rememberMinimap(open: boolean) {
  try {
    localStorage.setItem(key, open ? "shown" : "hidden");
  } catch {
    // It is forgotten with the page.
  }
}
