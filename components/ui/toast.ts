import { useSyncExternalStore } from "react";
import type { ExternalToast, toast as sonnerToast } from "sonner";

/**
 * Short messages in the corner. Their code comes after the page, with the first of them at the latest; what is said
 * meanwhile is shown once it is there.
 */
type Toast = typeof sonnerToast;
/** Gives what the message is dismissed by. */
type Say = (message: string, options?: ExternalToast) => string | number;

let wanted = false;
let said = 0;
const listeners = new Set<() => void>();
const { promise: whenReady, resolve: ready } = Promise.withResolvers<Toast>();

/** The toaster is on the page and hears what is said. */
export const toasterIsReady = (toast: Toast) => ready(toast);

/** Whether the toaster is to be on the page. */
export const useToastsWanted = () =>
  useSyncExternalStore(
    subscribe,
    () => wanted,
    () => false,
  );

const say =
  (kind: "success" | "error" | "info" | "warning"): Say =>
  (message, options) => {
    const id = options?.id ?? `said-${++said}`;
    later((toast) => toast[kind](message, { ...options, id }));
    return id;
  };

export const toast = {
  success: say("success"),
  error: say("error"),
  info: say("info"),
  warning: say("warning"),
  dismiss: (id: string | number) => later((shown) => shown.dismiss(id)),
  promise: <Data>(work: Promise<Data>, texts: Parameters<typeof sonnerToast.promise<Data>>[1]) =>
    later((shown) => shown.promise(work, texts)),
};

function later(act: (toast: Toast) => unknown) {
  void whenReady.then(act);
  wantToasts();
}

export function wantToasts() {
  if (wanted) return;
  wanted = true;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
