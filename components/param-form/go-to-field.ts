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
    // Not the switch to expressions, which stands before the control.
    field.querySelector("[data-control]")?.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true });
    return true;
  }
  return false;
}

const focusable =
  "input, textarea, [contenteditable='true'], [role='combobox'], [role='switch'], button:not([disabled])";
