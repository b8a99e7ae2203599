import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import type { EditorStore } from "./store";

/**
 * Says what was just done to much at once, with a button that takes it back: by finger there is no Ctrl+Z. It goes once
 * that was taken back otherwise, or something else was changed.
 */
export function tellUndo({ state, undo }: EditorStore, done: string) {
  const before = state.getState().history.undo.at(-1)?.before;
  const isLast = () => state.getState().history.undo.at(-1)?.before === before;
  const message = toast.success(done, {
    action: { label: texts()("actions.labels.undo"), onClick: () => void (isLast() && undo()) },
  });
  const unsubscribe = state.subscribe(() => {
    if (isLast()) return;
    unsubscribe();
    toast.dismiss(message);
  });
}
