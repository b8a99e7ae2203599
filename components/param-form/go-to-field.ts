import { parentPath } from "./problems";

/** Shows and focuses the field at a parameter path, or the nearest one around it. Says whether there was one. */
export function goToField(form: ParentNode, path: string): boolean {
  for (let at: string | undefined = path; at !== undefined; at = parentPath(at)) {
    const field = form.querySelector<HTMLElement>(`[data-param="${CSS.escape(at)}"]`);
    if (!field) continue;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
      fold.open = true;
    }
    field.scrollIntoView({ block: "center" });
    focusControl(field);
    return true;
  }
  return false;
}

const longestLoadMs = 5_000;

/** At once, or when its editor is loaded, unless the focus has gone elsewhere by then. */
function focusControl(field: HTMLElement) {
  // Not the switch to expressions, which stands before the control.
  const control = field.querySelector("[data-control]");
  const focus = () => control?.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true });
  const isLoading = () => control?.querySelector("[aria-busy=true]") != null;
  if (!control || !isLoading()) return focus();
  const { activeElement } = document;
  const watch = new MutationObserver(() => {
    if (isLoading()) return;
    watch.disconnect();
    if (document.activeElement === activeElement) focus();
  });
  watch.observe(control, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), longestLoadMs);
}

const focusable =
  "input, textarea, [contenteditable='true'], [role='combobox'], [role='switch'], button:not([disabled])";
